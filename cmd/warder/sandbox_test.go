package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/testserver"
)

// The processes that commands start of this program are this test binary: it is warder
// where its command line is none of a test's.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-test.") {
		main()
	}
	os.Exit(m.Run())
}

// hostile makes a folder of the policy that ships, without its tests, and adds
// files to it.
func hostile(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "policy")
	if code, _, problems := try(t, "policy", "new", dir); code != exitOK {
		t.Fatal(problems)
	}
	testserver.WithoutTests(t, dir)
	for path, content := range files {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// rules of a test, of an assertion and of neither, that do harm when they run.
func harmTest(body string) map[string]string {
	return map[string]string{"authz/rules/x/x_test.rego": "package authz.rules.x_test\n\ntest_harm if {\n\t" + body + "\n}\n"}
}

func harmAssertion(body string) map[string]string {
	return map[string]string{"authz/assert/x.rego": "# METADATA\n# title: Harm is done\n# scope: package\npackage authz.assert.x\n\nviolation contains \"x\" if {\n\t" + body + "\n}\n"}
}

const loop = "count([a | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a + b == 1]) > 0"

// gigabytes is one call of a built-in function, which nothing interrupts.
func gigabytes() string {
	long := strings.Repeat("x", 100_000)
	return fmt.Sprintf("x := replace(%q, \"x\", %q)\n\tcount(x) == 1", long, long)
}

// What a pull request brings is not to be trusted with the machine that looks
// at it.
func TestConfined_hostile_policy_ends_with_a_clear_message(t *testing.T) {
	nested := strings.Repeat("[", 60_000)
	for _, c := range []struct {
		name  string
		files map[string]string
		line  []string // before and after the folder
		says  []string
	}{
		{"a_test_that_loops", harmTest(loop), []string{"test", "--max-time=3s"}, []string{"longer than 3s", "--max-time"}},
		{"a_test_that_loops_in_a_proof", harmTest(loop), []string{"ci", "--max-time=3s", "--budget=1s"}, []string{"longer than 4s", "--max-time"}},
		{"an_assertion_that_loops", harmAssertion(loop), []string{"verify", "--quiet", "--max-time=2s", "--budget=1s"}, []string{"longer than 3s"}},
		{"a_test_that_takes_gigabytes", harmTest(gigabytes()), []string{"test"}, []string{"more than 1073741824 bytes", "--max-memory"}},
		{"a_test_that_takes_gigabytes_in_a_proof", harmTest(gigabytes()), []string{"ci"}, []string{"more than 1073741824 bytes"}},
		{"an_assertion_that_takes_gigabytes", harmAssertion(gigabytes()), []string{"verify", "--quiet"}, []string{"more than 1073741824 bytes"}},
		{"a_module_that_is_huge", map[string]string{"authz/rules/x/x.rego": "package authz.rules.x\n\n# " + strings.Repeat("x", 300_000)}, []string{"check"}, []string{"authz/rules/x/x.rego", "longer than a module may be"}},
		{"data_that_is_huge", map[string]string{"authz/x/data.json": `"` + strings.Repeat("x", 9<<20) + `"`}, []string{"check"}, []string{"authz/x/data.json", "more than 8388608 bytes"}},
		{"rego_that_is_deep", map[string]string{"authz/rules/x/x.rego": "package authz.rules.x\n\nx := " + nested}, []string{"check"}, []string{"authz/rules/x/x.rego:3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := hostile(t, c.files)
			code, out, problems := try(t, append([]string{"policy", c.line[0], dir}, c.line[1:]...)...)
			if code != exitError {
				t.Errorf("exit code %d", code)
			}
			for _, words := range c.says {
				if !strings.Contains(out+problems, words) {
					t.Errorf("it does not say %q:\n%.2000s\n%.2000s", words, out, problems)
				}
			}
			if strings.Contains(problems, "goroutine ") {
				t.Errorf("it shows how it died:\n%.2000s", problems)
			}
		})
	}
}

func TestConfined_refuses_bounds_that_are_none(t *testing.T) {
	for _, bound := range []string{"--max-time=0s", "--max-time=soon", "--max-memory=1", "--max-memory=-1"} {
		if code, _, problems := try(t, "policy", "check", t.TempDir(), bound); code != exitUsage || !strings.Contains(problems, "--max-") {
			t.Errorf("%s: exit code %d, %s", bound, code, problems)
		}
	}
}

// Exit codes and what is said come out as they would without a process.
func TestConfined_passes_on_what_the_command_says(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		text string
	}{
		{[]string{"policy", "check", "../../policies"}, exitOK, "nothing is wrong"},
		{[]string{"policy", "test", hostile(t, nil)}, exitError, "no test was run"},
		{[]string{"policy", "verify", hostile(t, nil), "--quiet", "--only=nothing"}, exitUsage, `there is no assertion "nothing"`},
		{[]string{"policy", "check", filepath.Join(t.TempDir(), "nowhere")}, exitError, "nowhere"},
	} {
		code, out, problems := try(t, c.args...)
		if code != c.code || !strings.Contains(out+problems, c.text) || strings.Count(out+problems, c.text) > 1 {
			t.Errorf("%v: exit code %d, %s%s", c.args[:2], code, out, problems)
		}
	}
}

func TestUntilCrash_passes_on_only_what_comes_before(t *testing.T) {
	for _, c := range []struct{ writes, passed, crash string }{
		{"searching|\rsearching 5|done\n", "searching\rsearching 5done\n", ""},
		{"warder: x\nfatal error: out of memory\n\ngoroutine 1|more", "warder: x\n", "fatal error: out of memory\n\ngoroutine 1more"},
		{"runtime: cannot allocate memory|\nfatal error: x", "", "runtime: cannot allocate memory\nfatal error: x"},
		{"a message about a fatal error: this\n", "a message about a fatal error: this\n", ""},
	} {
		var passed bytes.Buffer
		u := &untilCrash{to: &passed}
		for part := range strings.SplitSeq(c.writes, "|") {
			if n, err := u.Write([]byte(part)); n != len(part) || err != nil {
				t.Errorf("wrote %d of %d, %v", n, len(part), err)
			}
		}
		if passed.String() != c.passed || u.crash.String() != c.crash {
			t.Errorf("%q: passed on %q, kept %q", c.writes, passed.String(), u.crash.String())
		}
	}
}
