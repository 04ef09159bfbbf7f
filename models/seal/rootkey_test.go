package seal_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"warder/models/seal"
)

func Test_root_key_is_read_in_every_spelling(t *testing.T) {
	key := seal.NewRootKey()
	raw, err := hex.DecodeString(key.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"hex":              key.Reveal(),
		"upper-case hex":   strings.ToUpper(key.Reveal()),
		"base64":           base64.StdEncoding.EncodeToString(raw),
		"unpadded base64":  base64.RawStdEncoding.EncodeToString(raw),
		"url base64":       base64.URLEncoding.EncodeToString(raw),
		"surrounded space": "\n  " + key.Reveal() + "\r\n",
	} {
		got, err := seal.ParseRootKey(text)
		if err != nil || got.Reveal() != key.Reveal() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func Test_root_key_refusals_name_the_fault_and_never_the_text(t *testing.T) {
	sequence := make([]byte, 32)
	for i := range sequence {
		sequence[i] = byte(i)
	}
	for name, row := range map[string]struct{ text, want string }{
		"empty":            {" \n", "it is empty"},
		"short hex":        {"c0ffee", "3 bytes, want 32"},
		"16 bytes":         {"9f86d081884c7d659a2feaa0c55ad015", "16 bytes, want 32"},
		"33 bytes":         {strings.Repeat("9f", 33), "33 bytes, want 32"},
		"neither alphabet": {"not a key at all!", "neither hexadecimal nor base64"},
		"all zero":         {strings.Repeat("00", 32), "pattern"},
		"repeated word":    {strings.Repeat("deadbeef", 8), "pattern"},
		"counting":         {hex.EncodeToString(sequence), "pattern"},
		"repeated digits":  {strings.Repeat("0123456789abcdef", 4), "pattern"},
		"passphrase":       {base64.StdEncoding.EncodeToString([]byte("correct horse battery staple 123")), "passphrase"},
	} {
		_, err := seal.ParseRootKey(row.text)
		if !errors.Is(err, seal.ErrRootKey) || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text := strings.TrimSpace(row.text); text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%s: the error repeats the text: %v", name, err)
		}
	}
}

func Test_root_key_id_is_stable_and_differs_between_keys(t *testing.T) {
	key, other := seal.NewRootKey(), seal.NewRootKey()
	again, err := seal.ParseRootKey(key.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	if key.ID() != again.ID() || key.ID() == other.ID() || strings.Contains(key.Reveal(), key.ID()) {
		t.Errorf("ids %s, %s, %s", key.ID(), again.ID(), other.ID())
	}
}

func Test_zero_root_key_seals_nothing(t *testing.T) {
	var none seal.RootKey
	if _, err := none.Encrypt([]byte("x"), nil); !errors.Is(err, seal.ErrRootKey) {
		t.Errorf("encrypt: %v", err)
	}
	if _, err := none.Decrypt([]byte("x"), nil); !errors.Is(err, seal.ErrRootKey) {
		t.Errorf("decrypt: %v", err)
	}
	if _, _, err := seal.Create(none); !errors.Is(err, seal.ErrRootKey) {
		t.Errorf("create: %v", err)
	}
	if none.ID() != "" || none.Reveal() != "" {
		t.Error("a zero key has an id or a text")
	}
}
