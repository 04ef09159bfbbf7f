package pep

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ClientAddress is the canonical address of the sender of a request: the
// socket's peer, unless that is a trusted proxy; then the first hop from the
// right of X-Forwarded-For that is not. No other header is
// ever believed. Empty means that it cannot be told, and no list contains it.
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

// parseHop reads an address, in brackets or not, with a port or without: what
// proxies write into X-Forwarded-For.
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

// CanonicalAddress brings an address into the form that facts have it in.
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
