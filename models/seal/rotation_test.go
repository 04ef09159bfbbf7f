package seal_test

import (
	"errors"
	"slices"
	"testing"

	"warder/models/seal"
)

func rotate(t *testing.T, keyring *seal.Keyring, p seal.Purpose) *seal.Keyring {
	t.Helper()
	next, err := keyring.Rotate(p)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func retireOldest(t *testing.T, keyring *seal.Keyring, p seal.Purpose) *seal.Keyring {
	t.Helper()
	next, err := keyring.Retire(p, keyring.Keys(p)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func Test_rotated_pepper_hashes_anew_and_still_matches_old_hashes(t *testing.T) {
	old, _, _ := newKeyring(t)
	stored := old.Hash(seal.KindClientSecret, "s")
	rotated := rotate(t, old, seal.Pepper)
	if rotated.Hash(seal.KindClientSecret, "s") == stored {
		t.Error("the pepper is still the old one")
	}
	withoutID := old.Derive(seal.KindClientSecret, "s") // as older versions wrote it
	want := []string{rotated.Hash(seal.KindClientSecret, "s"), rotated.Derive(seal.KindClientSecret, "s"), stored, withoutID}
	if hashes := rotated.Hashes(seal.KindClientSecret, "s"); !slices.Equal(hashes, want) {
		t.Errorf("hashes %v, want %v", hashes, want)
	}
	if stored != old.PrimaryKey(seal.Pepper)+"."+withoutID {
		t.Errorf("stored %s, want the id of the pepper before %s", stored, withoutID)
	}
	if !rotated.Matches(seal.KindClientSecret, "s", withoutID) {
		t.Error("a hash of an older version is not recognized")
	}
	if !rotated.Matches(seal.KindClientSecret, "s", stored) || rotated.Matches(seal.KindClientSecret, "t", stored) {
		t.Error("old hashes are not checked under the old pepper")
	}
	if retireOldest(t, rotated, seal.Pepper).Matches(seal.KindClientSecret, "s", stored) {
		t.Error("a retired pepper still matches")
	}
	if old.Hash(seal.KindClientSecret, "s") != stored || len(old.Keys(seal.Pepper)) != 1 {
		t.Error("rotation changed the keyring it started from")
	}
}

func Test_rotated_signing_key_comes_first_and_the_old_one_stays(t *testing.T) {
	old, root, _ := newKeyring(t)
	rotated := rotate(t, rotate(t, old, seal.Signing), seal.Signing)
	keys := rotated.SigningKeys()
	if len(keys) != 3 || keys[0].ID == old.SigningKeys()[0].ID {
		t.Fatalf("%d keys, first %s", len(keys), keys[0].ID)
	}
	listed := rotated.Keys(seal.Signing)
	if !listed[2].Primary || listed[2].ID != keys[0].ID || listed[0].ID != old.SigningKeys()[0].ID {
		t.Errorf("listed %v", listed)
	}
	sealed, err := rotated.Reseal(root)
	if err != nil {
		t.Fatal(err)
	}
	again, err := seal.Open(root, sealed)
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range again.SigningKeys() {
		if key.ID != keys[i].ID || string(key.Secret()) != string(keys[i].Secret()) {
			t.Errorf("key %d is another one after opening", i)
		}
	}
}

func Test_introduced_key_is_known_but_unused_until_promoted(t *testing.T) {
	old, _, _ := newKeyring(t)
	introduced, id, err := old.Introduce(seal.Signing)
	if err != nil {
		t.Fatal(err)
	}
	if keys := introduced.SigningKeys(); len(keys) != 2 || keys[0].ID != old.SigningKeys()[0].ID || keys[1].ID != id {
		t.Fatal("an introduced key is used, or unknown")
	}
	promoted, err := introduced.Promote(seal.Signing, id)
	if err != nil || promoted.SigningKeys()[0].ID != id {
		t.Errorf("promoted: %v", err)
	}
}

func Test_data_keys_survive_a_rotated_and_retired_wrapping_key(t *testing.T) {
	old, _, _ := newKeyring(t)
	sealed, key := newDataKey(t, old)
	ciphertext, err := key.Seal([]byte("v"), place())
	if err != nil {
		t.Fatal(err)
	}
	rotated := rotate(t, old, seal.Wrapping)
	rewrapped, err := rotated.RewrapDataKey(sealed, scope)
	if err != nil {
		t.Fatal(err)
	}
	retired := retireOldest(t, rotated, seal.Wrapping)
	if _, err := retired.OpenDataKey(sealed, scope); !errors.Is(err, seal.ErrDecrypt) {
		t.Errorf("sealed under the retired key: %v", err)
	}
	key, err = retired.OpenDataKey(rewrapped, scope)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := key.Open(ciphertext, place()); err != nil || string(got) != "v" {
		t.Errorf("the data key is another one: %v", err)
	}
}

func Test_rotation_refuses_what_would_lock_the_installation_out(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	primary := keyring.Keys(seal.Signing)[0].ID
	for name, row := range map[string]struct {
		do   func() (*seal.Keyring, error)
		want error
	}{
		"retire the primary":  {func() (*seal.Keyring, error) { return keyring.Retire(seal.Signing, primary) }, seal.ErrPrimaryKey},
		"retire unknown":      {func() (*seal.Keyring, error) { return keyring.Retire(seal.Signing, "00000000") }, seal.ErrNoSuchKey},
		"promote unknown":     {func() (*seal.Keyring, error) { return keyring.Promote(seal.Signing, "00000000") }, seal.ErrNoSuchKey},
		"promote garbage":     {func() (*seal.Keyring, error) { return keyring.Promote(seal.Signing, "zz") }, seal.ErrNoSuchKey},
		"key of another use":  {func() (*seal.Keyring, error) { return keyring.Promote(seal.Pepper, primary) }, seal.ErrNoSuchKey},
		"rotate unknown use":  {func() (*seal.Keyring, error) { return keyring.Rotate("cookies") }, seal.ErrNoSuchKey},
		"retire an empty use": {func() (*seal.Keyring, error) { return keyring.Retire("", primary) }, seal.ErrNoSuchKey},
	} {
		if got, err := row.do(); !errors.Is(err, row.want) || got != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if seal.Purpose("cookies").Valid() || !seal.Pepper.Valid() {
		t.Error("validity of purposes is wrong")
	}
}
