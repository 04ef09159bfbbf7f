package pep

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

// from is a request from a socket's peer, with X-Forwarded-For headers.
func from(peer string, forwarded ...string) *http.Request {
	request := &http.Request{RemoteAddr: peer, Header: http.Header{}}
	for _, header := range forwarded {
		request.Header.Add("X-Forwarded-For", header)
	}
	return request
}

func blocks(list ...string) []netip.Prefix {
	parsed := []netip.Prefix{}
	for _, text := range list {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}

func Test_client_address_is_the_peer_or_the_first_untrusted_hop_from_the_right(t *testing.T) {
	nobody, proxies := blocks(), blocks("10.0.0.0/8", "fd00::/8")
	for name, c := range map[string]struct {
		request *http.Request
		proxies []netip.Prefix
		want    string
	}{
		"peer":                                    {from("203.0.113.7:4711"), nobody, "203.0.113.7"},
		"IPv6 peer":                               {from("[2001:db8::1]:4711"), nobody, "2001:db8::1"},
		"IPv6 peer in another spelling":           {from("[2001:DB8:0:0::1]:4711"), nobody, "2001:db8::1"},
		"mapped peer":                             {from("[::ffff:203.0.113.7]:4711"), nobody, "203.0.113.7"},
		"zone of a peer":                          {from("[fe80::1%eth0]:4711"), nobody, "fe80::1"},
		"zone of a mapped peer":                   {from("[::ffff:203.0.113.7%eth0]:4711"), nobody, "203.0.113.7"},
		"peer without a port":                     {from("203.0.113.7"), nobody, ""},
		"peer of a Unix socket":                   {from("@"), nobody, ""},
		"no peer":                                 {from(""), nobody, ""},
		"header without any proxy":                {from("203.0.113.7:1", "198.51.100.1"), nobody, "203.0.113.7"},
		"header of a peer that is no proxy":       {from("203.0.113.7:1", "198.51.100.1"), proxies, "203.0.113.7"},
		"one hop":                                 {from("10.0.0.1:1", "198.51.100.1"), proxies, "198.51.100.1"},
		"one hop behind a mapped proxy":           {from("[::ffff:10.0.0.1]:1", "198.51.100.1"), proxies, "198.51.100.1"},
		"one hop behind an IPv6 proxy with zone":  {from("[fd00::1%eth0]:1", "198.51.100.1"), proxies, "198.51.100.1"},
		"what the client claims stands left":      {from("10.0.0.1:1", "127.0.0.1, 198.51.100.1"), proxies, "198.51.100.1"},
		"proxies behind one another":              {from("10.0.0.1:1", "127.0.0.1, 198.51.100.1, 10.9.9.9, fd00::2"), proxies, "198.51.100.1"},
		"a proxy that the client claims to be":    {from("10.0.0.1:1", "10.1.1.1, 198.51.100.1"), proxies, "198.51.100.1"},
		"several headers are one list":            {from("10.0.0.1:1", "127.0.0.1", "198.51.100.1", "10.2.2.2"), proxies, "198.51.100.1"},
		"blanks and empty hops":                   {from("10.0.0.1:1", " ,198.51.100.1 ,, "), proxies, "198.51.100.1"},
		"mapped hop":                              {from("10.0.0.1:1", "::ffff:198.51.100.1"), proxies, "198.51.100.1"},
		"mapped hop of a proxy":                   {from("10.0.0.1:1", "198.51.100.1, ::ffff:10.3.3.3"), proxies, "198.51.100.1"},
		"zone of a hop":                           {from("10.0.0.1:1", "2001:db8::1%eth0"), proxies, "2001:db8::1"},
		"only proxies":                            {from("10.0.0.1:1", "10.4.4.4, 10.5.5.5"), proxies, "10.4.4.4"},
		"a proxy that says nothing":               {from("10.0.0.1:1"), proxies, "10.0.0.1"},
		"a proxy that says an empty word":         {from("10.0.0.1:1", ""), proxies, "10.0.0.1"},
		"garbage hop":                             {from("10.0.0.1:1", "198.51.100.1, unknown"), proxies, ""},
		"garbage behind the first untrusted hop":  {from("10.0.0.1:1", "unknown, 198.51.100.1"), proxies, "198.51.100.1"},
		"garbage between proxies":                 {from("10.0.0.1:1", "198.51.100.1, unknown, 10.6.6.6"), proxies, ""},
		"hop with a port":                         {from("10.0.0.1:1", "198.51.100.1:80"), proxies, "198.51.100.1"},
		"hop in brackets":                         {from("10.0.0.1:1", "[2001:db8::1]"), proxies, "2001:db8::1"},
		"hop in brackets with a port":             {from("10.0.0.1:1", "[2001:db8::1]:4711"), proxies, "2001:db8::1"},
		"mapped hop in brackets":                  {from("10.0.0.1:1", "[::ffff:198.51.100.1]"), proxies, "198.51.100.1"},
		"mapped hop with a port":                  {from("10.0.0.1:1", "[::ffff:198.51.100.1]:4711"), proxies, "198.51.100.1"},
		"hop of a proxy with a port":              {from("10.0.0.1:1", "198.51.100.1, 10.3.3.3:80"), proxies, "198.51.100.1"},
		"port that is no number":                  {from("10.0.0.1:1", "198.51.100.1:port"), proxies, ""},
		"port too large":                          {from("10.0.0.1:1", "198.51.100.1:70000"), proxies, ""},
		"bracket without its other":               {from("10.0.0.1:1", "[2001:db8::1"), proxies, ""},
		"hop with leading zeros":                  {from("10.0.0.1:1", "198.051.100.1"), proxies, ""},
		"every address trusted, leftmost remains": {from("203.0.113.7:1", "192.0.2.1, 198.51.100.1"), blocks("0.0.0.0/0"), "192.0.2.1"},
	} {
		if got := ClientAddress(c.request, c.proxies); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The headers are those that docs/contract.md 5.1 lists for the original server.
func Test_client_address_believes_no_other_header(t *testing.T) {
	for _, header := range []string{
		"Cf-Connecting-Ip", "Cf-Pseudo-Ipv4", "X-Client-Ip", "X-Envoy-External-Address", "Fastly-Client-Ip", "True-Client-Ip",
		"X-Real-Ip", "X-Cluser-Client-Ip", "X-Cluster-Client-Ip", "Forwarded-For", "X-Forwarded", "Forwarded", "X-Appengine-User-Ip",
	} {
		request := from("10.0.0.1:1")
		request.Header.Set(header, "198.51.100.1")
		if got := ClientAddress(request, blocks("10.0.0.0/8")); got != "10.0.0.1" {
			t.Errorf("%s: %q", header, got)
		}
	}
}

// FuzzClientAddress holds that nobody but a trusted proxy is believed, and that
// the outcome is canonical: the same address is always the same text.
func FuzzClientAddress(f *testing.F) {
	for _, peer := range []string{"203.0.113.7:1", "10.0.0.1:1", "[::ffff:10.0.0.1%a]:1", "@"} {
		for _, forwarded := range []string{"", "198.51.100.1", "a, ::ffff:1.2.3.4%x,10.0.0.9", ",,", "1.2.3.4:80"} {
			f.Add(peer, forwarded)
		}
	}
	proxies := blocks("10.0.0.0/8")
	f.Fuzz(func(t *testing.T, peer, forwarded string) {
		got := ClientAddress(from(peer, forwarded), proxies)
		alone := ClientAddress(from(peer), proxies)
		if !strings.HasPrefix(alone, "10.") && got != alone {
			t.Fatalf("%q is no proxy and yet believed: %q", peer, got)
		}
		if got == "" {
			return
		}
		address, err := netip.ParseAddr(got)
		if err != nil || address.Zone() != "" || address.Is4In6() || address.String() != got {
			t.Fatalf("%q behind %q is %q", forwarded, peer, got)
		}
	})
}
