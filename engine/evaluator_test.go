package engine

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/engine/input"
)

// houses are policies of different shape; both evaluators must agree on each.
var houses = map[string]map[string]string{
	"the_fixture": nil,
	"a_folder_with_only_deny": {"authz/rules/freeze/freeze.rego": `package authz.rules.freeze

deny contains {"code": "frozen", "message": "frozen"} if input.resource.properties.environment == "prod"
`},
	"a_folder_with_only_grant": {"authz/rules/extra/extra.rego": `package authz.rules.extra

grant contains "extra" if input.action.name == "create"
`},
	"a_folder_of_helpers": {"authz/rules/names/names.rego": "package authz.rules.names\n\nlong := 100\n"},
	"a_folder_whose_name_needs_quotes": {"authz/rules/x/x.rego": `package authz.rules["two-factor"]

deny contains {"code": "raw", "message": "raw"} if input.context.raw

obligation contains "reveal_reasons" if input.context.raw == false
`},
	"a_package_that_says_what_it_handles_in_two_places": {"authz/rules/extra/extra.rego": `package authz.rules.extra

handles := {"roles": {"read"}} if true

handles := _handled

_handled := {"roles": {"read"}}

grant contains "extra" if input.action.name == "create"
`},
	"two_packages_that_handle_one_type": {"authz/rules/extra/extra.rego": `package authz.rules.extra

handles := {"secrets": {"delete"}, "roles": {"read"}}

grant contains "extra" if {
	input.resource.type == "secrets"
	input.action.name == "delete"
}
`},
	"a_package_in_two_files": {"authz/rules/tokens/more.rego": `package authz.rules.tokens

grant contains "token" if input.facts.token.any_address

deny contains {"code": "token_revoked", "message": "twice"} if input.facts.token.revoked
`},
}

func TestPlan_decides_as_topdown_does(t *testing.T) {
	for name, changes := range houses {
		t.Run(name, func(t *testing.T) {
			planned := start(t, changes)
			options := optionsOf(changes)
			options.Evaluator = Topdown
			reference, err := New(t.Context(), options)
			if err != nil {
				t.Fatal(err)
			}
			rapid.Check(t, func(t *rapid.T) {
				request := someRequest(t)
				a, b := planned.Decide(t.Context(), request), reference.Decide(t.Context(), request)
				a.ID, b.ID = "", ""
				if !reflect.DeepEqual(a, b) {
					t.Fatalf("plan %+v\ntopdown %+v", a, b)
				}
				if slices.ContainsFunc(a.Reasons, func(r Reason) bool { return refusals[r.Code] != "" }) {
					t.Fatalf("no decision: %+v", a)
				}
			})
		})
	}
}

// What a package says in a second file is heard.
func TestDecide_hears_a_deny_that_is_added_to_a_package(t *testing.T) {
	options := optionsOf(nil)
	options.Policy.Modules["authz/rules/tokens/more.rego"] = `package authz.rules.tokens

deny contains {"code": "frozen", "message": "frozen"} if input.context.mode == "identity_access_token"
`
	e, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	mustDeny(t, decide(t, e, permitted()), "frozen")
}

// Earlier versions asked for ok. A policy that still relies on it is refused: it
// would permit what it used to forbid.
func TestLoad_refuses_a_package_that_only_has_ok(t *testing.T) {
	_, err := New(t.Context(), optionsOf(map[string]string{"authz/rules/freeze/freeze.rego": "package authz.rules.freeze\n\nok if not input.context.raw\n"}))
	if !errors.Is(err, ErrPolicyInvalid) || !strings.Contains(err.Error(), "freeze.rego:3") || !strings.Contains(err.Error(), "deny contains") {
		t.Errorf("error %v, want one that names the line and says what to write", err)
	}
}

// someRequest varies what the fixture's rules look at.
func someRequest(t *rapid.T) *input.Request {
	flag := rapid.Bool()
	return permitted(func(r *input.Request) {
		r.Subject.Type = rapid.SampledFrom([]string{input.SubjectIdentity, input.SubjectIdentity, input.SubjectAnonymous}).Draw(t, "type")
		r.Action.Name = rapid.SampledFrom([]string{"readValue", "create", "delete"}).Draw(t, "action")
		r.Resource.ID = rapid.SampledFrom([]string{"", "", "forbidden"}).Draw(t, "id")
		r.Context.Raw = flag.Draw(t, "raw")
		r.Facts.Token.Revoked = flag.Draw(t, "revoked")
		r.Facts.Token.AnyAddress = flag.Draw(t, "any")
		r.Facts.Token.UsesLimit = rapid.Int64Range(0, 1).Draw(t, "limit")
		*r.Resource.Properties.Environment = rapid.SampledFrom([]string{"dev", "prod", "staging"}).Draw(t, "environment")
		if flag.Draw(t, "powerless") {
			r.Facts.Grants = nil
		}
	})
}
