package bundles

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"warder/engine"
	"warder/policies"
)

// examineHere makes this test binary the process of a Sandbox.
const examineHere = "examine-here"

func serveExamination() {
	if len(os.Args) == 2 && os.Args[1] == tellEnvironment {
		_ = json.NewEncoder(os.Stdout).Encode(verdict{Cause: CauseTests, Message: fmt.Sprint(os.Environ())})
		os.Exit(0)
	}
	if len(os.Args) == 2 && os.Args[1] == examineHere {
		if err := ServeExamination(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// shipped are the files of the policy of this tree, and the requirements of a binary
// that embeds it.
func shipped(t *testing.T) (map[string]string, Requirements) {
	t.Helper()
	files, err := take(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	policy, err := files.policy()
	if err != nil {
		t.Fatal(err)
	}
	contents := map[string]string{}
	for _, f := range files {
		contents[f.path] = string(f.content)
	}
	return contents, Requirements{
		Guardrails: engine.SystemModules(policy.Modules), Timeout: 5 * time.Second,
		Required: []string{"tokens", "modes", "network", "login", "tenancy", "membership", "privileges", "guardrails"},
		Handles:  [][2]string{{"secrets", "readValue"}},
	}
}

// with is the shipped policy with a few files replaced; "" takes one away.
func with(files, changes map[string]string) map[string]string {
	files = maps.Clone(files)
	for path, content := range changes {
		if files[path] = content; content == "" {
			delete(files, path)
		}
	}
	return files
}

func candidate(t *testing.T, files map[string]string) *Bundle {
	t.Helper()
	packed, err := BuildFS(memory(files), 7)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := Open(packed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func TestExamine_the_shipped_policy_meets_its_own_requirements(t *testing.T) {
	files, required := shipped(t)
	c := candidate(t, files)
	if err := NewSandbox([]string{os.Args[0], examineHere}).Examine(t.Context(), c.Policy, c.Tests, required); err != nil {
		t.Error(err)
	}
}

const night = "authz/rules/night/night.rego"

func rule(body string) map[string]string {
	return map[string]string{night: "package authz.rules.night\n\ndeny contains {\"code\": \"night\", \"message\": \"closed\"} if {\n\t" + body + "\n}\n"}
}

// hostile Rego, and what is said about it. Each is refused, in a process of its
// own, within its bounds.
func TestExamine_refuses(t *testing.T) {
	files, required := shipped(t)
	required.TestsPass = true // but where a case has its own
	long := strings.Repeat("x", 120_000)
	everybody := map[string]string{}
	for _, name := range []string{"tokens", "membership"} {
		everybody["authz/rules/"+name+"/"+name+".rego"] = "package authz.rules." + name + "\n\ndeny contains {} if false\n"
	}
	for _, c := range []struct {
		name    string
		changes map[string]string
		tests   bool
		cause   string
		text    string
	}{
		{"a_call_to_the_network", rule(`http.send({"method": "get", "url": "http://127.0.0.1"}).status_code == 200`), false, CauseCompile, night + ":4"},
		{"the_clock", rule(`time.now_ns() > 0`), false, CauseCompile, night + ":4"},
		{"randomness", rule(`rand.intn("x", 2) == 1`), false, CauseCompile, night + ":4"},
		{"the_environment", rule(`opa.runtime().env.WARDER_ROOT_KEY != ""`), false, CauseCompile, night + ":4"},
		{"recursion", map[string]string{night: "package authz.rules.night\n\ndeny contains x if some x in data.authz.rules.night.deny\n"}, false, CauseCompile, night + ":3"},
		{"a_misspelt_fact", rule(`input.facts.tokn.revoked`), false, CauseCompile, night + ":4"},
		{"a_rule_in_the_guardrails", map[string]string{"authz/rules/x/x.rego": "package authz.rules.guardrails\n\nok := true\n"}, false, CauseCompile, "belongs to the server"},
		{"a_rule_that_stands_in_for_the_entry_point", map[string]string{"authz/x/x.rego": "package authz\n\nmain.decision := {\"permitted\": true}\n"}, false, CauseCompile, "authz/x/x.rego:3"},
		{"a_package_left_out", map[string]string{"authz/rules/tokens/tokens.rego": ""}, false, CauseMissing, "tokens"},
		{"anybody_may_enter", everybody, false, CauseCanary, `"an identity outside the project reads a secret" must be refused`},
		{"nobody_may_do_anything", rule(`true`), false, CauseCanary, "changes the policy"},
		{"a_route_nobody_handles", map[string]string{
			"authz/rules/secrets/secrets.rego": "package authz.rules.secrets\n\ngrant contains \"x\" if false\n\nhandles := {\"x\": {\"y\"}}\n",
		}, false, CauseMissing, "readValue"},
		{"a_canary_of_its_own", map[string]string{"authz/canaries/data.json": `[{"name": "no request at all", "permitted": true, "request": {}}]`}, false, CauseCanary, "no request at all"},
		{"a_test_of_its_own", map[string]string{"authz/x/x_test.rego": "package authz.x_test\n\ntest_fails if {\n\t1 == 2\n}\n"}, true, CauseTests, "authz/x/x_test.rego:3"},
		{"a_test_that_does_not_parse_with_the_rest", map[string]string{"authz/x/x_test.rego": "package authz.x_test\n\ntest_x if http.send({})\n"}, true, CauseTests, "authz/x/x_test.rego:3"},
		{"a_loop_over_numbers", rule(`count([x | some x in numbers.range(1, 100000); some y in numbers.range(1, 100000); x + y == 1]) > 0`), false, CauseLimits, ""},
		{"a_walk_of_walks", rule(`count([1 | walk(input, a); walk(input, b); walk(input, c); walk(input, d); count([a, b, c, d]) == 5]) > 0`), false, CauseLimits, ""},
		{"a_large_comprehension", rule(`count({[x, y] | some x in numbers.range(1, 20000); some y in numbers.range(1, 20000)}) > 0`), false, CauseLimits, ""},
		{"one_built_in_that_allocates_without_end", rule(fmt.Sprintf(`x := replace(%q, "x", %q); count(x) == 1`, long, long)), false, CauseLimits, "memory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed, required := with(files, c.changes), required
			if c.tests {
				required.TestsPass = false
				maps.DeleteFunc(changed, func(path, _ string) bool { return isTest(path) && c.changes[path] == "" })
			}
			required.Timeout = 500 * time.Millisecond
			if c.text == "memory" {
				required.Timeout = sandboxTime
			}
			opened := candidate(t, changed)
			err := NewSandbox([]string{os.Args[0], examineHere}).Examine(t.Context(), opened.Policy, opened.Tests, required)
			var refused *ActivationError
			if !errors.As(err, &refused) || refused.Cause != c.cause || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v, want %s with %q", err, c.cause, c.text)
			}
		})
	}
}

func TestExaminer_ends_what_takes_too_long_and_examines_the_next(t *testing.T) {
	files, required := shipped(t)
	required.TestsPass, required.Timeout = true, time.Hour
	endless := candidate(t, with(files, rule(`count([x | some x in numbers.range(1, 100000); some y in numbers.range(1, 100000); x + y == 1]) > 0`)))
	sandbox := NewSandbox([]string{os.Args[0], examineHere})
	sandbox.Time = time.Second
	err := sandbox.Examine(t.Context(), endless.Policy, nil, required)
	var refused *ActivationError
	if !errors.As(err, &refused) || refused.Cause != CauseLimits {
		t.Errorf("got %v", err)
	}
	sandbox.Time = time.Minute
	good := candidate(t, files)
	if err := sandbox.Examine(t.Context(), good.Policy, nil, required); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

func TestExaminer_without_a_process_finds_the_same(t *testing.T) {
	files, required := shipped(t)
	required.TestsPass = true
	for _, c := range []struct {
		files map[string]string
		cause string
	}{{files, ""}, {with(files, rule(`true`)), CauseCanary}, {with(files, rule(`time.now_ns() > 0`)), CauseCompile}} {
		opened := candidate(t, c.files)
		err := NewSandbox(nil).Examine(t.Context(), opened.Policy, nil, required)
		var refused *ActivationError
		if (err == nil) != (c.cause == "") || errors.As(err, &refused) && refused.Cause != c.cause {
			t.Errorf("got %v, want %q", err, c.cause)
		}
	}
}

// tellEnvironment makes this test binary an examining process that tells its
// environment.
const tellEnvironment = "tell-environment"

func TestExaminer_the_process_gets_nothing_of_the_environment(t *testing.T) {
	t.Setenv("WARDER_ROOT_KEY", "hunter2")
	err := NewSandbox([]string{os.Args[0], tellEnvironment}).Examine(t.Context(), engine.Policy{}, nil, Requirements{})
	var refused *ActivationError
	if !errors.As(err, &refused) || refused.Err.Error() != "[]" {
		t.Errorf("the environment is %v", err)
	}
}

func TestCanary_is_held_to_its_code(t *testing.T) {
	refusedBy := func(code string) *engine.Decision { return &engine.Decision{Reasons: []engine.Reason{{Code: code}}} }
	permitted := &engine.Decision{Permitted: true}
	for name, c := range map[string]struct {
		canary   Canary
		decision *engine.Decision
		good     bool
	}{
		"the code":                {Canary{Code: "token_missing"}, refusedBy("token_missing"), true},
		"another code":            {Canary{Code: "token_missing"}, refusedBy("permission_missing"), false},
		"any code":                {Canary{}, refusedBy("permission_missing"), true},
		"permitted, against it":   {Canary{}, permitted, false},
		"refused, against it":     {Canary{Permitted: true}, refusedBy("permission_missing"), false},
		"permitted, as it must":   {Canary{Permitted: true}, permitted, true},
		"permitted beside a code": {Canary{Code: "token_missing"}, permitted, false},
	} {
		if err := c.canary.check(c.decision); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A request that would be refused for something else would show nothing.
func TestCanaries_are_refused_for_what_they_are_called_after(t *testing.T) {
	files, required := shipped(t)
	opened := candidate(t, files)
	canaries, err := canariesOf(opened.Policy)
	if err != nil {
		t.Fatal(err)
	}
	decider, err := engine.New(t.Context(), engine.Options{Policy: opened.Policy, Guardrails: required.Guardrails})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"an administrator of the installation changes the policy": "",
		"a caller without a credential reads a secret":            "token_missing",
		"a revoked token reads a secret":                          "token_revoked",
		"an expired token reads a secret":                         "token_expired",
		"a forged token reads a secret":                           "token_malformed",
		"an identity of another organization reads a secret":      "not_org_member",
		"an identity without a role reads a secret":               "permission_missing",
		"an identity outside the project reads a secret":          "not_project_member",
		"an ordinary user changes the policy":                     "permission_missing",
	}
	for _, canary := range canaries {
		decision, code := decider.Decide(t.Context(), &canary.Request), ""
		if len(decision.Visible) > 0 {
			code = decision.Visible[0].Code
		}
		if expected, listed := want[canary.Name]; !listed || code != expected || decision.Permitted != canary.Permitted {
			t.Errorf("%s: permitted %v, %q, want %q", canary.Name, decision.Permitted, code, expected)
		}
		delete(want, canary.Name)
	}
	if len(want) > 0 {
		t.Errorf("not asked: %v", want)
	}
}
