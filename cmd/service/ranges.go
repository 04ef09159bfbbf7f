package service

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
)

// Limits on the size of trusted ranges. Real proxies and large content networks are far below
// them.
const (
	shortestIPv4, shortestIPv6 = 8, 16 // bits of one range
	mostRanges                 = 16    // of that length, in total
)

// private are the ranges without a route on the internet, of any length.
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"),
}

// tooWide describes how ranges, single or together, cover too much of the internet, or "".
func tooWide(ranges []netip.Prefix) string {
	var four, six float64 // in ranges of the shortest length
	for i, r := range ranges {
		if within(r, private) {
			continue
		}
		shortest, sum := shortestIPv6, &six
		if r.Addr().Is4() {
			shortest, sum = shortestIPv4, &four
		}
		if r.Bits() < shortest {
			return fmt.Sprintf("%s holds more of the internet than a /%d", r, shortest)
		}
		if !within(r, ranges[:i]) && !inside(r, ranges[i+1:]) {
			*sum += math.Pow(2, float64(shortest-r.Bits()))
		}
	}
	if four > mostRanges || six > mostRanges {
		return fmt.Sprintf("the ranges together hold more of the internet than %d of /%d, or of /%d in IPv6", mostRanges, shortestIPv4, shortestIPv6)
	}
	return ""
}

// within reports whether one of the ranges contains r.
func within(r netip.Prefix, ranges []netip.Prefix) bool {
	return slices.ContainsFunc(ranges, func(other netip.Prefix) bool { return other.Bits() <= r.Bits() && other.Contains(r.Addr()) })
}

// inside reports whether a larger range contains r.
func inside(r netip.Prefix, ranges []netip.Prefix) bool {
	return slices.ContainsFunc(ranges, func(other netip.Prefix) bool { return other.Bits() < r.Bits() && other.Contains(r.Addr()) })
}
