package credentials

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/handlers/pep/peptest"
	"warder/models"
)

// stored is an entry as text, such as "ipv4 10.0.0.0/8".
func stored(ip models.TrustedIP) string {
	text := ip.Type + " " + ip.IPAddress
	if ip.Prefix != nil {
		text += fmt.Sprintf("/%d", *ip.Prefix)
	}
	return text
}

// The rules are those of docs/contract.md 5.1; a prefix with letters behind it, which
// the original server reads leniently, is refused.
func Test_trusted_addresses_are_stored_masked_and_split(t *testing.T) {
	for _, c := range []struct{ sent, want string }{
		{"10.0.0.5", "ipv4 10.0.0.5"},
		{" 10.0.0.5 ", "ipv4 10.0.0.5"},
		{"10.0.0.0/8", "ipv4 10.0.0.0/8"},
		{"10.1.2.3/8", "ipv4 10.0.0.0/8"},
		{"10.1.2.3/32", "ipv4 10.1.2.3/32"},
		{"0.0.0.0/0", "ipv4 0.0.0.0/0"},
		{"1.2.3.4/0", "ipv4 0.0.0.0/0"},
		{"::/0", "ipv6 ::/0"},
		{"::1", "ipv6 ::1"},
		{"2001:DB8::/32", "ipv6 2001:db8::/32"},
		{"2001:db8::1/32", "ipv6 2001:db8::/32"},
		{"::ffff:10.1.2.3", "ipv4 10.1.2.3"},
		{"::ffff:10.1.2.3/104", "ipv4 10.0.0.0/8"},
		{"::ffff:0:0/96", "ipv4 0.0.0.0/0"},
		{"::ffff:10.1.2.3/80", "ipv6 ::/80"},
	} {
		got, err := SplitTrustedIP(c.sent, "x")
		if err != nil || stored(got) != c.want {
			t.Errorf("%q: %s, %v; want %s", c.sent, stored(got), err, c.want)
		}
	}
	for _, bad := range []string{
		"", " ", "x", "01.2.3.4", "1.2.3.4:80", "1.2.3", "1.2.3.4.5", "256.1.1.1", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "/8", "10.0.0.0/8abc",
		"10.0.0.0/08", "10.0.0.0/8/8", "::/129", "fe80::1%eth0", "fe80::1%eth0/64", "::ffff:1.2.3.4%a", "[::1]", "localhost", "1.2.3.4,5.6.7.8",
	} {
		if got, err := SplitTrustedIP(bad, "x"); err == nil {
			t.Errorf("accepted %q as %s", bad, stored(got))
		} else if status, _ := peptest.Told(err); status != 400 {
			t.Errorf("%q answers %d", bad, status)
		}
	}
}

// The vectors are those of docs/contract.md 7, "IP". An IPv4 client is in no IPv6
// range, ::/0 included (docs/contract.md 5.1, families).
func Test_lists_contain_the_addresses_of_the_contracts_vectors(t *testing.T) {
	for _, c := range []struct {
		list string
		peer string
		want bool
	}{
		{"0.0.0.0/0", "1.2.3.4:1", true},
		{"0.0.0.0/0", "[::1]:1", false},
		{"10.0.0.0/8", "10.1.2.3:1", true},
		{"10.0.0.0/8", "[::ffff:10.1.2.3]:1", true},
		{"10.1.2.3/8", "10.9.9.9:1", true},
		{"10.0.0.5", "10.0.0.5:1", true},
		{"10.0.0.5", "10.0.0.6:1", false},
		{"::/0", "1.2.3.4:1", false},
		{"0.0.0.0/0 ::/0", "[::ffff:9.9.9.9]:1", true},
		{"::ffff:10.0.0.0/104", "10.1.2.3:1", true},
		{"10.0.0.0/8", "11.0.0.1:1", false},
	} {
		contained := false
		for text := range strings.FieldsSeq(c.list) {
			entry, err := SplitTrustedIP(text, "x")
			if err != nil {
				t.Fatal(err)
			}
			block, err := facts.Prefix(entry)
			if err != nil {
				t.Fatal(err)
			}
			contained = contained || block.Contains(netip.MustParseAddr(pep.ClientAddress(peptest.From(c.peer), nil)))
		}
		if contained != c.want {
			t.Errorf("%s in %s: %v", c.peer, c.list, contained)
		}
	}
}

func Test_a_list_of_addresses_has_an_entry_and_only_good_ones(t *testing.T) {
	for name, c := range map[string]struct {
		list   []trustedIPInput
		status int
		want   int
	}{
		"none": {nil, 422, 0}, "empty": {[]trustedIPInput{}, 422, 0}, "one bad": {[]trustedIPInput{{IPAddress: "10.0.0.1"}, {IPAddress: "x"}}, 400, 0},
		"everywhere": {everywhere, 0, 2}, "blank": {[]trustedIPInput{{}}, 400, 0},
	} {
		split, err := splitTrustedIPs(c.list, "accessTokenTrustedIps")
		status, issues := peptest.Told(err)
		if status != c.status || len(split) != c.want {
			t.Errorf("%s: %d entries, status %d", name, len(split), status)
		}
		if status == 422 && (issues[0].Code != "too_small" || issues[0].Path[0] != "accessTokenTrustedIps") {
			t.Errorf("%s: %+v", name, issues)
		}
	}
}

func Test_what_an_answer_shows_of_a_list_may_be_sent_back(t *testing.T) {
	number, word := func(n int) *int { return &n }, func(s string) *string { return &s }
	for name, c := range map[string]struct {
		entry  trustedIPInput
		status int
		want   string // address and prefix
	}{
		"split":                      {trustedIPInput{"127.0.0.0", word("ipv4"), number(8)}, 0, "127.0.0.0/8"},
		"prefix beside a bare":       {trustedIPInput{"10.1.2.3", nil, number(8)}, 0, "10.0.0.0/8"},
		"prefix that agrees":         {trustedIPInput{"10.0.0.0/8", nil, number(8)}, 0, "10.0.0.0/8"},
		"prefix of an IPv6 address":  {trustedIPInput{"2001:db8::1", word("ipv6"), number(32)}, 0, "2001:db8::/32"},
		"prefix of zero":             {trustedIPInput{"0.0.0.0", nil, number(0)}, 0, "0.0.0.0/0"},
		"prefix that does not agree": {trustedIPInput{"10.0.0.0/16", nil, number(8)}, 422, ""},
		"prefix too long":            {trustedIPInput{"10.0.0.0", nil, number(33)}, 422, ""},
		"negative prefix":            {trustedIPInput{"10.0.0.0", nil, number(-1)}, 422, ""},
		"type of another family":     {trustedIPInput{"10.0.0.0", word("ipv6"), number(8)}, 422, ""},
	} {
		split, err := splitTrustedIPs([]trustedIPInput{c.entry}, "accessTokenTrustedIps")
		status, issues := peptest.Told(err)
		if status != c.status || status == 422 && issues[0].Path[0] != "accessTokenTrustedIps" {
			t.Errorf("%s: status %d %+v, want %d", name, status, issues, c.status)
			continue
		}
		if err == nil && split[0].IPAddress+"/"+strconv.Itoa(*split[0].Prefix) != c.want {
			t.Errorf("%s: %+v, want %s", name, split[0], c.want)
		}
	}
}

func Test_the_default_list_is_every_address(t *testing.T) {
	split, err := splitTrustedIPs(everywhere, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, any := facts.CIDRs(split); !any {
		t.Errorf("%+v does not hold every address", split)
	}
}

// FuzzSplitTrustedIP holds that what is accepted is canonical: it is a block of
// its family, masked, and splits into itself.
func FuzzSplitTrustedIP(f *testing.F) {
	for _, seed := range []string{"10.1.2.3/8", "::1", "::ffff:1.2.3.4/100", "1.2.3.4", "fe80::1%a", "::/0", "x/8", "01.2.3.4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := SplitTrustedIP(text, "x")
		if err != nil {
			if got != (models.TrustedIP{}) {
				t.Fatalf("refused %q with %+v", text, got)
			}
			return
		}
		block, err := facts.Prefix(got)
		if err != nil || block != block.Masked() || block.Addr().Zone() != "" || block.Addr().Is4In6() && block.Bits() >= 96 {
			t.Fatalf("%q is %v, %v", text, block, err)
		}
		if family := map[bool]string{true: "ipv4", false: "ipv6"}[block.Addr().Is4()]; family != got.Type {
			t.Fatalf("%q is %v of %s", text, block, got.Type)
		}
		_, form, _ := strings.Cut(stored(got), " ")
		if again, err := SplitTrustedIP(form, "x"); err != nil || stored(again) != stored(got) {
			t.Fatalf("%q is %s and then %s, %v", text, stored(got), stored(again), err)
		}
	})
}
