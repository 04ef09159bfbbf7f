package seal_test

import (
	"errors"
	"slices"
	"testing"

	"warder/models/seal"
)

func never(string) bool { return false }

func Test_a_rotated_data_key_opens_what_both_keys_sealed_until_the_former_is_retired(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	first, before := newDataKey(t, keyring)
	old, err := before.Seal([]byte("old"), place())
	must(t, err)
	second, id, err := keyring.RotateDataKey(first, scope, never)
	must(t, err)
	during, err := keyring.OpenDataKey(second, scope)
	must(t, err)
	fresh, err := during.Seal([]byte("fresh"), place())
	must(t, err)
	if seal.SealedUnder(fresh) != id || seal.SealedUnder(old) == id {
		t.Errorf("sealed under %s and %s, want %s", seal.SealedUnder(old), seal.SealedUnder(fresh), id)
	}
	if got, err := during.Open(old, place()); err != nil || string(got) != "old" {
		t.Errorf("what the former key sealed: %q, %v", got, err)
	}
	keys, err := keyring.DataKeys(second, scope)
	if want := []seal.KeyInfo{{ID: seal.SealedUnder(old)}, {ID: id, Primary: true}}; err != nil || !slices.Equal(keys, want) {
		t.Errorf("%v, %v, want %v", keys, err, want)
	}

	if _, err := before.Open(fresh, place()); !errors.Is(err, seal.ErrDecrypt) || !errors.Is(err, seal.ErrOtherDataKey) {
		t.Errorf("by who read the data key before: %v", err)
	}
	third, err := keyring.RetireDataKeys(second, scope)
	must(t, err)
	after, err := keyring.OpenDataKey(third, scope)
	must(t, err)
	if got, err := after.Open(fresh, place()); err != nil || string(got) != "fresh" {
		t.Errorf("what the key in use sealed: %q, %v", got, err)
	}
	if _, err := after.Open(old, place()); !errors.Is(err, seal.ErrDecrypt) || !errors.Is(err, seal.ErrOtherDataKey) {
		t.Errorf("under the key that was retired: %v", err)
	}
	if keys, _ := keyring.DataKeys(third, scope); !slices.Equal(keys, []seal.KeyInfo{{ID: id, Primary: true}}) {
		t.Errorf("left: %v", keys)
	}
}

func Test_what_is_altered_is_no_other_data_key(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	_, key := newDataKey(t, keyring)
	sealed, err := key.Seal([]byte("v"), place())
	must(t, err)
	sealed[len(sealed)-1] ^= 1
	if _, err := key.Open(sealed, place()); !errors.Is(err, seal.ErrDecrypt) || errors.Is(err, seal.ErrOtherDataKey) {
		t.Errorf("%v", err)
	}
}

func Test_a_data_key_gets_no_id_again(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	sealed, _ := newDataKey(t, keyring)
	refused := ""
	_, id, err := keyring.RotateDataKey(sealed, scope, func(id string) bool {
		if refused == "" {
			refused = id
		}
		return id == refused
	})
	if err != nil || refused == "" || id == refused {
		t.Errorf("refused %q, got %q, %v", refused, id, err)
	}
}

func Test_a_data_key_is_rotated_for_its_project_alone(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	sealed, _ := newDataKey(t, keyring)
	other := seal.Scope{OrgID: scope.OrgID, ProjectID: "another"}
	_, _, rotated := keyring.RotateDataKey(sealed, other, never)
	_, retired := keyring.RetireDataKeys(sealed, other)
	_, listed := keyring.DataKeys(sealed, other)
	for what, err := range map[string]error{"rotate": rotated, "retire": retired, "list": listed} {
		if !errors.Is(err, seal.ErrDecrypt) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func Test_rewrapping_keeps_every_key_of_a_data_key(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	sealed, _ := newDataKey(t, keyring)
	rotated, _, err := keyring.RotateDataKey(sealed, scope, never)
	must(t, err)
	wrapped, err := keyring.RewrapDataKey(rotated, scope)
	must(t, err)
	before, _ := keyring.DataKeys(rotated, scope)
	if after, err := keyring.DataKeys(wrapped, scope); err != nil || len(after) != 2 || !slices.Equal(before, after) {
		t.Errorf("%v, %v, want %v", after, err, before)
	}
}

func TestSealedMark(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	_, key := newDataKey(t, keyring)
	sealed, err := key.Seal(nil, place())
	must(t, err)
	mark := seal.SealedMark(seal.SealedUnder(sealed))
	if len(mark) != 5 || !slices.Equal(mark, sealed[:5]) {
		t.Errorf("%x, want the beginning of %x", mark, sealed)
	}
	for _, id := range []string{"", "xyz", "0102", "0102030405", "010203zz"} {
		if mark := seal.SealedMark(id); mark != nil {
			t.Errorf("%q: %x", id, mark)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
