package seal_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"warder/models/seal"
)

func Test_keyring_opens_under_its_root_key_with_the_same_keys(t *testing.T) {
	keyring, root, sealed := newKeyring(t)
	dataKey, _ := newDataKey(t, keyring)
	again, err := seal.Open(root, sealed)
	if err != nil {
		t.Fatal(err)
	}
	assertSameKeys(t, keyring, again, dataKey)
}

func assertSameKeys(t *testing.T, a, b *seal.Keyring, dataKey []byte) {
	t.Helper()
	if a.Hash(seal.KindClientSecret, "x") != b.Hash(seal.KindClientSecret, "x") {
		t.Error("the peppers differ")
	}
	if x, y := a.SigningKeys()[0], b.SigningKeys()[0]; x.ID != y.ID || string(x.Secret()) != string(y.Secret()) {
		t.Error("the signing keys differ")
	}
	if _, err := b.OpenDataKey(dataKey, scope); err != nil {
		t.Errorf("the wrapping keys differ: %v", err)
	}
}

func Test_two_installations_share_no_key(t *testing.T) {
	a, _, _ := newKeyring(t)
	b, _, _ := newKeyring(t)
	dataKey, _ := newDataKey(t, a)
	if a.Hash(seal.KindClientSecret, "x") == b.Hash(seal.KindClientSecret, "x") {
		t.Error("same pepper")
	}
	if string(a.SigningKeys()[0].Secret()) == string(b.SigningKeys()[0].Secret()) {
		t.Error("same signing key")
	}
	if _, err := b.OpenDataKey(dataKey, scope); !errors.Is(err, seal.ErrDecrypt) {
		t.Errorf("same wrapping key: %v", err)
	}
}

func Test_wrong_root_key_says_what_to_do(t *testing.T) {
	_, root, sealed := newKeyring(t)
	other := seal.NewRootKey()
	_, err := seal.Open(other, sealed)
	if !errors.Is(err, seal.ErrWrongRootKey) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"--root-key-file", "WARDER_ROOT_KEY", "backup", root.ID(), other.ID()} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the message lacks %q: %v", want, err)
		}
	}
	for _, unseen := range []string{root.Reveal(), other.Reveal()} {
		if strings.Contains(err.Error(), unseen) {
			t.Error("the message shows a key")
		}
	}
}

type document struct {
	Version   int               `json:"version"`
	RootKeyID string            `json:"rootKeyId"`
	Keysets   map[string][]byte `json:"keysets"`
}

func Test_altered_keyring_does_not_open(t *testing.T) {
	_, root, sealed := newKeyring(t)
	other := seal.NewRootKey()
	for name, alter := range map[string]func(*document){
		"a bit flipped": func(d *document) { d.Keysets["pepper"][20] ^= 1 },
		"keysets swapped": func(d *document) {
			d.Keysets["pepper"], d.Keysets["signing"] = d.Keysets["signing"], d.Keysets["pepper"]
		},
		"keyset missing":     func(d *document) { delete(d.Keysets, "wrapping") },
		"keyset cut off":     func(d *document) { d.Keysets["wrapping"] = d.Keysets["wrapping"][:10] },
		"newer format":       func(d *document) { d.Version = 2 },
		"no format":          func(d *document) { d.Version = 0 },
		"id of another root": func(d *document) { d.RootKeyID = other.ID() },
	} {
		var doc document
		if err := json.Unmarshal([]byte(sealed), &doc); err != nil {
			t.Fatal(err)
		}
		alter(&doc)
		text, _ := json.Marshal(doc)
		want := seal.ErrKeyringDamaged
		if name == "id of another root" {
			want = seal.ErrWrongRootKey
			// With the id forged, the other root must still fail.
			if _, err := seal.Open(other, string(text)); !errors.Is(err, seal.ErrKeyringDamaged) {
				t.Errorf("forged id: %v", err)
			}
		}
		if _, err := seal.Open(root, string(text)); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"", "{}", "null", "[]", "not json"} {
		if _, err := seal.Open(root, text); !errors.Is(err, seal.ErrKeyringDamaged) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func Test_sealed_keyring_shows_no_key(t *testing.T) {
	keyring, root, sealed := newKeyring(t)
	for _, unseen := range append(spellings(keyring.SigningKeys()[0].Secret()), root.Reveal()) {
		if strings.Contains(sealed, unseen) {
			t.Error("key material in the sealed text")
		}
	}
}

func Test_reseal_moves_a_keyring_to_a_new_root_key(t *testing.T) {
	keyring, root, _ := newKeyring(t)
	dataKey, _ := newDataKey(t, keyring)
	newRoot := seal.NewRootKey()
	resealed, err := keyring.Reseal(newRoot)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(root, resealed); !errors.Is(err, seal.ErrWrongRootKey) {
		t.Errorf("the old root key: %v", err)
	}
	moved, err := seal.Open(newRoot, resealed)
	if err != nil {
		t.Fatal(err)
	}
	assertSameKeys(t, keyring, moved, dataKey)
}

// brokenKMS is a root key whose service does not answer.
type brokenKMS struct{ seal.RootKey }

var errUnavailable = errors.New("kms is unavailable")

func (brokenKMS) ID() string                            { return "kms" }
func (brokenKMS) Encrypt(_, _ []byte) ([]byte, error)   { return nil, errUnavailable }
func (k brokenKMS) Decrypt(_, _ []byte) ([]byte, error) { return nil, errUnavailable }

func Test_unavailable_root_gives_no_keyring(t *testing.T) {
	if keyring, sealed, err := seal.Create(brokenKMS{}); err == nil || keyring != nil || sealed != "" {
		t.Errorf("create: %v, %q, %v", keyring, sealed, err)
	}
	keyring, _, _ := newKeyring(t)
	if sealed, err := keyring.Reseal(brokenKMS{}); err == nil || sealed != "" {
		t.Errorf("reseal: %q, %v", sealed, err)
	}
}
