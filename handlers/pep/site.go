package pep

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Site is where browsers reach this server. A browser sends the cookie of a session
// along whichever page asks it to, so the routes that know the cookie listen to pages
// of this site alone. Clients that are no browsers send neither Origin nor
// Sec-Fetch-Site, and pass.
type Site struct {
	host    string // without a port; empty where the configuration names none
	origins *http.CrossOriginProtection
}

// NewSite is the site at an origin such as https://warder.example.com, and at
// loopback. An empty origin is loopback alone.
func NewSite(origin string) (*Site, error) {
	s := &Site{origins: http.NewCrossOriginProtection()}
	if origin == "" {
		return s, nil
	}
	origin = strings.TrimSuffix(origin, "/")
	parsed, err := url.Parse(origin)
	if err != nil {
		return s, err
	}
	s.host = hostName(parsed.Host)
	return s, s.origins.AddTrustedOrigin(origin)
}

// Check refuses a request of a browser that comes from a page of another site, or
// under a name that is not this server's.
func (s *Site) Check(r *http.Request) error {
	if (r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "") && s.Misdirected(r) {
		return &Error{Status: http.StatusMisdirectedRequest, Name: "MisdirectedRequest", Message: "This server is reached by another name; an operator sets it as site-url"}
	}
	if s.origins.Check(r) != nil {
		return &Error{Status: forbidden.status, Name: forbidden.Name, Message: "This request comes from a page of another site"}
	}
	return nil
}

// Misdirected is whether a request names another host than the site's and loopback: a
// foreign name that points at this server would make the pages of that name part of
// this site.
func (s *Site) Misdirected(r *http.Request) bool {
	host := hostName(r.Host)
	if host == s.host && host != "" || host == "localhost" {
		return false
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err != nil || !address.Unmap().IsLoopback()
}

// hostName is the name in a Host header, in lower case and without a port.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
