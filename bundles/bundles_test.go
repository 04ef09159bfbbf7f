package bundles

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"go.uber.org/goleak"

	"warder/engine"
)

func TestMain(m *testing.M) {
	serveExamination()
	goleak.VerifyTestMain(m)
}

// write makes a directory of the files.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for path, content := range files {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func memory(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for path, content := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(content)}
	}
	return fsys
}

// tree is a policy with everything beside it that a working directory has.
var tree = map[string]string{
	".manifest":                   `{"revision": "7", "roots": ["authz"], "rego_version": 1}`,
	"README.md":                   "# rules",
	"embed.go":                    "package policies",
	"authz/main/main.rego":        "package authz.main\n\ndecision := {}\n",
	"authz/main/main_test.rego":   "package authz.main_test\n\ntest_x if true\n",
	"authz/roles/data.json":       `{"project": {"admin": {"secrets": ["read"]}}}`,
	"authz/limits/data.yaml":      "per_minute: 60\n",
	"authz/limits/other.json":     `{"ignored": true}`,
	"schemas/input.json":          `{}`,
	"schemas/data.json":           `{"never": "read"}`,
	".git/hooks/x.rego":           "not rego",
	"authz/main/.#main.rego":      "not rego",
	"authz/rules/a/.regal/x.rego": "not rego",
}

// Both ways of reading find the same.
func TestRead_finds_modules_and_data_and_leaves_out_the_rest(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, tree)
	fromDir, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := Embedded(memory(tree))
	if err != nil {
		t.Fatal(err)
	}
	for name, policy := range map[string]engine.Policy{"dir": fromDir, "embedded": embedded} {
		if paths := slices.Sorted(maps.Keys(policy.Modules)); !slices.Equal(paths, []string{"authz/main/main.rego"}) {
			t.Errorf("%s: modules %v", name, paths)
		}
		authz := policy.Data["authz"].(map[string]any)
		if len(policy.Data) != 1 || len(authz) != 2 || authz["limits"].(map[string]any)["per_minute"] == nil ||
			authz["roles"].(map[string]any)["project"].(map[string]any)["admin"] == nil {
			t.Errorf("%s: data %v", name, policy.Data)
		}
		if policy.Revision != "7" || policy.Modules["authz/main/main.rego"] != tree["authz/main/main.rego"] {
			t.Errorf("%s: revision %q, source %q", name, policy.Revision, policy.Modules["authz/main/main.rego"])
		}
	}
	a, _ := fromDir.Digest()
	b, _ := embedded.Digest()
	if a != b || a == "" {
		t.Errorf("digests %s and %s", a, b)
	}
}

func TestRead_refuses(t *testing.T) {
	cases := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"a_syntax_error", map[string]string{"authz/x.rego": "package authz.x\n\ny := "}, "authz/x.rego:3"},
		{"a_package_outside_the_roots", map[string]string{".manifest": `{"roots": ["authz"]}`, "x.rego": "package elsewhere"}, "x.rego"},
		{"data_outside_the_roots", map[string]string{".manifest": `{"roots": ["authz"]}`, "elsewhere/data.json": `{"a": 1}`}, "elsewhere"},
		{"a_manifest_that_is_not_json", map[string]string{".manifest": "roots: [authz]"}, "manifest"},
		{"data_that_is_not_json", map[string]string{"authz/data.json": "{"}, "authz/data.json"},
		{"data_that_is_no_object_at_the_root", map[string]string{"data.json": "[1]"}, ""},
		{"a_file_that_is_too_long", map[string]string{"data.json": `"` + strings.Repeat("x", maxFileBytes) + `"`}, "data.json"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Embedded(memory(c.files)); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %v with %q", err, ErrUnreadable, c.want)
			}
		})
	}
}

func TestRead_refuses_more_than_the_limits(t *testing.T) {
	many := map[string]string{}
	for i := range maxEntries + 1 {
		many["authz/"+strings.Repeat("x", 1+i%50)+string(rune('a'+i%26))+strings.Repeat("y", i/50)+".txt"] = ""
	}
	large := map[string]string{}
	for _, name := range []string{"a", "b", "c"} {
		large[name+"/data.json"] = `"` + strings.Repeat("x", maxFileBytes-2) + `"`
	}
	for name, files := range map[string]map[string]string{"entries": many, "bytes": large} {
		if _, err := Embedded(memory(files)); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDir_refuses_what_is_no_plain_file(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside.rego")
	write(t, filepath.Dir(outside), map[string]string{"outside.rego": "package authz.outside"})
	for name, make := range map[string]func(dir string) error{
		"a_link_to_the_outside":     func(dir string) error { return os.Symlink(outside, filepath.Join(dir, "authz", "x.rego")) },
		"a_link_to_a_folder":        func(dir string) error { return os.Symlink(filepath.Dir(outside), filepath.Join(dir, "authz", "x")) },
		"a_link_that_climbs":        func(dir string) error { return os.Symlink("../../../x.rego", filepath.Join(dir, "authz", "x.rego")) },
		"a_link_that_stays":         func(dir string) error { return os.Symlink("main/main.rego", filepath.Join(dir, "authz", "x.rego")) },
		"a_link_that_leads_nowhere": func(dir string) error { return os.Symlink("nowhere", filepath.Join(dir, "authz", "data.json")) },
		"a_pipe":                    func(dir string) error { return syscall.Mkfifo(filepath.Join(dir, "authz", "x.rego"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, tree)
			if err := make(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := Dir(dir); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), "authz/") {
				t.Errorf("%v, want %v", err, ErrUnreadable)
			}
		})
	}
}

func TestDir_of_something_else(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, filepath.Dir(file), map[string]string{"file": ""})
	for _, path := range []string{"", filepath.Join(t.TempDir(), "nowhere"), file} {
		if _, err := Dir(path); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestDir_may_be_a_link_itself(t *testing.T) {
	dir, link := t.TempDir(), filepath.Join(t.TempDir(), "current")
	write(t, dir, tree)
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if _, err := Dir(link); err != nil {
		t.Error(err)
	}
}

func TestRead_without_a_manifest_is_called_by_its_content(t *testing.T) {
	a, err := Embedded(memory(map[string]string{"authz/x.rego": "package authz.x"}))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Embedded(memory(map[string]string{"authz/x.rego": "package authz.x # changed"}))
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Revision) != 12 || a.Revision == b.Revision {
		t.Errorf("revisions %q and %q", a.Revision, b.Revision)
	}
}

// What ships is read, and starts an engine.
func TestDir_reads_the_shipped_policy(t *testing.T) {
	policy, err := Dir("../policies")
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(t.Context(), engine.Options{Policy: policy, Guardrails: engine.SystemModules(policy.Modules)})
	if err != nil {
		t.Fatal(err)
	}
	if !e.Handles("secrets", "readValue") || e.Revision().Revision != policy.Revision {
		t.Errorf("%+v", e.Revision())
	}
}
