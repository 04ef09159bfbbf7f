package seal_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"warder/models/seal"
)

func Test_password_matches_its_own_hash_only(t *testing.T) {
	passwords, ctx := seal.NewPasswords(2), t.Context()
	hash, err := passwords.Hash(ctx, "pa$$wörd")
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	if !want.MatchString(hash) {
		t.Fatalf("form %s", hash)
	}
	other, _ := passwords.Hash(ctx, "pa$$wörd")
	if other == hash {
		t.Error("the salt repeats")
	}
	for password, want := range map[string]bool{"pa$$wörd": true, "pa$$wörD": false, "pa$$wörd ": false, "": false} {
		if got, err := passwords.Verify(ctx, hash, password); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
}

// The hashes below are of "password" with the salt "somesaltsomesalt".
func Test_unreadable_hash_is_nobodys(t *testing.T) {
	const key = "$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for name, hash := range map[string]string{
		"empty":               "",
		"plain text":          "password",
		"bcrypt":              "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"argon2i":             "$argon2i$v=19$m=19456,t=2,p=1" + key,
		"older version":       "$argon2id$v=16$m=19456,t=2,p=1" + key,
		"all memory":          "$argon2id$v=19$m=4294967295,t=2,p=1" + key,
		"too much memory":     "$argon2id$v=19$m=262145,t=2,p=1" + key,
		"minutes of time":     "$argon2id$v=19$m=19456,t=4294967295,p=1" + key,
		"no pass":             "$argon2id$v=19$m=19456,t=0,p=1" + key,
		"no thread":           "$argon2id$v=19$m=19456,t=2,p=0" + key,
		"256 threads":         "$argon2id$v=19$m=19456,t=2,p=256" + key,
		"leading zero":        "$argon2id$v=19$m=019456,t=2,p=1" + key,
		"sign":                "$argon2id$v=19$m=+19456,t=2,p=1" + key,
		"short salt":          "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"short key":           "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA",
		"no key":              "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$",
		"line break in key":   "$argon2id$v=19$m=19456,t=2,p=1" + key + "\n",
		"one part more":       "$argon2id$v=19$m=19456,t=2,p=1" + key + "$",
		"far too long":        "$argon2id$v=19$m=19456,t=2,p=1" + key + strings.Repeat("A", 1000),
		"unknown parameter":   "$argon2id$v=19$m=19456,t=2,p=1,x=1" + key,
		"another's wrong key": "$argon2id$v=19$m=19456,t=2,p=1" + key,
	} {
		if got, err := seal.NewPasswords(1).Verify(t.Context(), hash, "password"); got || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// The vector is that of the reference implementation's test suite
// (argon2id, v=19, m=256, t=2, p=1).
func Test_hash_made_by_the_reference_implementation_is_accepted(t *testing.T) {
	const hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if got, err := seal.NewPasswords(1).Verify(t.Context(), hash, "password"); !got || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

// A row has one spelling: another one was not written by Warder.
func Test_right_hash_in_another_spelling_is_nobodys(t *testing.T) {
	const hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	for name, text := range map[string]string{
		"leading zero":     strings.Replace(hash, "m=256", "m=0256", 1),
		"sign":             strings.Replace(hash, "m=256", "m=+256", 1),
		"more parameters":  strings.Replace(hash, "p=1", "p=1,x=1", 1),
		"line break":       hash + "\n",
		"padding":          hash + "=",
		"another version":  strings.Replace(hash, "v=19", "v=18", 1),
		"another function": strings.Replace(hash, "argon2id", "argon2i", 1),
		"text before":      "x" + hash,
	} {
		if got, err := seal.NewPasswords(1).Verify(t.Context(), text, "password"); got || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func Test_password_length_is_bounded(t *testing.T) {
	passwords, ctx := seal.NewPasswords(1), t.Context()
	for _, row := range []struct {
		length int
		want   error
	}{{0, seal.ErrPasswordLength}, {1, nil}, {1024, nil}, {1025, seal.ErrPasswordLength}, {1 << 20, seal.ErrPasswordLength}} {
		password := strings.Repeat("x", row.length)
		hash, err := passwords.Hash(ctx, password)
		if !errors.Is(err, row.want) {
			t.Errorf("%d bytes: %v", row.length, err)
		}
		if got, err := passwords.Verify(ctx, hash, password); err != nil || got != (row.want == nil) {
			t.Errorf("%d bytes: verified %v, %v", row.length, got, err)
		}
	}
}

func Test_caller_who_left_gets_busy_and_not_a_wrong_password(t *testing.T) {
	passwords := seal.NewPasswords(1)
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := passwords.Hash(gone, "p"); !errors.Is(err, seal.ErrPasswordsBusy) || !errors.Is(err, context.Canceled) {
		t.Errorf("hash: %v", err)
	}
	if got, err := passwords.Verify(gone, "", "p"); got || !errors.Is(err, seal.ErrPasswordsBusy) {
		t.Errorf("verify: %v, %v", got, err)
	}
	if err := passwords.DummyVerify(gone, "p"); !errors.Is(err, seal.ErrPasswordsBusy) {
		t.Errorf("dummy: %v", err)
	}
}
