package review

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

const (
	format     = "/api/v1/authz/format"
	candidates = "/api/v1/authz/candidates"
	replays    = "/api/v1/authz/replay"
)

// limited is a machine that may read the policy and the log, and run nothing.
func limited(t *testing.T, h *house) testserver.Client {
	return h.withRole(t, "reader", object{"action": "read", "subject": "decisions"}, object{"action": "read", "subject": "policy"})
}

func TestFormat_writes_modules_as_opa_fmt_does(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		admin := h.AsAdmin()
		files := object{"authz/a.rego": "package a\nx   :=  1\n", "authz/b.rego": "package b\n\ny := 1\n", "authz/c.rego": "package c\nz := {", "authz/data.json": "{ }"}
		answer := admin.Post(t, format, object{"files": files}).Want(t, 200)
		got, _ := answer.Value("files").(map[string]any)
		if len(got) != 1 || got["authz/a.rego"] != "package a\n\nx := 1\n" {
			t.Errorf("formatted: %v", got)
		}
		if answer.Text("findings.0.file") != "authz/c.rego" || answer.Number("findings.0.row") != 2 {
			t.Errorf("what does not parse: %s", answer.Body)
		}
		limited(t, h).Post(t, format, object{"files": files}).WantRefusal(t, 403, "permission_missing")
		h.Anonymous().Post(t, format, object{"files": files}).WantRefusal(t, 401, "token_missing")
		for name, wrong := range map[string]object{
			"no files": {}, "above the folder": {"../x.rego": "package x"}, "absolute": {"/x.rego": "package x"}, "inside": {"authz/../../x.rego": "package x"}, "not text": {"x.rego": 1},
		} {
			for route, body := range map[string]object{format: {"files": wrong}, check: {"files": wrong}, candidates: {"modules": wrong}} {
				if answer := admin.Post(t, route, body); answer.Status != 422 {
					t.Errorf("%s, %s: %d %.200s", name, route, answer.Status, answer.Body)
				}
			}
		}
		many := object{}
		for i := range 10_000 {
			many[fmt.Sprintf("authz/x%d.rego", i)] = "package x"
		}
		admin.Post(t, format, object{"files": many}).Want(t, 422)
		admin.Post(t, format, object{"files": object{"x.rego": strings.Repeat("# many\n", 1<<20)}}).Want(t, 413)
		admin.Post(t, format, testserver.Raw("{\"files\":{\"x.rego\":\"package \xff\"}}")).Want(t, 400)
	})
}

func TestCheck_lists_tests_and_coverage_if_asked(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsAdmin()
	const rule, test = "authz/rules/freeze/freeze.rego", "authz/rules/freeze/freeze_test.rego"
	files := shippedFiles(t, map[string]string{
		rule: "# METADATA\n# title: Freeze\npackage authz.rules.freeze\n\n_held if input.action.name == \"x\"\n\n_never if input.action.name == \"y\"\n",
		test: "package authz.rules.freeze_test\n\nimport data.authz.rules.freeze\n\ntest_held if freeze._held with input as {\"action\": {\"name\": \"x\"}}\n\ntest_never if freeze._held with input as {\"action\": {\"name\": \"z\"}}\n",
	})
	for path := range files { // the others take seconds
		if strings.HasSuffix(path, "_test.rego") && path != test {
			delete(files, path)
		}
	}
	answer := admin.Post(t, check, object{"files": files, "tests": true}).Want(t, 200)
	tests, _ := answer.Value("tests").([]any)
	got := map[any]object{}
	for _, one := range tests {
		one := one.(map[string]any)
		got[one["name"]] = one
	}
	held, never := got["data.authz.rules.freeze_test.test_held"], got["data.authz.rules.freeze_test.test_never"]
	if len(got) != 2 || held["passed"] != true || never["passed"] != false || never["file"] != test || never["line"] != 7.0 || never["output"] == "" {
		t.Errorf("tests: %v", got)
	}
	coverage, _ := answer.Value("coverage").(map[string]any)
	lines, _ := coverage[rule].(map[string]any)
	if fmt.Sprint(lines["covered"]) != "[[5 5]]" || fmt.Sprint(lines["notCovered"]) != "[[7 7]]" {
		t.Errorf("coverage of %s: %v", rule, lines)
	}
	if answer.Value("passed") != false || !strings.Contains(answer.Body, `"step":"tests"`) {
		t.Errorf("a failing test is no finding: %.300s", answer.Body)
	}
	quick := admin.Post(t, check, object{"files": files, "tests": false}).Want(t, 200)
	if strings.Contains(quick.Body, "test_never") || quick.Value("tests") != nil || quick.Value("coverage") != nil {
		t.Errorf("tests were run: %.300s", quick.Body)
	}
	broken := maps.Clone(files)
	broken[rule] = "package authz.rules.freeze\n\nx := nowhere\n"
	unread := admin.Post(t, check, object{"files": broken, "tests": true}).Want(t, 200)
	if unread.Value("tests") == nil && unread.Value("passed") == false && strings.Contains(unread.Body, `"row":3`) {
		return
	}
	t.Errorf("a policy that does not compile: %.400s", unread.Body)
}

// A walk over the log sends the policy once.
func TestReplay_takes_a_candidate_that_was_sent_before(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		admin := h.AsAdmin()
		policy := candidate(t, map[string]string{})
		kept := admin.Post(t, candidates, policy).Want(t, 200)
		id := kept.Text("id")
		if id == "" || len(kept.Text("digest")) != 64 || kept.Text("expiresAt") == "" {
			t.Fatalf("kept: %s", kept.Body)
		}
		h.decided(t, h.reader.Get(t, h.prod("FOO")))
		answer := admin.Post(t, replays, object{"candidateId": id, "after": 0}).Want(t, 200)
		if answer.Number("replay.records") == 0 || answer.Text("replay.candidate.digest") != kept.Text("digest") {
			t.Errorf("replayed: %.300s", answer.Body)
		}
		runner := h.withRole(t, "runner", object{"action": list{"replay", "read", "evaluate"}, "subject": "decisions"})
		for name, refused := range map[string]testserver.Answer{
			"another's":   runner.Post(t, replays, object{"candidateId": id}),
			"an unknown":  admin.Post(t, replays, object{"candidateId": "00000000-0000-0000-0000-000000000000"}),
			"a simulated": runner.Post(t, "/api/v1/authz/simulate", object{"candidateId": id, "decisionId": h.decided(t, h.reader.Get(t, h.prod("FOO")))}),
		} {
			if refused.Status != 404 || !strings.Contains(refused.Body, candidates) {
				t.Errorf("%s candidate: %d %.300s", name, refused.Status, refused.Body)
			}
		}
		admin.Post(t, replays, object{"candidateId": id, "candidate": policy}).Want(t, 422)
		admin.Post(t, replays, object{}).Want(t, 422)
		reader := limited(t, h)
		reader.Post(t, candidates, policy).WantRefusal(t, 403, "permission_missing")
		reader.Post(t, replays, object{"candidateId": id}).WantRefusal(t, 403, "permission_missing")
		h.Anonymous().Post(t, candidates, policy).WantRefusal(t, 401, "token_missing")
	})
}

// What a draft says is explained as what the policy in force says.
func TestSimulate_explains_a_candidate_that_was_sent_before(t *testing.T) {
	h := newHouse(t, database.SQLite(t))
	admin := h.AsAdmin()
	id := admin.Post(t, candidates, candidate(t, map[string]string{})).Want(t, 200).Text("id")
	decision := h.decided(t, h.reader.Get(t, h.prod("FOO")))
	answer := admin.Post(t, "/api/v1/authz/simulate", object{"candidateId": id, "decisionId": decision, "policies": list{"active"}}).Want(t, 200)
	active, draft := answer.Value("results.0.explanation.rules"), answer.Value("results.1.explanation.rules")
	if answer.Text("results.1.policy") != "draft" || draft == nil || fmt.Sprint(active) != fmt.Sprint(draft) {
		t.Errorf("the draft is not explained like the policy that it is: %.600s", answer.Body)
	}
}
