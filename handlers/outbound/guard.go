// Package outbound sends requests to servers that an organization's administrator configured.
// The administrator is not trusted to choose the address: it is checked at each connection,
// redirects are not followed, and responses have a size limit.
package outbound

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Setting is the operator's setting that permits addresses which are not public.
const Setting = "outbound-allow"

// ErrRefused means that the address is not permitted.
var ErrRefused = errors.New("address refused")

// Guard decides which addresses are permitted.
type Guard struct{ allowed []netip.Prefix }

// NewGuard permits public addresses and those that the operator allows.
func NewGuard(allowed []netip.Prefix) *Guard { return &Guard{allowed} }

// special are ranges that are not for public hosts, in addition to those that netip knows. An
// address with an embedded IPv4 address is also checked by that address.
var special = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

// unicast is the part of IPv6 for public hosts. The rest is reserved or has other uses.
var unicast = netip.MustParsePrefix("2000::/3")

var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, 0, len(texts))
	for _, text := range texts {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}

// Named reports whether the operator allows the address.
func (g *Guard) Named(address netip.Addr) bool {
	address = plain(address)
	return slices.ContainsFunc(g.allowed, func(allowed netip.Prefix) bool { return allowed.Contains(address) })
}

// Reachable reports whether the address is permitted for https.
func (g *Guard) Reachable(address netip.Addr) bool { return public(plain(address)) || g.Named(address) }

// plain is the IPv4 address inside a mapped or translated one.
func plain(address netip.Addr) netip.Addr {
	address = address.Unmap()
	if nat64.Contains(address) {
		raw := address.As16()
		embedded, _ := netip.AddrFromSlice(raw[12:])
		return embedded
	}
	return address
}

func public(address netip.Addr) bool {
	return address.IsGlobalUnicast() && !address.IsPrivate() && address.Zone() == "" && (address.Is4() || unicast.Contains(address)) &&
		!slices.ContainsFunc(special, func(range_ netip.Prefix) bool { return range_.Contains(address) })
}

// refused is the error for a refused address, for the operator.
func refused(address netip.Addr) error {
	return fmt.Errorf("%w: %s is not a public address; the setting %s names those that may be reached all the same", ErrRefused, address, Setting)
}

// Check reports whether an absolute URL is permitted. It checks only hosts that are literal
// addresses; the address of a name is checked at the connection.
func (g *Guard) Check(text string) (*url.URL, error) {
	parsed, err := url.Parse(text)
	if err != nil || !parsed.IsAbs() || parsed.Opaque != "" || parsed.Hostname() == "" {
		return nil, fmt.Errorf("%w: not an absolute URL", ErrRefused)
	}
	switch {
	case parsed.User != nil:
		return nil, fmt.Errorf("%w: a URL with user information", ErrRefused)
	case parsed.Fragment != "" || strings.Contains(text, "#"):
		return nil, fmt.Errorf("%w: a URL with a fragment", ErrRefused)
	case parsed.Scheme != "https" && parsed.Scheme != "http":
		return nil, fmt.Errorf("%w: the scheme is not https", ErrRefused)
	}
	address, literal, err := literalHost(parsed.Hostname())
	if err != nil {
		return nil, err
	}
	if parsed.Scheme == "http" && !(literal && g.Named(address)) {
		return nil, fmt.Errorf("%w: the scheme is not https; http is for addresses that the setting %s names", ErrRefused, Setting)
	}
	if literal && !g.Reachable(address) {
		return nil, refused(address)
	}
	return parsed, nil
}

// literalHost parses a host that is an address. If its last label is a number, it must be a
// plain dotted quad: resolvers interpret other forms differently.
func literalHost(host string) (address netip.Addr, literal bool, err error) {
	if address, err := netip.ParseAddr(host); err == nil {
		if address.Zone() != "" {
			return netip.Addr{}, false, fmt.Errorf("%w: an address with a zone", ErrRefused)
		}
		return address, true, nil
	}
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	if last := strings.ToLower(labels[len(labels)-1]); last == "" || numeric(last) {
		return netip.Addr{}, false, fmt.Errorf("%w: a host that ends in a number, and is no address in its plain form", ErrRefused)
	}
	return netip.Addr{}, false, nil
}

func numeric(label string) bool {
	digits, hexadecimal := "0123456789", strings.HasPrefix(label, "0x")
	if hexadecimal {
		label, digits = label[2:], digits+"abcdef"
	}
	return strings.Trim(label, digits) == ""
}

// control checks the address of a connection right before it is made, after the name is
// resolved.
func control(accepts func(netip.Addr) bool) func(address string) error {
	return func(text string) error {
		host, _, err := net.SplitHostPort(text)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
		address, err := netip.ParseAddr(host)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
		if !accepts(address) {
			return refused(address)
		}
		return nil
	}
}
