package engine

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"warder/engine/input"
	"warder/engine/permissions"
)

func TestLoad_refuses(t *testing.T) {
	long := strings.Repeat("x if input.subject.id == \"a\"\n", MaxModuleRules+1)
	elses := "x := 1 if input.context.raw\n" + strings.Repeat("else := 2 if input.context.raw\n", MaxModuleRules)
	cases := []struct {
		name, path, source string
		want               []string // parts of the error
	}{
		{"a_syntax_error", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny contains", []string{"authz/rules/x/x.rego:3"}},
		{"an_empty_module", "authz/rules/x/x.rego", "", nil},
		{"a_module_without_package", "authz/rules/x/x.rego", "x := 1", []string{"authz/rules/x/x.rego:1"}},
		{"the_old_syntax", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny[x] { x := 1 }", []string{"authz/rules/x/x.rego:3"}},
		{"a_variable_that_is_not_safe", "authz/rules/x/x.rego", "package authz.rules.x\n\n_fine if y > 1", []string{"authz/rules/x/x.rego:3", "unsafe"}},
		{"a_misspelt_fact", "authz/rules/x/x.rego", "package authz.rules.x\n\n_fine if input.facts.tokenn.known", []string{"authz/rules/x/x.rego:3", "tokenn"}},
		{"a_misspelt_fact_of_a_holding", "authz/rules/x/x.rego", "package authz.rules.x\n\n_fine if input.facts.target.held[_].nope", []string{"nope"}},
		{"the_network", "authz/rules/x/x.rego", "package authz.rules.x\n\n_fine if http.send({\"url\": \"http://localhost\", \"method\": \"get\"}).status_code == 200", []string{"authz/rules/x/x.rego:3", "http.send"}},
		{"the_members_of_a_list", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny contains 1 if input.resource.items[_].secretName == \"X\"", []string{"x.rego:3", "input.resource.items", "write input.resource.properties"}},
		{"the_places_of_a_list", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny contains 1 if some p in input.resource[\"places\"]", []string{"x.rego:3", "write input.resource.properties"}},
		{"the_targets_of_a_list", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny contains 1 if input.facts.target.items[0].known", []string{"x.rego:3", "write input.facts.target"}},
		{"a_rule_that_picks_members", "authz/rules/x/x.rego", "package authz.rules.x\n\nitem contains 1 if input.resource.id == \"x\"", []string{"x.rego:3", "write", "deny contains"}},
		{"a_test", "authz/rules/x/x_test.rego", "package authz.rules.x_test", []string{"test"}},
		{"a_path_that_climbs", "../x.rego", "package authz.rules.x", []string{"../x.rego"}},
		{"an_absolute_path", "/x.rego", "package authz.rules.x", []string{"/x.rego"}},
		{"a_file_that_is_not_rego", "authz/x.wasm", "package authz.rules.x", []string{"authz/x.wasm"}},
		{"a_module_that_is_too_long", "authz/rules/x/x.rego", "package authz.rules.x\n#" + strings.Repeat("x", MaxModuleBytes), []string{"authz/rules/x/x.rego"}},
		{"too_many_rules", "authz/rules/x/x.rego", "package authz.rules.x\n" + long, []string{"rules in one module"}},
		{"too_many_elses", "authz/rules/x/x.rego", "package authz.rules.x\n" + elses, []string{"rules in one module"}},
		{"a_recursion", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny contains 1 if not data.authz.main.decision.permitted", []string{"recursive"}},
		{"a_deny_that_is_no_set", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny if input.context.raw", []string{"authz/rules/x/x.rego:3", "deny contains"}},
		{"a_deny_that_is_an_object", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny[x] := 1 if some x in [1]", []string{"deny contains"}},
		{"a_deny_that_is_a_function", "authz/rules/x/x.rego", "package authz.rules.x\n\ndeny(x) if x", []string{"not a function"}},
		{"a_deny_in_a_nested_package", "authz/rules/x/y/y.rego", "package authz.rules.x.y\n\ndeny contains 1", []string{"authz/rules/x/y/y.rego:3", "nested"}},
		{"a_deny_in_no_package", "authz/rules/x.rego", "package authz.rules\n\ndeny contains 1", []string{"no rule package"}},
		{"a_package_by_variable", "authz/rules/x.rego", "package authz.rules\n\nx[name].deny contains 1 if some name in [\"a\"]", []string{"variable"}},
		{"a_package_of_the_server", "authz/rules/x/x.rego", "package authz.rules.guardrails\n\nok if true", []string{"authz/rules/x/x.rego:1", "belongs to the server"}},
		{"a_package_below_one_of_the_server", "authz/rules/x/x.rego", "package authz.rules.guardrails.more\n\nx := 1", []string{"belongs to the server"}},
		{"another_file_of_the_servers_entry_point", "authz/main/more.rego", "package authz.main\n\nx := 1", []string{"belongs to the server"}},
		{"the_generated_package", "warder/decision.rego", "package warder.decision\n\nanswer := {}", []string{"belongs to the server"}},
		{"a_head_that_reaches_into_the_server", "authz/rules/x/x.rego", "package authz.rules\n\nguardrails.ok := true", []string{"authz/rules/x/x.rego:3", "belongs to the server"}},
		{"a_head_that_may_reach_into_the_server", "authz/x.rego", "package authz\n\nrules[x].ok := true if some x in [\"guardrails\"]", []string{"belongs to the server"}},
		{"a_head_that_replaces_the_server", "authz/x.rego", "package authz\n\nrules := {}", []string{"belongs to the server"}},
		{"handles_that_depend_on_the_request", "authz/rules/x/x.rego", "package authz.rules.x\n\nhandles := {input.resource.type: {\"a\"}}", []string{"handles", "independent"}},
		{"handles_of_another_form", "authz/rules/x/x.rego", "package authz.rules.x\n\nhandles := {\"secrets\": \"read\"}", []string{"handles"}},
		{"a_conflict_with_data", "authz/roles/roles.rego", "package authz.roles\n\nproject := {}", []string{"authz/roles/roles.rego:3", "conflict"}},
	}
	e := start(t, nil)
	before := e.Revision()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			modules := house(nil)
			modules[c.path] = c.source
			err := e.Load(t.Context(), Policy{Modules: modules, Data: roles(), Revision: "r2"})
			if !errors.Is(err, ErrPolicyInvalid) {
				t.Fatalf("%v, want %v", err, ErrPolicyInvalid)
			}
			for _, part := range c.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%v does not say %q", err, part)
				}
			}
			if e.Revision() != before || !decide(t, e, permitted()).Permitted {
				t.Error("the last good policy is gone")
			}
		})
	}
}

func roles() map[string]any {
	return map[string]any{"authz": map[string]any{"roles": map[string]any{"project": map[string]any{"admin": true}}}}
}

func TestLoad_reports_all_errors_at_once(t *testing.T) {
	modules := house(map[string]string{"a.rego": "package a\n\nx := ", "b.rego": "package b\n\n\ny := "})
	_, err := New(t.Context(), Options{Policy: Policy{Modules: modules}, Guardrails: SystemModules(house(nil))})
	if err == nil || !strings.Contains(err.Error(), "a.rego:3") || !strings.Contains(err.Error(), "b.rego:4") {
		t.Error(err)
	}
}

func TestLoad_refuses_data_that_stands_in_for_rules(t *testing.T) {
	e := start(t, nil)
	for _, path := range []string{"authz/rules/x/grant", "authz/rules/x/deny", "authz/rules/guardrails/x", "authz/lib/x", "warder/x"} {
		err := e.Load(t.Context(), Policy{Modules: house(map[string]string{
			"authz/lib/x.rego": "package authz.lib.x\n\ny := 1",
		}), Data: nest(segments(path), []any{"role:admin"})})
		if !errors.Is(err, ErrPolicyInvalid) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := e.Load(t.Context(), Policy{Modules: house(nil), Data: nest(segments("authz/rules/limits/limit"), 5)}); err != nil {
		t.Errorf("a rule package may have data of its own: %v", err)
	}
}

func nest(path []string, value any) map[string]any {
	if len(path) == 1 {
		return map[string]any{path[0]: value}
	}
	return map[string]any{path[0]: nest(path[1:], value)}
}

// A package that is required and vanishes must not leave what it denied
// permitted: the policy is refused, and without one before it nothing decides.
func TestLoad_a_package_that_must_be_there_and_vanishes_denies(t *testing.T) {
	for _, path := range []string{mainPath, guardrailsPath, tokensPath} {
		t.Run(path, func(t *testing.T) {
			e, err := New(t.Context(), optionsOf(map[string]string{path: ""}))
			if !errors.Is(err, ErrPolicyMissing) {
				t.Fatalf("%v, want %v", err, ErrPolicyMissing)
			}
			mustDeny(t, decide(t, e, permitted()), PolicyMissing)
		})
	}
	e := start(t, nil)
	revoked := permitted(func(r *input.Request) { r.Facts.Token.Revoked = true })
	if err := e.Load(t.Context(), Policy{Modules: house(map[string]string{tokensPath: ""})}); !errors.Is(err, ErrPolicyMissing) {
		t.Error(err)
	}
	mustDeny(t, decide(t, e, revoked), "token_revoked")
}

func TestLoad_guardrails_hold_whatever_the_policy_carries(t *testing.T) {
	anonymous := permitted(func(r *input.Request) { r.Subject.Type = input.SubjectAnonymous })
	options := optionsOf(nil)
	for name, replacement := range map[string]string{"removed": "", "emptied": "package authz.rules.guardrails\n\nok if true\n"} {
		t.Run(name, func(t *testing.T) {
			changed := options
			changed.Policy = Policy{Modules: house(map[string]string{guardrailsPath: replacement, mainPath: ""})}
			e, err := New(t.Context(), changed)
			if err != nil {
				t.Fatal(err)
			}
			mustDeny(t, decide(t, e, anonymous), "token_missing")
		})
	}
}

func TestLoad_a_new_folder_takes_effect_and_the_old_policy_does_not_linger(t *testing.T) {
	e := start(t, nil)
	modules := house(map[string]string{"authz/rules/freeze/freeze.rego": `package authz.rules.freeze

deny contains {"code": "frozen", "message": "frozen"} if input.action.name == "readValue"
`})
	if err := e.Load(t.Context(), Policy{Modules: modules}); err != nil {
		t.Fatal(err)
	}
	mustDeny(t, decide(t, e, permitted()), "frozen")
	if err := e.Load(t.Context(), Policy{Modules: house(nil)}); err != nil {
		t.Fatal(err)
	}
	if !decide(t, e, permitted()).Permitted {
		t.Error("the folder is gone and still denies")
	}
}

func TestLoad_while_deciding(t *testing.T) {
	e := start(t, nil)
	shared := permitted(func(r *input.Request) {
		r.Facts.Grants.Project[0].Permissions = &permissions.Compiled{Allow: map[string]map[string]permissions.Slot{"secrets": {"readValue": {Any: true}}}}
	})
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for range 20 {
				if decision := e.Decide(t.Context(), shared); !decision.Permitted || decision.Policy.Digest == "" {
					t.Errorf("%+v", decision)
				}
			}
		})
	}
	for i := range 5 {
		workers.Go(func() {
			if err := e.Load(t.Context(), Policy{Modules: house(nil), Revision: fmt.Sprint(i)}); err != nil {
				t.Error(err)
			}
			_ = e.Load(t.Context(), Policy{Modules: map[string]string{"broken.rego": "package"}})
		})
	}
	workers.Wait()
}

func TestDigest_changes_with_everything_that_can_change_a_decision(t *testing.T) {
	base := Policy{Modules: map[string]string{"a.rego": "package a", "b.rego": "package b"}, Data: roles()}
	changed := func(change func(*Policy)) Policy {
		p := Policy{Modules: maps.Clone(base.Modules), Data: maps.Clone(base.Data)}
		change(&p)
		return p
	}
	seen := map[string]string{}
	for name, p := range map[string]Policy{
		"base":             base,
		"a source":         changed(func(p *Policy) { p.Modules["a.rego"] = "package c" }),
		"a path":           changed(func(p *Policy) { delete(p.Modules, "a.rego"); p.Modules["c.rego"] = "package a" }),
		"another file":     changed(func(p *Policy) { p.Modules["c.rego"] = "" }),
		"moved boundaries": changed(func(p *Policy) { p.Modules["a.rego"] = "package ab.rego" }),
		"data":             changed(func(p *Policy) { p.Data["x"] = 1 }),
	} {
		digest, err := p.Digest()
		if err != nil || seen[digest] != "" {
			t.Errorf("%s has the digest of %q (%v)", name, seen[digest], err)
		}
		seen[digest] = name
	}
	if again, _ := changed(func(p *Policy) { p.Revision = "another" }).Digest(); seen[again] != "base" {
		t.Error("the digest must not depend on the revision")
	}
}
