package seal_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"warder/models/seal"
)

func Test_value_opens_where_it_was_sealed(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	_, key := newDataKey(t, keyring)
	for _, value := range []string{"", "postgres://u:p@h/db", strings.Repeat("x", 1<<20), "\x00\xff"} {
		first, err := key.Seal([]byte(value), place())
		if err != nil {
			t.Fatal(err)
		}
		second, _ := key.Seal([]byte(value), place())
		if bytes.Equal(first, second) {
			t.Error("sealing twice gives the same bytes")
		}
		if len(value) > 4 && bytes.Contains(first, []byte(value[:4])) {
			t.Error("the value shows")
		}
		if got, err := key.Open(first, place()); err != nil || string(got) != value {
			t.Errorf("%d bytes: %v", len(value), err)
		}
	}
}

func Test_ciphertext_moved_anywhere_else_does_not_open(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	_, key := newDataKey(t, keyring)
	ciphertext, err := key.Seal([]byte("v"), place())
	if err != nil {
		t.Fatal(err)
	}
	for name, move := range map[string]func(*seal.Place){
		"environment":             func(p *seal.Place) { p.EnvironmentID = "env-2" },
		"folder":                  func(p *seal.Place) { p.FolderID = "folder-2" },
		"secret":                  func(p *seal.Place) { p.SecretID = "secret-2" },
		"name":                    func(p *seal.Place) { p.Key = "OTHER" },
		"owner":                   func(p *seal.Place) { p.Owner = "user-2" },
		"later version":           func(p *seal.Place) { p.Version = 2 },
		"field":                   func(p *seal.Place) { p.Field = seal.FieldComment },
		"border between two ids":  func(p *seal.Place) { p.EnvironmentID, p.FolderID = "env-1f", "older-1" },
		"name slides into owner":  func(p *seal.Place) { p.Key, p.Owner = "DB_", "URL" },
		"ids swapped":             func(p *seal.Place) { p.EnvironmentID, p.FolderID = p.FolderID, p.EnvironmentID },
		"version 256 times later": func(p *seal.Place) { p.Version = 256 },
	} {
		moved := place()
		move(&moved)
		if got, err := key.Open(ciphertext, moved); !errors.Is(err, seal.ErrDecrypt) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func Test_ciphertext_of_another_project_does_not_open_even_with_the_data_key_moved_along(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	sealed, key := newDataKey(t, keyring)
	ciphertext, err := key.Seal([]byte("v"), place())
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []seal.Scope{
		{OrgID: "org-2", ProjectID: "project-1"},
		{OrgID: "org-1", ProjectID: "project-2"},
		{OrgID: "org-1p", ProjectID: "roject-1"},
	} {
		if got, err := keyring.OpenDataKey(sealed, other); !errors.Is(err, seal.ErrDecrypt) || got != nil {
			t.Errorf("data key moved to %v: %v", other, err)
		}
		sealedThere, err := keyring.NewDataKey(other)
		if err != nil {
			t.Fatal(err)
		}
		there, err := keyring.OpenDataKey(sealedThere, other)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := there.Open(ciphertext, place()); !errors.Is(err, seal.ErrDecrypt) {
			t.Errorf("value moved to %v: %v", other, err)
		}
	}
}

func Test_every_altered_byte_is_noticed(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	sealed, key := newDataKey(t, keyring)
	ciphertext, err := key.Seal([]byte("value"), place())
	if err != nil {
		t.Fatal(err)
	}
	for i := range ciphertext {
		altered := bytes.Clone(ciphertext)
		altered[i] ^= 0x80
		if _, err := key.Open(altered, place()); !errors.Is(err, seal.ErrDecrypt) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	for _, cut := range [][]byte{nil, {}, ciphertext[:4], ciphertext[:len(ciphertext)-1], append(bytes.Clone(ciphertext), 0)} {
		if _, err := key.Open(cut, place()); !errors.Is(err, seal.ErrDecrypt) {
			t.Errorf("%d bytes: %v", len(cut), err)
		}
	}
	for _, cut := range [][]byte{nil, {}, sealed[:7], []byte("garbage")} {
		if _, err := keyring.OpenDataKey(cut, scope); !errors.Is(err, seal.ErrDecrypt) {
			t.Errorf("data key of %d bytes: %v", len(cut), err)
		}
	}
}

func Test_incomplete_places_are_refused_on_both_ways(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	_, key := newDataKey(t, keyring)
	for name, omit := range map[string]func(*seal.Place){
		"environment":      func(p *seal.Place) { p.EnvironmentID = "" },
		"folder":           func(p *seal.Place) { p.FolderID = "" },
		"secret":           func(p *seal.Place) { p.SecretID = "" },
		"field":            func(p *seal.Place) { p.Field = "" },
		"version":          func(p *seal.Place) { p.Version = 0 },
		"negative version": func(p *seal.Place) { p.Version = -1 },
	} {
		incomplete := place()
		omit(&incomplete)
		if _, err := key.Seal([]byte("v"), incomplete); !errors.Is(err, seal.ErrPlace) {
			t.Errorf("seal without %s: %v", name, err)
		}
		if _, err := key.Open([]byte("v"), incomplete); !errors.Is(err, seal.ErrPlace) {
			t.Errorf("open without %s: %v", name, err)
		}
	}
	for _, incomplete := range []seal.Scope{{}, {OrgID: "o"}, {ProjectID: "p"}} {
		if _, err := keyring.NewDataKey(incomplete); !errors.Is(err, seal.ErrPlace) {
			t.Errorf("new for %v: %v", incomplete, err)
		}
		if _, err := keyring.OpenDataKey([]byte("x"), incomplete); !errors.Is(err, seal.ErrPlace) {
			t.Errorf("open for %v: %v", incomplete, err)
		}
	}
}

func Test_a_data_key_is_not_rewrapped_for_another_scope(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	sealed, _ := newDataKey(t, keyring)
	if got, err := keyring.RewrapDataKey(sealed, seal.Scope{OrgID: "org-2", ProjectID: "project-1"}); !errors.Is(err, seal.ErrDecrypt) || got != nil {
		t.Errorf("got %v", err)
	}
}

func Test_errors_name_ids_but_never_values_or_names(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	_, key := newDataKey(t, keyring)
	at := place()
	at.Key = canary
	_, err := key.Open([]byte(canary), at)
	if err == nil || strings.Contains(err.Error(), canary) || !strings.Contains(err.Error(), at.SecretID) {
		t.Errorf("got %v", err)
	}
}

func Test_keys_may_be_used_by_many_at_once(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	sealed, _ := newDataKey(t, keyring)
	var working sync.WaitGroup
	for range 8 {
		working.Go(func() {
			for range 50 {
				key, err := keyring.OpenDataKey(sealed, scope)
				if err != nil {
					t.Error(err)
					return
				}
				ciphertext, _ := key.Seal([]byte("v"), place())
				if got, err := key.Open(ciphertext, place()); err != nil || string(got) != "v" {
					t.Error(err)
				}
				if !keyring.Matches(seal.KindAPIKey, "s", keyring.Hash(seal.KindAPIKey, "s")) {
					t.Error("a hash does not match")
				}
			}
		})
	}
	working.Wait()
}
