package outbound

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

func Test_only_public_addresses_are_reachable(t *testing.T) {
	guard := NewGuard([]netip.Prefix{netip.MustParsePrefix("10.96.0.0/12"), netip.MustParsePrefix("fd00:1::/64")})
	for text, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1": true, "10.96.0.1": true, "fd00:1::7": true, "::ffff:10.96.0.1": true, "64:ff9b::808:808": true, "64:ff9b::a60:1": true,
		"127.0.0.1": false, "::1": false, "0.0.0.0": false, "::": false, "10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "fe80::1": false, "fd00::1": false, "100.64.0.1": false, "224.0.0.1": false, "ff02::1": false, "255.255.255.255": false,
		"::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "64:ff9b::a9fe:a9fe": false, "64:ff9b::7f00:1": false, "::7f00:1": false,
		"2002:7f00:1::": false, "2001::1": false, "2001:db8::1": false, "::ffff:0:7f00:1": false, "64:ff9b:1::a9fe:a9fe": false, "fec0::1": false, "5f00::1": false, "100::1": false, "4000::1": false, "3fff::1": false, "198.18.0.1": false, "0.1.2.3": false, "240.0.0.1": false,
	} {
		if got := guard.Reachable(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func Test_a_URL_that_may_not_be_asked_is_refused(t *testing.T) {
	guard := NewGuard([]netip.Prefix{netip.MustParsePrefix("10.96.0.0/12")})
	for _, good := range []string{
		"https://ci.example.com", "https://ci.example.com:8443/a?b=c", "https://10.96.0.1", "http://10.96.0.1:8080/x", "https://8.8.8.8", "https://[2606:4700::1]/", "https://a1.example.com.",
	} {
		if _, err := guard.Check(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "ci", "/keys", "ci.example.com", "https:ci.example.com", "https://", "file:///etc/passwd", "gopher://example.com", "http://ci.example.com", "http://8.8.8.8",
		"https://user:pass@ci.example.com", "https://ci.example.com#x", "https://ci.example.com/#", "https://127.0.0.1", "https://169.254.169.254/latest", "https://[::1]",
		"https://[::ffff:169.254.169.254]", "https://[fe80::1%25eth0]", "https://2852039166", "https://0x7f.1", "https://127.1", "https://0177.0.0.1", "https://a.0x7f", "https://1.2.3.4.", "https://ci.example.com..",
	} {
		if _, err := guard.Check(bad); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func Test_a_refused_address_names_the_setting(t *testing.T) {
	if _, err := NewGuard(nil).Check("https://10.0.0.1"); err == nil || !strings.Contains(err.Error(), Setting) {
		t.Error(err)
	}
}

// FuzzCheck holds that no literal address that is not public passes, in any spelling.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"https://127.0.0.1", "https://0x7f.1", "https://[::1]", "https://a.b", "http://1.2.3.4", "https://①②⑦.0.0.1"} {
		f.Add(seed)
	}
	guard := NewGuard(nil)
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := guard.Check(text)
		if err != nil {
			return
		}
		if parsed.Scheme != "https" || parsed.User != nil || parsed.Fragment != "" || parsed.Hostname() == "" {
			t.Errorf("passed %q", text)
		}
		if address, err := netip.ParseAddr(parsed.Hostname()); err == nil && !guard.Reachable(address) {
			t.Errorf("passed %q", text)
		}
	})
}
