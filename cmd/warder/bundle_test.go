package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// run runs a command line that must succeed, in a folder of its own.
func (f folder) run(t *testing.T, args ...string) string {
	t.Helper()
	code, out, problems := try(t, args...)
	if code != exitOK {
		t.Fatalf("warder %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, problems)
	}
	return out
}

// folder is where the files of a test are.
type folder string

func (f folder) path(name string) string { return filepath.Join(string(f), name) }

// signedBundle makes a pair of keys and a signed bundle of the shipped policy.
func (f folder) signedBundle(t *testing.T, revision string) (bundle string) {
	t.Helper()
	bundle = f.path("bundle-" + revision + ".tar.gz")
	if _, err := os.Stat(f.path("team.key")); err != nil {
		f.run(t, "bundle", "keygen", "--out", f.path("team"))
	}
	f.run(t, "bundle", "build", "../../policies", "--revision", revision, "-o", bundle)
	f.run(t, "bundle", "sign", bundle, "--key", f.path("team.key"), "--key-id", "team", "--scope", "production")
	return bundle
}

func TestBundle_is_built_signed_verified_and_inspected(t *testing.T) {
	f := folder(t.TempDir())
	bundle := f.signedBundle(t, "7")
	if out := f.run(t, "bundle", "verify", bundle, "--verification-key", "team="+f.path("team.pub"), "--scope", "production"); !strings.Contains(out, "signed by team for production: revision 7") {
		t.Errorf("verify printed %s", out)
	}
	out := f.run(t, "bundle", "inspect", bundle)
	for _, part := range []string{"revision  7\n", "roots     authz\n", "signed by team, for production (not verified)", "authz/main/main_test.rego\n", ".signatures.json\n"} {
		if !strings.Contains(out, part) {
			t.Errorf("inspect says nothing of %q:\n%s", part, out)
		}
	}
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"another_scope", []string{"bundle", "verify", bundle, "--verification-key", "team=" + f.path("team.pub"), "--scope", "staging"}, "refused (scope)"},
		{"a_key_of_another_name", []string{"bundle", "verify", bundle, "--verification-key", "other=" + f.path("team.pub"), "--scope", "production"}, "refused (signature)"},
		{"a_key_without_id", []string{"bundle", "verify", bundle, "--verification-key", f.path("team.pub"), "--scope", "production"}, "want id=file"},
		{"no_key", []string{"bundle", "verify", bundle}, "required flag"},
		{"no_revision", []string{"bundle", "build", "../../policies"}, "required flag"},
		{"no_such_file", []string{"bundle", "inspect", f.path("nowhere")}, "no such file"},
		{"a_key_that_is_there_already", []string{"bundle", "keygen", "--out", f.path("team")}, "exists"},
		{"two_bundles", []string{"bundle", "inspect", bundle, bundle}, "takes one bundle"},
	} {
		if code, _, problems := try(t, c.args...); code == exitOK || !strings.Contains(problems, c.want) {
			t.Errorf("%s: exit code %d, complained %s, want %q", c.name, code, problems, c.want)
		}
	}
	if info, err := os.Stat(f.path("team.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the private key has mode %v (%v)", info.Mode(), err)
	}
}

// The unmodified opa of go.mod reads the bundles that Warder makes, and Warder
// those that opa makes.
func TestBundle_is_what_opa_calls_one(t *testing.T) {
	f := folder(t.TempDir())
	bundle := f.signedBundle(t, "7")
	path, err := exec.CommandContext(t.Context(), "go", "tool", "-n", "opa").Output()
	if err != nil {
		t.Fatal(err)
	}
	opa := func(args ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), strings.TrimSpace(string(path)), args...) //nolint:gosec // the tool of go.mod
		var out bytes.Buffer
		command.Dir, command.Stdout, command.Stderr = "../../policies", &out, &out
		if err := command.Run(); err != nil {
			t.Fatalf("opa %s: %v\n%s", strings.Join(args, " "), err, &out)
		}
		return out.String()
	}
	if out := opa("eval", "--bundle", bundle, "--format", "raw", "data.authz.main.decision.visible[0].code"); !strings.Contains(out, "token_missing") {
		t.Errorf("opa eval printed %s", out)
	}
	if out := opa("inspect", "--format", "json", bundle); !strings.Contains(out, `"revision": "7"`) {
		t.Errorf("opa inspect printed %.500s", out)
	}
	opa("build", "--bundle", bundle, "--verification-key", f.path("team.pub"), "--verification-key-id", "team",
		"--signing-alg", "EdDSA", "--scope", "production", "--output", f.path("verified.tar.gz"))
	if err := os.WriteFile(f.path("claims.json"), []byte(`{"scope": "production", "keyid": "team"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	opa("build", "--bundle", ".", "--revision", "8", "--ignore", "schemas", "--signing-key", f.path("team.key"),
		"--signing-alg", "EdDSA", "--claims-file", f.path("claims.json"), "--output", f.path("theirs.tar.gz"))
	f.run(t, "bundle", "inspect", f.path("theirs.tar.gz"))
	f.run(t, "bundle", "verify", f.path("theirs.tar.gz"), "--verification-key", "team="+f.path("team.pub"), "--scope", "production")
}

// The commands of the documentation, in its order.
func TestBundle_documentation_runs(t *testing.T) {
	text, err := os.ReadFile("../../docs/bundles.md")
	if err != nil {
		t.Fatal(err)
	}
	policy, err := filepath.Abs("../../policies")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	ran := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		if command, is := strings.CutPrefix(line, "warder bundle "); is {
			args := append([]string{"bundle"}, strings.Fields(strings.Replace(command, "build policies", "build "+policy, 1))...)
			folder(".").run(t, args...)
			ran++
		}
	}
	if ran != 5 {
		t.Errorf("%d commands were run", ran)
	}
}
