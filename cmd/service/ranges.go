package service

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
)

// How much of the internet a list of trusted ranges may hold. Proxies of an installation,
// and those of the large content networks, are far below.
const (
	shortestIPv4, shortestIPv6 = 8, 16 // bits of one range
	mostRanges                 = 16    // of that length, all ranges of a list together
)

// private are the ranges that the internet has no route to, of any length.
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"),
}

// tooWide says how ranges hold so much of the internet that hardly a client is outside, or
// "". One range may do so, or many small ones.
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

// within is whether one of the ranges holds all of r.
func within(r netip.Prefix, ranges []netip.Prefix) bool {
	return slices.ContainsFunc(ranges, func(other netip.Prefix) bool { return other.Bits() <= r.Bits() && other.Contains(r.Addr()) })
}

// inside is within for larger ranges alone.
func inside(r netip.Prefix, ranges []netip.Prefix) bool {
	return slices.ContainsFunc(ranges, func(other netip.Prefix) bool { return other.Bits() < r.Bits() && other.Contains(r.Addr()) })
}
