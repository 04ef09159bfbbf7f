package engine

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"warder/engine/input"
)

// The fixture is a house in small: an entry point that walks, guardrails, one
// guard and one type package. Tests add to it, or replace a part of it.
const (
	mainPath       = "authz/main/main.rego"
	guardrailsPath = "authz/rules/guardrails/guardrails.rego"
	tokensPath     = "authz/rules/tokens/tokens.rego"
	secretsPath    = "authz/rules/secrets/secrets.rego"
)

const mainSource = `package authz.main

decision := {
	"permitted": _permitted,
	"reasons": [r | some r in _reasons],
	"visible": [r | some r in _reasons],
	"grants": [g | some g in _grants],
	"missing": [m | some m in {m | some m in data.authz.rules[_].missing}],
	"obligations": [o | some o in {o | some o in data.authz.rules[_].obligation}],
}

default _permitted := false

_permitted if {
	count(_grants) > 0
	count(_reasons) == 0
}

_grants := {g | some g in data.authz.rules[_].grant}

_reasons contains object.union(r, {"rule": sprintf("authz.rules.%s", [name])}) if {
	some name
	some r in data.authz.rules[name].deny
}

_reasons contains {"code": "permission_missing", "message": "no rule grants it"} if count(_grants) == 0
`

const guardrailsSource = `package authz.rules.guardrails

deny contains {"code": "token_missing", "message": "nobody asks"} if not _authenticated

_authenticated if input.subject.type != "anonymous"
`

const tokensSource = `package authz.rules.tokens

deny contains {"code": "token_malformed", "message": "not a token"} if not input.facts.token.well_formed

deny contains {"code": "token_revoked", "message": "revoked"} if input.facts.token.revoked

obligation contains "count_token_use" if input.facts.token.uses_limit > 0
`

const secretsSource = `package authz.rules.secrets

handles := {"secrets": {"readValue", "create"}}

deny contains {"code": "permission_inverted", "message": "an inverted rule forbids it"} if _forbidden

_forbidden if input.resource.id == "forbidden"

grant contains "role:admin" if {
	input.resource.type == "secrets"
	input.action.name in handles.secrets
	some grant in input.facts.grants.project
	grant.role == "admin"
}

deny contains {"code": "not_here", "message": "not in this environment"} if {
	input.resource.properties.environment in {"staging", "test"}
}
`

// house is the fixture's modules with changes: an empty source removes one.
func house(changes map[string]string) map[string]string {
	modules := map[string]string{
		mainPath: mainSource, guardrailsPath: guardrailsSource, tokensPath: tokensSource, secretsPath: secretsSource,
	}
	maps.Copy(modules, changes)
	maps.DeleteFunc(modules, func(_, source string) bool { return source == "" })
	return modules
}

// start makes an engine of the changed house, whose guardrails and entry point
// the binary owns.
func start(t testing.TB, changes map[string]string) *Engine {
	t.Helper()
	e, err := New(t.Context(), optionsOf(changes))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func optionsOf(changes map[string]string) Options {
	modules := house(changes)
	return Options{
		Policy:     Policy{Modules: modules, Revision: "r1"},
		Guardrails: SystemModules(modules), Required: []string{"tokens"},
		Timeout: time.Minute, // what a test is not about must not fail it on a busy machine
	}
}

// permitted is a request that the fixture permits; tests change one thing.
func permitted(changes ...func(*input.Request)) *input.Request {
	environment, path, name := "prod", "/db", "URL"
	r := &input.Request{
		Subject: input.Subject{Type: input.SubjectIdentity, ID: "i1"},
		Action:  input.Action{Name: "readValue"},
		Resource: input.Resource{Type: "secrets", Properties: input.Properties{
			Environment: &environment, SecretPath: &path, SecretName: &name,
		}},
		Context: input.Context{IP: "10.1.2.3", Now: 1795312800, Mode: "identity_access_token", Accepts: []string{"identity_access_token"}},
		Facts: input.Facts{
			Token:   &input.Token{WellFormed: true, Known: true, OwnerKnown: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, TrustedIPs: []string{}},
			Project: &input.Project{ID: "p1", OrgID: "o1", Known: true, TrustedIPs: []string{}},
			Grants:  &input.Grants{Organization: []input.Grant{}, Project: []input.Grant{{Source: input.SourceRole, Role: "admin"}}},
		},
	}
	for _, change := range changes {
		change(r)
	}
	return r
}

func codes(reasons []Reason) string {
	names := make([]string, 0, len(reasons))
	for _, reason := range reasons {
		names = append(names, reason.Code)
	}
	return strings.Join(names, " ")
}

// mustDeny holds a decision to being a refusal with one code and nothing else.
func mustDeny(t *testing.T, decision Decision, code string) {
	t.Helper()
	if decision.Permitted || codes(decision.Reasons) != code || codes(decision.Visible) != code {
		t.Errorf("permitted=%v reasons=%v visible=%v, want a refusal with %s",
			decision.Permitted, decision.Reasons, decision.Visible, code)
	}
	if decision.ID == "" {
		t.Error("a refusal has an id too")
	}
}

func decide(t *testing.T, e *Engine, request *input.Request) Decision {
	t.Helper()
	return e.Decide(context.Background(), request)
}
