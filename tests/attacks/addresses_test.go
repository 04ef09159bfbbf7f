package attacks

import (
	"net/netip"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// foreign are headers that some server or proxy somewhere takes for the
// client's address.
var foreign = []string{
	"X-Forwarded-For", "X-Real-Ip", "X-Client-Ip", "Cf-Connecting-Ip", "Cf-Pseudo-Ipv4", "True-Client-Ip", "Fastly-Client-Ip",
	"X-Cluster-Client-Ip", "X-Envoy-External-Address", "X-Appengine-User-Ip", "Forwarded-For", "X-Forwarded", "X-Original-Forwarded-For", "X-Remote-Addr",
}

// inside is the only network that the machine may come from.
const inside = "10.0.0.0/8"

func restricted(t *testing.T, s *testserver.Server) testserver.Machine {
	t.Helper()
	list := testserver.List{testserver.Object{"ipAddress": inside}}
	return s.NewMachine(t, "member", testserver.Object{"clientSecretTrustedIps": list, "accessTokenTrustedIps": list})
}

func TestAddresses_no_header_is_believed_without_a_trusted_proxy(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	m, client := restricted(t, s), s.Anonymous()
	all := client.With("Forwarded", "for=10.0.0.1")
	for _, name := range foreign {
		client.With(name, "10.0.0.1").Login(t, m).WantRefusal(t, 403, "ip_not_allowed")
		all = all.With(name, "10.0.0.1")
	}
	all.Login(t, m).WantRefusal(t, 403, "ip_not_allowed")
	// The other way round, no header makes a request come from somewhere else.
	open := s.NewMachine(t, "member", testserver.Object{"clientSecretTrustedIps": testserver.List{testserver.Object{"ipAddress": "127.0.0.1"}}})
	for _, name := range foreign {
		client.With(name, "10.0.0.1").Login(t, open).Want(t, 200)
	}
}

func TestAddresses_behind_a_trusted_proxy_the_nearest_stranger_counts(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), func(config *service.Config) {
		config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12")}
	})
	m := restricted(t, s)
	for _, c := range []struct {
		name    string
		lines   []string // of X-Forwarded-For, in order
		allowed bool
		code    string // of the refusal
	}{
		{"no_header", nil, false, "ip_not_allowed"},
		{"client", []string{"10.0.0.1"}, true, ""},
		{"stranger", []string{"192.0.2.1"}, false, "ip_not_allowed"},
		{"client_claims_another_in_front", []string{"10.0.0.1, 192.0.2.1"}, false, "ip_not_allowed"},
		{"client_behind_a_claim", []string{"192.0.2.1, 10.0.0.1"}, true, ""},
		{"two_proxies", []string{"10.0.0.1, 172.16.0.9"}, true, ""},
		{"claim_before_two_proxies", []string{"10.0.0.1, 192.0.2.1, 172.16.0.9"}, false, "ip_not_allowed"},
		{"claim_in_a_line_of_its_own", []string{"10.0.0.1", "192.0.2.1"}, false, "ip_not_allowed"},
		{"last_line_counts", []string{"192.0.2.1", "10.0.0.1"}, true, ""},
		{"mapped_address", []string{"::ffff:10.0.0.1"}, true, ""},
		{"with_spaces", []string{"  10.0.0.1  "}, true, ""},
		{"with_a_port", []string{"10.0.0.1:4711"}, true, ""},
		{"garbage", []string{"10.0.0.1, garbage"}, false, "address_unknown"},
		{"garbage_further_left", []string{"garbage, 10.0.0.1"}, true, ""},
		{"a_range", []string{"10.0.0.0/8"}, false, "address_unknown"},
		{"leading_zeros", []string{"10.0.0.01"}, false, "address_unknown"},
		{"zone", []string{"fe80::1%10.0.0.1"}, false, "ip_not_allowed"},
		{"only_proxies", []string{"172.16.0.9"}, false, "ip_not_allowed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := s.Anonymous().With("X-Real-Ip", "10.0.0.1").With("Forwarded", "for=10.0.0.1")
			for _, line := range c.lines {
				client = client.With("X-Forwarded-For", line)
			}
			if c.allowed {
				client.Login(t, m).Want(t, 200)
				return
			}
			client.Login(t, m).WantRefusal(t, 403, c.code)
		})
	}
}

// The list of the token counts at every request, as it is now.
func TestAddresses_are_checked_live_at_every_request(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), testserver.BehindProxy)
	m := restricted(t, s)
	token := s.Anonymous().From("10.0.0.1").Login(t, m).Want(t, 200).Text("accessToken")
	const details = "/api/v1/identities/details"
	s.As(token).From("10.0.0.1").Get(t, details).Want(t, 200)
	s.As(token).From("192.0.2.1").Get(t, details).WantRefusal(t, 403, "ip_not_allowed")
	narrower := testserver.Object{"accessTokenTrustedIps": testserver.List{testserver.Object{"ipAddress": "10.9.9.9"}}}
	s.AsAdmin().Patch(t, testserver.UniversalAuth(m.IdentityID), narrower).Want(t, 200)
	s.As(token).From("10.0.0.1").Get(t, details).WantRefusal(t, 403, "ip_not_allowed")
	s.As(token).From("10.9.9.9").Get(t, details).Want(t, 200)
}
