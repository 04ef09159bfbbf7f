package engine

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"warder/engine/input"
)

// nearSource stands for the shipped authz/explain, which has tests of its own.
const nearSource = `package authz.explain

near contains {"grant": "role:viewer", "effect": "allow", "actions": ["read"], "lacks": [{"field": "action", "wants": ["read"], "request": input.action.name}]} if {
	input.action.name == "create"
}
`

const describedSecrets = `package authz.rules.secrets

handles := {"secrets": {"readValue", "create"}}

# METADATA
# title: Forbidden
# description: It is forbidden.
# custom:
#   code: permission_inverted
#   status: 403
#   remediation: Ask for another.
deny contains {"code": "permission_inverted", "message": "no"} if {
	not _wanted
}

_wanted if {
	input.resource.id != "forbidden"
	not input.facts.login
}

grant contains "role:admin" if input.resource.type == "secrets"
`

func TestExplain_names_the_rules_that_fired_with_their_place_and_what_they_saw(t *testing.T) {
	e := start(t, map[string]string{secretsPath: describedSecrets, "authz/explain/explain.rego": nearSource})
	explanation := e.Explain(t.Context(), permitted(func(r *input.Request) { r.Resource.ID = "forbidden" }))
	if explanation.Decision.Permitted || codes(explanation.Decision.Reasons) != "permission_inverted" {
		t.Fatalf("%+v", explanation.Decision)
	}
	var deny *FiredRule
	for i, rule := range explanation.Rules {
		if rule.Rule == "deny" {
			deny = &explanation.Rules[i]
		}
	}
	if deny == nil || deny.File != secretsPath || deny.Line != 12 || deny.Code != "permission_inverted" ||
		deny.Title != "Forbidden" || deny.Remediation != "Ask for another." || deny.Package != "authz.rules.secrets" {
		t.Fatalf("%+v", explanation.Rules)
	}
	saw := map[string]Value{}
	for _, value := range deny.Values {
		saw[value.Ref] = value
	}
	if saw["input.resource.id"].Value != "forbidden" || !saw["input.facts.login"].Absent || len(saw) != 2 {
		t.Errorf("%+v", deny.Values)
	}
	if len(explanation.Near) != 0 {
		t.Errorf("%+v", explanation.Near)
	}
}

const helped = `package authz.rules.extra

import data.authz.rules.secrets

# METADATA
# custom:
#   code: extra
deny contains {"code": "extra", "message": "m"} if {
	secrets.handles.secrets
	not _inside
	not _trusts(input.context.ip, "10.0.0.0/8")
	_level > 2
	some name in ["a"]
	_is(name)
}

_inside if input.resource.id == "inside"

_level := 3

_trusts(address, block) if net.cidr_contains(block, address)

_is(name) if name == "a"
`

// The rule that refused comes first, whatever fired before it, and the helpers
// of its body say what they gave.
func TestExplain_puts_the_denying_rule_first_and_shows_its_helpers(t *testing.T) {
	e := start(t, map[string]string{"authz/rules/extra/extra.rego": helped})
	explanation := e.Explain(t.Context(), permitted(func(r *input.Request) { r.Context.IP = "192.0.2.1" }))
	if codes(explanation.Decision.Reasons) != "extra" || len(explanation.Rules) < 2 {
		t.Fatalf("%+v", explanation)
	}
	first := explanation.Rules[0]
	if first.Rule != "deny" || first.Code != "extra" || explanation.Rules[1].Rule == "deny" {
		t.Fatalf("%+v", explanation.Rules)
	}
	got := map[string]Value{}
	for _, helper := range first.Helpers {
		got[helper.Ref] = helper
	}
	for name, want := range map[string]Value{
		"_inside": {Absent: true},
		`_trusts(input.context.ip, "10.0.0.0/8")`: {Absent: true},
		"_level": {Value: json.Number("3")},
	} {
		want.Ref = name
		if !reflect.DeepEqual(got[name], want) {
			t.Errorf("%s: got %#v, want %#v, of %+v", name, got[name], want, first.Helpers)
		}
	}
	if _, is := got["_is(name)"]; is || len(got) != 3 {
		t.Errorf("%+v", first.Helpers)
	}
}

func TestExplain_of_a_permitted_request_names_what_speaks_for_it(t *testing.T) {
	explanation := start(t, nil).Explain(t.Context(), permitted())
	if !explanation.Decision.Permitted || len(explanation.Rules) != 1 || explanation.Rules[0].Rule != "grant" {
		t.Errorf("%+v", explanation)
	}
}

func TestExplain_tells_what_came_near(t *testing.T) {
	e := start(t, map[string]string{"authz/explain/explain.rego": nearSource})
	near := e.Explain(t.Context(), permitted(func(r *input.Request) { r.Action.Name = "create" })).Near
	if len(near) != 1 || near[0].Grant != "role:viewer" || near[0].Lacks[0].Request != "create" {
		t.Errorf("%+v", near)
	}
	for name, source := range map[string]string{
		"of another form": "package authz.explain\n\nnear contains 7",
		"in conflict":     "package authz.explain\n\nnear := 1 if input.action\n\nnear := 2 if input.action",
	} {
		e := start(t, map[string]string{"authz/explain/explain.rego": source})
		if near := e.Explain(t.Context(), permitted()).Near; near == nil || len(near) != 0 {
			t.Errorf("%s: %+v", name, near)
		}
	}
}

func TestExplain_large_values_are_counted_and_not_shown(t *testing.T) {
	source := "package authz.rules.extra\n\ndeny contains {\"code\": \"x\", \"message\": \"m\"} if count(input.facts.token.trusted_ips) > 9\n"
	e := start(t, map[string]string{"authz/rules/extra/extra.rego": source})
	explanation := e.Explain(t.Context(), permitted(func(r *input.Request) {
		r.Facts.Token.TrustedIPs = slices.Repeat([]string{"192.0.2.0/24"}, 100)
	}))
	for _, rule := range explanation.Rules {
		if rule.Rule == "deny" && (rule.Values[0].Entries != 100 || rule.Values[0].Value != nil) {
			t.Errorf("%+v", rule.Values)
		}
	}
	if codes(explanation.Decision.Reasons) != "x" {
		t.Errorf("%+v", explanation.Decision)
	}
}

func TestExplain_without_a_policy_says_so(t *testing.T) {
	var e *Engine
	explanation := e.Explain(t.Context(), permitted())
	mustDeny(t, explanation.Decision, PolicyMissing)
	if explanation.Rules == nil || explanation.Near == nil {
		t.Error("lists are empty, not absent")
	}
}

func TestReasonCodes_are_those_of_the_policy_and_of_the_engine(t *testing.T) {
	listed := start(t, map[string]string{secretsPath: describedSecrets}).ReasonCodes()
	names := []string{}
	for _, code := range listed {
		names = append(names, code.Code)
		if code.Code == "permission_inverted" && (code.Status != "403" || code.Meaning != "Forbidden" || code.Rules[0] != "authz.rules.secrets") {
			t.Errorf("%+v", code)
		}
	}
	if got := strings.Join(names, " "); got != "permission_inverted policy_error policy_missing policy_timeout policy_undefined" {
		t.Error(got)
	}
}
