package pep

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Site is the origin under which browsers reach this server. A browser attaches the session
// cookie to requests from any page, so routes that use the cookie accept only requests from
// this site's pages. Non-browser clients send neither Origin nor Sec-Fetch-Site and are
// accepted.
type Site struct {
	host    string // without a port; empty if not configured
	origins *http.CrossOriginProtection
}

// NewSite accepts an origin such as https://warder.example.com, and loopback. An empty origin
// accepts loopback alone.
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

// Check refuses a browser's request from a page of another site, or with a foreign host name.
func (s *Site) Check(r *http.Request) error {
	if (r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "") && s.Misdirected(r) {
		return &Error{Status: http.StatusMisdirectedRequest, Name: "MisdirectedRequest", Message: "This server is reached by another name; an operator sets it as site-url"}
	}
	if s.origins.Check(r) != nil {
		return &Error{Status: forbidden.status, Name: forbidden.Name, Message: "This request comes from a page of another site"}
	}
	return nil
}

// Misdirected reports whether the request's host is neither the site's nor loopback. A foreign
// name that resolves to this server would make that name's pages part of this site.
func (s *Site) Misdirected(r *http.Request) bool {
	host := hostName(r.Host)
	if host == s.host && host != "" || host == "localhost" {
		return false
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err != nil || !address.Unmap().IsLoopback()
}

// hostName returns the host of a Host header in lower case without a port.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
