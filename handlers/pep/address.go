package pep

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ClientAddress returns the sender's address in canonical form. It is the socket's peer,
// unless that is a trusted proxy; then it is the rightmost X-Forwarded-For hop that is not a
// trusted proxy. No other header is trusted. An empty address means unknown and matches no
// list.
func ClientAddress(r *http.Request, proxies []netip.Prefix) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	address := canonical(peer.Addr())
	if !trusted(address, proxies) {
		return address.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if hop = strings.TrimSpace(hop); hop == "" {
			continue
		}
		parsed, ok := parseHop(hop)
		if !ok {
			return ""
		}
		address = canonical(parsed)
		if !trusted(address, proxies) {
			break
		}
	}
	return address.String()
}

// parseHop parses one X-Forwarded-For hop: an address with or without brackets and port.
func parseHop(hop string) (netip.Addr, bool) {
	if bare, inBrackets := strings.CutPrefix(hop, "["); inBrackets && strings.HasSuffix(bare, "]") {
		hop = strings.TrimSuffix(bare, "]")
	}
	if address, err := netip.ParseAddr(hop); err == nil {
		return address, true
	}
	withPort, err := netip.ParseAddrPort(hop)
	return withPort.Addr(), err == nil
}

// CanonicalAddress converts an address to the form used in facts.
func CanonicalAddress(text string) (canon string, is bool) {
	address, err := netip.ParseAddr(text)
	if err != nil {
		return "", false
	}
	return canonical(address).String(), true
}

func canonical(address netip.Addr) netip.Addr { return address.Unmap().WithZone("") }

func trusted(address netip.Addr, proxies []netip.Prefix) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}
