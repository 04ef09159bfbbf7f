package facts

import "testing"

func Test_a_64_of_IPv6_is_one_client(t *testing.T) {
	for _, c := range []struct {
		one, other string
		same       bool
	}{
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
		{"", "garbage", true},
		{"", "192.0.2.1", false},
	} {
		if same := NetworkOf(c.one) == NetworkOf(c.other); same != c.same {
			t.Errorf("%q and %q are one client: %v", c.one, c.other, same)
		}
	}
}
