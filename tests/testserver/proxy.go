package testserver

import (
	"net/netip"

	"warder/cmd/service"
)

// BehindProxy makes the tests' own address that of a trusted proxy.
func BehindProxy(config *service.Config) {
	config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
}

// From is the same caller at another address, as a trusted proxy reports it.
func (c Client) From(address string) Client { return c.With("X-Forwarded-For", address) }
