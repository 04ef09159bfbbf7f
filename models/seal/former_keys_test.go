package seal_test

import (
	"slices"
	"testing"

	"warder/models/seal"
)

func Test_former_keys_are_those_before_the_primary_one(t *testing.T) {
	first, _, _ := newKeyring(t)
	if got := first.FormerKeys(seal.Signing); len(got) != 0 {
		t.Errorf("of a new keyring: %v", got)
	}
	second := rotate(t, first, seal.Signing)
	third, _, err := second.Introduce(seal.Signing)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := third.FormerKeys(seal.Signing), []string{first.PrimaryKey(seal.Signing)}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v: neither the primary one nor one that was introduced", got, want)
	}
	if got := third.PrimaryKey("other"); got != "" {
		t.Errorf("primary key of no purpose: %q", got)
	}
}
