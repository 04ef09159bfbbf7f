package seal_test

import (
	"regexp"
	"testing"

	"warder/models/seal"
)

func Test_new_credentials_have_the_contracts_shape_and_never_repeat(t *testing.T) {
	for name, row := range map[string]struct {
		make func() string
		want string
	}{
		"client secret": {seal.NewClientSecret, `^[0-9a-f]{64}$`},
		"token secret":  {seal.NewTokenSecret, `^[0-9a-f]{32}$`},
	} {
		seen := map[string]bool{}
		for range 1000 {
			secret := row.make()
			if !regexp.MustCompile(row.want).MatchString(secret) || seen[secret] {
				t.Fatalf("%s: wrong shape or repeated", name)
			}
			seen[secret] = true
		}
	}
}

func Test_hash_matches_its_own_kind_and_text_only(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	stored := keyring.Hash(seal.KindClientSecret, "secret")
	if !regexp.MustCompile(`^[0-9a-f]{8}\.[0-9a-f]{64}$`).MatchString(stored) {
		t.Fatalf("shape %s", stored)
	}
	for name, row := range map[string]struct {
		kind          seal.Kind
		plain, stored string
		want          bool
	}{
		"the same":            {seal.KindClientSecret, "secret", stored, true},
		"another kind":        {seal.KindAPIKey, "secret", stored, false},
		"another text":        {seal.KindClientSecret, "secreT", stored, false},
		"empty text":          {seal.KindClientSecret, "", stored, false},
		"nothing stored":      {seal.KindClientSecret, "secret", "", false},
		"both empty":          {seal.KindClientSecret, "", "", false},
		"kind runs into text": {seal.Kind("client_secrets"), "ecret", stored, false},
		"text runs into kind": {seal.Kind("client_"), "secretsecret", stored, false},
		"upper-case stored":   {seal.KindClientSecret, "secret", "F" + stored[1:], false},
	} {
		if got := keyring.Matches(row.kind, row.plain, row.stored); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func Test_equal_compares_whole_texts(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want bool
	}{{"abc", "abc", true}, {"abc", "abd", false}, {"abc", "ab", false}, {"", "", true}, {"", "a", false}} {
		if got := seal.Equal(row.a, row.b); got != row.want {
			t.Errorf("%q, %q: %v", row.a, row.b, got)
		}
	}
}

func Test_prefix_is_four_characters_that_any_database_takes(t *testing.T) {
	for plain, want := range map[string]string{
		"9f86d081": "9f86", "9f86": "9f86", "9f8": "", "": "",
		"\x00abcd": "", "äbcd": "", "a bcd": "", "abc\xffd": "", "abc\x7f": "", "a'--;": "a'--",
	} {
		if got := seal.Prefix(plain); got != want {
			t.Errorf("%q: %q, want %q", plain, got, want)
		}
	}
}
