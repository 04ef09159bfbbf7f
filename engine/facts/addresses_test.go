package facts

import (
	"slices"
	"testing"

	"warder/models"
)

func Test_an_address_list_becomes_blocks(t *testing.T) {
	none, eight, over := 0, 8, 33
	for name, c := range map[string]struct {
		list []models.TrustedIP
		want []string
		any  bool
	}{
		"nobody":             {nil, []string{}, false},
		"one address":        {[]models.TrustedIP{{IPAddress: "10.0.0.5"}}, []string{"10.0.0.5/32"}, false},
		"one IPv6 address":   {[]models.TrustedIP{{IPAddress: "2001:db8::1"}}, []string{"2001:db8::1/128"}, false},
		"block":              {[]models.TrustedIP{{IPAddress: "10.0.0.0", Prefix: &eight}}, []string{"10.0.0.0/8"}, false},
		"all of one family":  {[]models.TrustedIP{{IPAddress: "0.0.0.0", Prefix: &none}}, []string{"0.0.0.0/0"}, false},
		"all of the other":   {[]models.TrustedIP{{IPAddress: "::", Prefix: &none}}, []string{"::/0"}, false},
		"everywhere":         {[]models.TrustedIP{{IPAddress: "::", Prefix: &none}, {IPAddress: "0.0.0.0", Prefix: &none}}, []string{"::/0", "0.0.0.0/0"}, true},
		"one family twice":   {[]models.TrustedIP{{IPAddress: "0.0.0.0", Prefix: &none}, {IPAddress: "1.0.0.0", Prefix: &none}}, []string{"0.0.0.0/0", "1.0.0.0/0"}, false},
		"no address":         {[]models.TrustedIP{{IPAddress: "x"}, {IPAddress: ""}, {IPAddress: "10.0.0.5"}}, []string{"10.0.0.5/32"}, false},
		"no prefix":          {[]models.TrustedIP{{IPAddress: "10.0.0.0", Prefix: &over}}, []string{}, false},
		"text for a block":   {[]models.TrustedIP{{IPAddress: "10.0.0.0/8"}}, []string{}, false},
		"block without bits": {[]models.TrustedIP{{IPAddress: "0.0.0.0/0", Prefix: &none}, {IPAddress: "::", Prefix: &none}}, []string{"::/0"}, false},
	} {
		got, any := CIDRs(c.list)
		if !slices.Equal(got, c.want) || got == nil || any != c.any {
			t.Errorf("%s: %v, everywhere %v", name, got, any)
		}
	}
}
