package proof

import (
	"strings"
	"testing"

	"warder/engine"
)

func TestCheck_accepts_the_shipped_policy(t *testing.T) {
	tree, options := shipped(t, nil)
	if findings := append(tree.Check(t.Context(), options), tree.CheckCodes()...); len(findings) > 0 {
		t.Errorf("found %v", findings)
	}
}

// What a server would not activate is found beforehand, each with its place.
func TestCheck_finds_what_a_server_refuses(t *testing.T) {
	const own = "authz/rules/own/own.rego"
	for _, c := range []struct {
		name, path, source, place, says string
	}{
		{"network", own, "package authz.rules.own\n\n_fine if http.send({\"method\": \"get\", \"url\": \"http://x\"}).body", "own.rego:3", "http.send"},
		{"clock", own, "package authz.rules.own\n\n_fine if time.now_ns() > 0", "own.rego:3", "time.now_ns"},
		{"runtime", own, "package authz.rules.own\n\n_fine if opa.runtime().env.HOME", "own.rego:3", "opa.runtime"},
		{"the_servers_place", own, "package authz.rules.guardrails\n\nok := true", "own.rego:1", "belongs to the server"},
		{"a_required_package_that_lacks", "authz/rules/network/network.rego", "package authz.rules.network\n\nx := 1", "", "data.authz.rules.network"},
		{"a_denial_that_is_no_set", own, "package authz.rules.own\n\ndeny := true if input.action.name == \"x\"", "own.rego:3", "deny must be a set"},
		{"a_loop", own, "package authz.rules.own\n\n_fine if a\n\na if _fine", "own.rego:3", "recursive"},
		{"too_long", own, "package authz.rules.own\n\nx := \"" + strings.Repeat("y", engine.MaxModuleBytes) + "\"", "own.rego", "longer than a module may be"},
		{"too_many_rules", own, "package authz.rules.own\n\n" + strings.Repeat("x contains 1 if input.action.name == \"x\"\n", engine.MaxModuleRules+1), "own.rego:1", "1001 rules in one module"},
		{"nothing_but_a_package", own, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree, options := shipped(t, map[string]string{c.path: c.source})
			findings := tree.Check(t.Context(), options)
			if c.source == "" {
				if len(findings) > 0 {
					t.Errorf("found %v", findings)
				}
				return
			}
			for _, finding := range findings {
				if text := finding.String(); strings.Contains(text, c.place) && strings.Contains(text, c.says) {
					return
				}
			}
			t.Errorf("found %v, want something at %s that says %q", findings, c.place, c.says)
		})
	}
}

func TestCheck_says_everything_at_once(t *testing.T) {
	tree, options := shipped(t, map[string]string{
		"authz/rules/a/a.rego": "package authz.rules.a\n\n_fine if input.action.nam == 1",
		"authz/rules/b/b.rego": "package authz.rules.b\n\n_fine if input.context.rawww",
	})
	findings := tree.Check(t.Context(), options)
	if len(findings) != 2 || findings[0].Row != 3 || !strings.HasSuffix(findings[1].File, "b.rego") {
		t.Errorf("found %v, want one in each file", findings)
	}
}

func TestCheck_warns_of_copies_that_are_not_heeded(t *testing.T) {
	const path = "authz/rules/guardrails/guardrails.rego"
	tree, options := shipped(t, nil)
	tree.Files[path] += "\n# softer\n"
	tree.schema = "{}"
	findings := tree.Check(t.Context(), options)
	if len(findings) != 2 || Failing(findings) != 0 {
		t.Fatalf("found %v, want two warnings", findings)
	}
	for _, finding := range findings {
		if !strings.Contains(finding.String(), path) && !strings.Contains(finding.String(), schemaPath) {
			t.Errorf("found %v", finding)
		}
	}
}

func TestCheckCodes(t *testing.T) {
	change := func(from, to string) map[string]string {
		return map[string]string{rule: strings.Replace(house[rule], from, to, 1)}
	}
	for _, c := range []struct {
		name    string
		changes map[string]string
		place   string
		says    string
	}{
		{"no_metadata", map[string]string{rule: "package authz.rules.freeze\n\ndeny contains {\"code\": \"change_freeze\", \"message\": \"\"} if true\n"}, "freeze.rego:3", "has METADATA"},
		{"no_title", change("# title: Production is frozen\n", ""), "freeze.rego:11", "lacks a title"},
		{"no_description", change("# description: Secrets of production are not written.\n", ""), "freeze.rego:11", "lacks a description"},
		{"no_code", change("#   code: change_freeze\n", ""), "freeze.rego:11", "lacks custom.code"},
		{"no_status", change("#   status: 403\n", ""), "freeze.rego:11", "lacks custom.status"},
		{"no_remediation", change("#   remediation: Wait.\n", ""), "freeze.rego:11", "lacks custom.remediation"},
		{"another_code", change(`"code": "change_freeze"`, `"code": "other"`), "freeze.rego:12", `gives "other"`},
		{"a_status_that_refuses_nothing", change("403", "200"), "freeze.rego:12", "status 200 refuses nothing"},
		{"a_computed_reason", change(`{"code": "change_freeze", "message": "frozen"}`, "data.authz.frozen.reason"), "freeze.rego:12", "gives none"},
		{"no_test", map[string]string{"authz/rules/freeze/freeze_test.rego": ""}, "freeze.rego:12", `no test expects "change_freeze"`},
		{
			"two_statuses",
			map[string]string{"authz/rules/z/z.rego": strings.NewReplacer("rules.freeze", "rules.z", "403", "401").Replace(house[rule])},
			"z.rego:12", "has status 401 here and 403 elsewhere",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantFinding(t, build(t, c.changes).CheckCodes(), c.place, c.says)
		})
	}
}

func TestOpen_refuses_what_is_no_policy(t *testing.T) {
	if _, err := Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "holds no Rego module") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Open(t.TempDir() + "/nowhere"); err == nil {
		t.Error("a folder that is not there was opened")
	}
}
