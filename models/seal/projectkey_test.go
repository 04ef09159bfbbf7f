package seal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/models/seal"
)

func projectKey(t *testing.T) *seal.ProjectKey {
	t.Helper()
	key, err := seal.NewProjectKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func Test_clients_open_what_the_server_encrypts_for_them(t *testing.T) {
	key := projectKey(t)
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(rapid.String().Draw(t, "text"))
		ciphertext, iv, tag, err := key.Encrypt(text, place())
		if err != nil {
			t.Fatal(err)
		}
		got, err := key.Decrypt(ciphertext, iv, tag)
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%q became %q, %v", text, got, err)
		}
	})
}

func Test_an_IV_serves_one_text_of_one_place(t *testing.T) {
	key := projectKey(t)
	_, first, _, _ := key.Encrypt([]byte("a"), place())
	_, again, _, _ := key.Encrypt([]byte("a"), place())
	_, otherText, _, _ := key.Encrypt([]byte("b"), place())
	elsewhere := place()
	elsewhere.Version++
	_, otherPlace, _, _ := key.Encrypt([]byte("a"), elsewhere)
	_, otherKey, _, _ := projectKey(t).Encrypt([]byte("a"), place())
	if !bytes.Equal(first, again) {
		t.Error("the same secret reads differently each time")
	}
	for name, iv := range map[string][]byte{"text": otherText, "place": otherPlace, "key": otherKey} {
		if bytes.Equal(first, iv) {
			t.Errorf("another %s has the same IV", name)
		}
	}
}

func Test_what_was_altered_or_belongs_to_another_key_does_not_decrypt(t *testing.T) {
	key := projectKey(t)
	ciphertext, iv, tag, err := key.Encrypt([]byte("value"), place())
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(b []byte) []byte {
		other := bytes.Clone(b)
		other[0] ^= 1
		return other
	}
	for name, c := range map[string]struct {
		key                 *seal.ProjectKey
		ciphertext, iv, tag []byte
	}{
		"altered text":  {key, flipped(ciphertext), iv, tag},
		"altered IV":    {key, ciphertext, flipped(iv), tag},
		"altered tag":   {key, ciphertext, iv, flipped(tag)},
		"short IV":      {key, ciphertext, iv[:12], tag},
		"short tag":     {key, ciphertext, iv, tag[:4]},
		"no IV":         {key, ciphertext, nil, tag},
		"another key's": {projectKey(t), ciphertext, iv, tag},
	} {
		if got, err := c.key.Decrypt(c.ciphertext, c.iv, c.tag); !errors.Is(err, seal.ErrDecrypt) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func Test_a_project_key_has_32_characters(t *testing.T) {
	for _, text := range []string{"", strings.Repeat("k", 31), strings.Repeat("k", 33)} {
		if _, err := seal.ParseProjectKey([]byte(text)); !errors.Is(err, seal.ErrProjectKey) {
			t.Errorf("%d characters: %v", len(text), err)
		}
	}
}

func Test_a_box_reaches_its_recipient_and_nobody_else(t *testing.T) {
	key := projectKey(t)
	mine, err := seal.NewRecipient()
	if err != nil {
		t.Fatal(err)
	}
	other, _ := seal.NewRecipient()
	box, err := key.SealBox(mine.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	opened, err := mine.OpenBox(box)
	if err != nil || !sameKey(t, key, opened) {
		t.Fatalf("it does not reach its recipient: %v", err)
	}
	if _, err := other.OpenBox(box); !errors.Is(err, seal.ErrBox) {
		t.Errorf("somebody else opened it: %v", err)
	}
	for name, alter := range map[string]func(*seal.Box){
		"text that is no base64":  func(b *seal.Box) { b.Ciphertext = "*" },
		"nonce that is no base64": func(b *seal.Box) { b.Nonce = "*" },
		"short nonce":             func(b *seal.Box) { b.Nonce = "YQ==" },
		"other nonce":             func(b *seal.Box) { b.Nonce = strings.Repeat("A", 32) },
		"other sender":            func(b *seal.Box) { b.SenderPublicKey = other.PublicKey() },
		"sender that is no key":   func(b *seal.Box) { b.SenderPublicKey = "" },
		"empty text":              func(b *seal.Box) { b.Ciphertext = "" },
	} {
		altered := box
		alter(&altered)
		if _, err := mine.OpenBox(altered); !errors.Is(err, seal.ErrBox) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := key.SealBox("no key"); !errors.Is(err, seal.ErrBox) {
		t.Errorf("a recipient without a key: %v", err)
	}
}

// sameKey tells whether one key opens what another one encrypted.
func sameKey(t *testing.T, a, b *seal.ProjectKey) bool {
	t.Helper()
	ciphertext, iv, tag, err := a.Encrypt([]byte("x"), place())
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Decrypt(ciphertext, iv, tag)
	return err == nil
}

func Test_kept_keys_open_for_their_project_and_their_purpose(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	_, dataKey := newDataKey(t, keyring)
	_, foreign := newDataKey(t, keyring)
	key := projectKey(t)
	recipient, _ := seal.NewRecipient()
	keptKey, err := dataKey.KeepProjectKey(key)
	if err != nil {
		t.Fatal(err)
	}
	keptPair, err := dataKey.KeepRecipient(recipient)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := dataKey.ProjectKey(keptKey); err != nil || !sameKey(t, key, again) {
		t.Errorf("project key: %v", err)
	}
	again, err := dataKey.Recipient(keptPair)
	if err != nil || again.PublicKey() != recipient.PublicKey() {
		t.Fatalf("recipient: %v", err)
	}
	if box, _ := key.SealBox(recipient.PublicKey()); func() error { _, err := again.OpenBox(box); return err }() != nil {
		t.Error("the kept pair does not open what is addressed to it")
	}
	if _, err := dataKey.ProjectKey(keptPair); !errors.Is(err, seal.ErrDecrypt) {
		t.Errorf("a pair opened as a key: %v", err)
	}
	if _, err := dataKey.Recipient(keptKey); !errors.Is(err, seal.ErrDecrypt) {
		t.Errorf("a key opened as a pair: %v", err)
	}
	if _, err := foreign.ProjectKey(keptKey); !errors.Is(err, seal.ErrDecrypt) {
		t.Errorf("another project opened it: %v", err)
	}
}
