package seal

import (
	"bytes"
	"errors"
	"testing"
)

// FuzzParseRootKey holds that a key is either refused as ErrRootKey or reads
// back from its own text, and that neither shows the text.
func FuzzParseRootKey(f *testing.F) {
	for _, seed := range []string{"", "00", NewRootKey().Reveal(), "3q2+7w==", "\xff", NewRootKey().Reveal() + "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := ParseRootKey(text)
		if err != nil {
			if !errors.Is(err, ErrRootKey) || key.bytes != nil {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		again, err := ParseRootKey(key.Reveal())
		if err != nil || again.Reveal() != key.Reveal() || key.String() != Redacted {
			t.Fatalf("does not read back: %v", err)
		}
	})
}

// FuzzPasswordHash holds that a hash which is read prints as the same text and
// cannot ask for more than the bounds, whatever a database row says.
func FuzzPasswordHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, text string) {
		hash, err := parsePHC(text)
		if err != nil {
			return
		}
		if hash.String() != text || hash.memory > maxArgonMemory || hash.passes > maxArgonPasses || hash.threads < 1 {
			t.Fatalf("%q was read as %q", text, hash.String())
		}
	})
}

// FuzzPlace holds that two places have the same associated data only if they
// are the same place.
func FuzzPlace(f *testing.F) {
	f.Add("e", "f", "s", "K", "", int64(1), "value", "ef", "", "s", "K", "", int64(1), "value")
	f.Fuzz(func(t *testing.T, e, fo, s, k, o string, v int64, fi, e2, fo2, s2, k2, o2 string, v2 int64, fi2 string) {
		a, b := Place{e, fo, s, k, o, v, fi}, Place{e2, fo2, s2, k2, o2, v2, fi2}
		dataA, errA := a.appendTo(nil)
		dataB, errB := b.appendTo(nil)
		if errA == nil && errB == nil && bytes.Equal(dataA, dataB) != (a == b) {
			t.Fatalf("%#v and %#v", a, b)
		}
	})
}
