// Package outbound asks servers that an administrator of an organization named. The
// administrator is not trusted with what the server can reach: addresses are checked
// when a connection is made, nothing is followed, and answers have a size.
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

// Setting is the operator's setting that lets addresses be reached which are not public.
const Setting = "outbound-allow"

// ErrRefused is an address that must not be asked.
var ErrRefused = errors.New("address refused")

// Guard says which addresses may be reached.
type Guard struct{ allowed []netip.Prefix }

// NewGuard reaches public addresses, and those that the operator allows.
func NewGuard(allowed []netip.Prefix) *Guard { return &Guard{allowed} }

// special are ranges for something else than hosts of the public, beyond those that
// netip knows. An address that embeds an IPv4 address is judged by that one as well.
var special = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

// unicast is all of IPv6 that hosts of the public may have. The rest is for something
// else, or for nothing yet.
var unicast = netip.MustParsePrefix("2000::/3")

var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, 0, len(texts))
	for _, text := range texts {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}

// Named is whether the operator named the address.
func (g *Guard) Named(address netip.Addr) bool {
	address = plain(address)
	return slices.ContainsFunc(g.allowed, func(allowed netip.Prefix) bool { return allowed.Contains(address) })
}

// Reachable is whether the address may be reached by https.
func (g *Guard) Reachable(address netip.Addr) bool { return public(plain(address)) || g.Named(address) }

// plain is the IPv4 address that a mapped or translated one stands for.
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

// refused words why an address is not reached, for the operator.
func refused(address netip.Addr) error {
	return fmt.Errorf("%w: %s is not a public address; the setting %s names those that may be reached all the same", ErrRefused, address, Setting)
}

// Check is whether an absolute URL could be asked. Only a host that is written as an
// address is judged here; what a name resolves to is judged when it is connected to.
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

// literalHost reads a host that is an address. One whose last label is a number has to be
// a plain dotted quad: resolvers read other forms in their own ways.
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

// control judges the address of a connection just before it is made, so that nothing
// lies between the look-up of a name and the connection.
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
