package bundles

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// keys are a signer and the servers' trust in it.
type keys struct {
	dir    string
	signer *Signer
	trust  *Trust
}

func newKeys(t *testing.T, id, scope string) keys {
	t.Helper()
	private, public, err := GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	k := keys{dir: t.TempDir()}
	if err := errors.Join(os.WriteFile(k.private(), private, 0o600), os.WriteFile(k.public(), public, 0o600)); err != nil {
		t.Fatal(err)
	}
	if k.signer, err = NewSigner(id, scope, k.private()); err != nil {
		t.Fatal(err)
	}
	if k.trust, err = NewTrust(scope, map[string]string{id: k.public()}); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k keys) private() string { return filepath.Join(k.dir, "key.pem") }
func (k keys) public() string  { return filepath.Join(k.dir, "key.pub") }

func (k keys) signed(t *testing.T, files map[string]string, revision uint64) []byte {
	t.Helper()
	packed, err := BuildFS(memory(files), revision)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := k.signer.Sign(packed)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// small is a policy of a few lines.
var small = map[string]string{
	"authz/main/main.rego":      "package authz.main\n\ndecision := {}\n",
	"authz/main/main_test.rego": "package authz.main_test\n\ntest_x if true\n",
	"authz/limits/data.json":    `{"per_minute": 60}`,
}

// entry is one entry of an archive that a test makes by hand.
type entry struct {
	name, content string
	kind          byte // 0 for a file
}

func pack(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var packed bytes.Buffer
	compressed := gzip.NewWriter(&packed)
	archive := tar.NewWriter(compressed)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Typeflag: e.kind, Mode: 0o600, Size: int64(len(e.content))}
		if e.kind != 0 && e.kind != tar.TypeReg {
			header.Linkname, header.Size, e.content = e.content, 0, ""
		}
		if err := archive.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(archive.Close(), compressed.Close()); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// entriesOf takes an archive apart, so that a test can put another together.
func entriesOf(t *testing.T, packed []byte) []entry {
	t.Helper()
	files, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]entry, 0, len(files))
	for _, f := range files {
		entries = append(entries, entry{name: f.path, content: string(f.content)})
	}
	return entries
}

func TestOpen_gives_back_what_was_built_and_signed(t *testing.T) {
	k := newKeys(t, "team", "production")
	opened, err := Open(k.signed(t, small, 7), k.trust)
	if err != nil {
		t.Fatal(err)
	}
	if opened.Number != 7 || opened.KeyID != "team" || opened.Policy.Revision != "7" ||
		opened.Policy.Modules["authz/main/main.rego"] != small["authz/main/main.rego"] ||
		opened.Tests["authz/main/main_test.rego"] != small["authz/main/main_test.rego"] || len(opened.Tests) != 1 || len(opened.Policy.Modules) != 1 {
		t.Errorf("%+v", opened)
	}
	limits := opened.Policy.Data["authz"].(map[string]any)["limits"].(map[string]any)
	if limits["per_minute"] == nil {
		t.Errorf("data %v", opened.Policy.Data)
	}
}

func TestBuild_of_the_same_files_gives_the_same_bytes(t *testing.T) {
	a, err := BuildFS(memory(small), 3)
	if err != nil {
		t.Fatal(err)
	}
	b, err := BuildFS(memory(maps.Clone(small)), 3)
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("the archives differ (%v)", err)
	}
	if _, err := BuildFS(memory(small), 0); err == nil {
		t.Error("revision 0 is built")
	}
}

func TestOpen_takes_any_of_several_keys_while_one_replaces_another(t *testing.T) {
	old, fresh := newKeys(t, "2025", "production"), newKeys(t, "2026", "production")
	trust, err := NewTrust("production", map[string]string{"2025": old.public(), "2026": fresh.public()})
	if err != nil {
		t.Fatal(err)
	}
	for id, k := range map[string]keys{"2025": old, "2026": fresh} {
		if opened, err := Open(k.signed(t, small, 1), trust); err != nil || opened.KeyID != id {
			t.Errorf("%s: %v", id, err)
		}
	}
	if _, err := Open(old.signed(t, small, 1), fresh.trust); err == nil {
		t.Error("a key that was taken away is still trusted")
	}
}

func TestOpen_refuses(t *testing.T) {
	k := newKeys(t, "team", "production")
	good := k.signed(t, small, 7)
	entries := entriesOf(t, good)
	changed := func(change func([]entry) []entry) []byte { return pack(t, change(slices.Clone(entries))...) }
	replaced := func(name, content string) []byte {
		return changed(func(e []entry) []entry {
			at := slices.IndexFunc(e, func(e entry) bool { return e.name == name })
			e[at].content = content
			return e
		})
	}
	without := func(name string) []byte {
		return changed(func(e []entry) []entry { return slices.DeleteFunc(e, func(e entry) bool { return e.name == name }) })
	}
	plus := func(added ...entry) []byte { return changed(func(e []entry) []entry { return append(e, added...) }) }
	impostor, stranger, elsewhere := newKeys(t, "team", "production"), newKeys(t, "stranger", "production"), newKeys(t, "team", "staging")
	elsewhereTrusted, err := NewTrust("production", map[string]string{"team": elsewhere.public()})
	if err != nil {
		t.Fatal(err)
	}
	unsigned, err := BuildFS(memory(small), 7)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		packed []byte
		trust  *Trust
		cause  string
		text   string
	}{
		{"nothing", nil, k.trust, CauseUnreadable, "EOF"},
		{"what_is_no_archive", []byte("<html>502 Bad Gateway</html>"), k.trust, CauseUnreadable, "gzip"},
		{"half_of_an_archive", good[:len(good)/2], k.trust, CauseUnreadable, "EOF"},
		{"an_archive_without_its_last_byte", good[:len(good)-1], k.trust, CauseUnreadable, "EOF"},
		{"an_unsigned_bundle", unsigned, k.trust, CauseUnsigned, signaturesFile},
		{"a_signature_taken_away", without(signaturesFile), k.trust, CauseUnsigned, signaturesFile},
		{"a_key_of_the_same_name", impostor.signed(t, small, 7), k.trust, CauseSignature, `"team"`},
		{"a_key_nobody_knows", stranger.signed(t, small, 7), k.trust, CauseSignature, `"stranger"`},
		{"another_scope", elsewhere.signed(t, small, 7), elsewhereTrusted, CauseScope, "production"},
		{"a_module_changed", replaced("authz/main/main.rego", "package authz.main\n\ndecision := {\"permitted\": true}\n"), k.trust, CauseSignature, "authz/main/main.rego"},
		{"data_changed", replaced("data.json", `{"authz": {"limits": {"per_minute": 61}}}`), k.trust, CauseSignature, "data.json"},
		{"a_manifest_changed", replaced(".manifest", `{"revision": "8", "roots": ["authz"], "rego_version": 1}`), k.trust, CauseSignature, ".manifest"},
		{"a_module_too_many", plus(entry{name: "authz/x/x.rego", content: "package authz.x"}), k.trust, CauseSignature, "authz/x/x.rego"},
		{"a_module_too_few", without("authz/main/main_test.rego"), k.trust, CauseSignature, "main_test.rego"},
		{"a_file_twice", plus(entry{name: "/authz/main/main.rego", content: "package authz.main"}), k.trust, CauseUnreadable, "twice"},
		{"a_file_of_another_kind", plus(entry{name: "policy.wasm", content: "\x00asm"}), k.trust, CauseUnreadable, "policy.wasm"},
		{"a_second_manifest", plus(entry{name: ".manifest.pb"}), k.trust, CauseUnreadable, ".manifest.pb"},
		{"a_patch", plus(entry{name: "patch.json", content: "{}"}), k.trust, CauseUnreadable, "patch.json"},
		{"a_path_that_climbs", plus(entry{name: "../authz/x.rego"}), k.trust, CauseUnreadable, "../authz"},
		{"a_path_of_another_system", plus(entry{name: `authz\x.rego`}), k.trust, CauseUnreadable, "authz"},
		{"a_link", plus(entry{name: "authz/x.rego", content: "/etc/passwd", kind: tar.TypeSymlink}), k.trust, CauseUnreadable, "link"},
		{"a_hard_link", plus(entry{name: "authz/x.rego", content: "authz/main/main.rego", kind: tar.TypeLink}), k.trust, CauseUnreadable, "link"},
		{"two_signatures", replaced(signaturesFile, `{"signatures": ["a.b.c", "d.e.f"]}`), k.trust, CauseSignature, "exactly one"},
		{"no_signature_in_the_file", replaced(signaturesFile, `{"signatures": []}`), k.trust, CauseSignature, "exactly one"},
		{"a_signature_that_is_none", replaced(signaturesFile, `{"signatures": ["x"]}`), k.trust, CauseSignature, signaturesFile},
		{"a_signature_without_algorithm", replaced(signaturesFile, `{"signatures": ["eyJhbGciOiJub25lIiwia2lkIjoidGVhbSJ9.e30."]}`), k.trust, CauseSignature, "team"},
		{"a_revision_that_is_no_number", pack(t, entry{name: ".manifest", content: `{"revision": "v7", "roots": ["authz"]}`}), nil, CauseRevision, "v7"},
		{"no_revision", pack(t, entry{name: ".manifest", content: `{"roots": ["authz"]}`}), nil, CauseRevision, "whole number"},
		{"no_roots", pack(t, entry{name: ".manifest", content: `{"revision": "7"}`}), nil, CauseRoots, "outside"},
		{"roots_that_claim_everything", pack(t, entry{name: ".manifest", content: `{"revision": "7", "roots": [""]}`}), nil, CauseRoots, "outside"},
		{"roots_of_the_engine", pack(t, entry{name: ".manifest", content: `{"revision": "7", "roots": ["authz", "warder"]}`}), nil, CauseRoots, "warder"},
		{"rego_that_does_not_parse", pack(t, entry{name: "authz/x.rego", content: "package authz.x\n\ny := "}), nil, CauseUnreadable, "authz/x.rego:3"},
		{"a_bomb", pack(t, slices.Repeat([]entry{{name: "authz/a/data.json", content: `"` + strings.Repeat("x", maxFileBytes) + `"`}}, 3)...), nil, CauseUnreadable, "more than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(c.packed, c.trust)
			var refused *ActivationError
			if !errors.As(err, &refused) || refused.Cause != c.cause || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v, want %s with %q", err, c.cause, c.text)
			}
		})
	}
}

func TestKeys_that_cannot_be_used(t *testing.T) {
	k := newKeys(t, "team", "production")
	open := filepath.Join(t.TempDir(), "open.pem")
	text, err := os.ReadFile(k.private())
	if err != nil || os.WriteFile(open, text, 0o644) != nil { //nolint:gosec // the mistake that is tested
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"a_key_others_can_read":  func() error { _, err := NewSigner("team", "production", open); return err },
		"a_public_key_to_sign":   func() error { _, err := NewSigner("team", "production", k.public()); return err },
		"a_private_key_to_trust": func() error { _, err := NewTrust("production", map[string]string{"team": k.private()}); return err },
		"no_key_id":              func() error { _, err := NewSigner("", "production", k.private()); return err },
		"no_scope":               func() error { _, err := NewSigner("team", "", k.private()); return err },
		"a_scope_of_nothing":     func() error { _, err := NewTrust("", map[string]string{"team": k.public()}); return err },
		"no_keys":                func() error { _, err := NewTrust("production", nil); return err },
		"a_file_that_is_missing": func() error { _, err := NewTrust("production", map[string]string{"a": "/nowhere"}); return err },
	} {
		if err := try(); !errors.Is(err, ErrKey) || strings.Contains(err.Error(), "PRIVATE KEY-----") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever arrives, reading it ends, stays within the limits, and what is read
// packs to an archive that reads the same.
func FuzzOpen(f *testing.F) {
	packed, err := BuildFS(memory(small), 7)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add(packed[:len(packed)/2])
	f.Add([]byte{0x1f, 0x8b})
	f.Fuzz(func(t *testing.T, packed []byte) {
		files, err := unpack(packed)
		if err != nil {
			if !errors.Is(err, ErrUnreadable) {
				t.Errorf("%v", err)
			}
			return
		}
		total, seen := 0, map[string]bool{}
		for _, file := range files {
			if seen[file.path] || strings.HasPrefix(file.path, "/") || strings.Contains(file.path, "..") && filepath.Clean(file.path) != file.path {
				t.Errorf("path %q", file.path)
			}
			seen[file.path], total = true, total+len(file.content)
		}
		if total > maxTotalBytes {
			t.Errorf("%d bytes", total)
		}
		opened, err := Open(packed, nil)
		if err != nil {
			return
		}
		again, err := Open(packed, nil)
		if err != nil || again.Digest != opened.Digest {
			t.Errorf("opened twice: %v", err)
		}
	})
}
