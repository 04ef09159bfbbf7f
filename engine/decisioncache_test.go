package engine

import (
	"reflect"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"pgregory.net/rapid"

	"warder/engine/input"
)

func TestA_decision_found_is_the_one_that_would_be_made(t *testing.T) {
	found := start(t, nil)
	options := optionsOf(nil)
	options.Forgetful = true
	made, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		request := someRequest(t)
		a, b := found.Decide(t.Context(), request), made.Decide(t.Context(), request)
		if a.ID == b.ID {
			t.Fatal("two decisions have one id")
		}
		a.ID, b.ID = "", ""
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("found %+v\nmade %+v", a, b)
		}
	})
}

func TestA_decision_found_has_an_id_of_its_own_and_costs_no_more_than_that(t *testing.T) {
	e, request := start(t, nil), permitted()
	first, second := decide(t, e, request), decide(t, e, request)
	if first.ID == second.ID || !first.Permitted || !second.Permitted {
		t.Errorf("first %+v, second %+v", first, second)
	}
	if allocated := testing.AllocsPerRun(100, func() { e.Decide(t.Context(), request) }); allocated > 1 {
		t.Errorf("a decision that is found makes %.0f allocations, at most 1", allocated)
	}
}

func TestA_new_policy_forgets_what_the_old_one_decided(t *testing.T) {
	e, request := start(t, nil), permitted()
	decide(t, e, request)
	frozen := optionsOf(map[string]string{"authz/rules/freeze/freeze.rego": `package authz.rules.freeze

deny contains {"code": "frozen", "message": "frozen"} if input.action.name == "readValue"
`})
	if err := e.Load(t.Context(), frozen.Policy); err != nil {
		t.Fatal(err)
	}
	mustDeny(t, decide(t, e, request), "frozen")
}

func TestWhat_is_counted_is_decided_anew(t *testing.T) {
	e := start(t, nil)
	for name, change := range map[string]func(*input.Request){
		"a limited token": func(r *input.Request) { r.Facts.Token.UsesLimit = 2 },
		"claims":          func(r *input.Request) { r.Claims = &input.Claims{} },
		"a login":         func(r *input.Request) { r.Facts.Login = &input.Login{TrustedIPs: []string{}} },
	} {
		request := permitted(change)
		decide(t, e, request)
		k := input.BorrowKey()
		k.Of(request, false)
		if _, ok := e.program().decided.Get(k.Bytes); ok {
			t.Errorf("the decision on %s is kept", name)
		}
	}
}

func TestReadsRequestID_sees_every_way_to_it(t *testing.T) {
	for body, want := range map[string]bool{
		`input.context.requestId != ""`:                         true,
		`input.context != {}`:                                   true,
		`count(input) > 0`:                                      true,
		`input.context[_] == "x"`:                               true,
		`some name; input[name].requestId == "x"`:               true,
		`context := input.context; context.requestId == "x"`:    true,
		`walk(input, [_, "x"])`:                                 true,
		`input.context.now > 5`:                                 false,
		`input.facts.token.known; input.resource.id == "x"`:     false,
		`data.context.requestId == "x"; input.action.name == 1`: false,
	} {
		module := ast.MustParseModuleWithOpts("package p\n\nr if { "+body+" }\n", ast.ParserOptions{RegoVersion: ast.RegoV1})
		if got := reads(refRequestID, module); got != want {
			t.Errorf("%s: %v, want %v", body, got, want)
		}
	}
	alias := ast.MustParseModuleWithOpts("package p\n\nimport input.context as c\n\nr if c.requestId == \"x\"\n", ast.ParserOptions{RegoVersion: ast.RegoV1})
	if !reads(refRequestID, alias) {
		t.Error("an import is a way, too")
	}
}

func Test_the_claims_that_rules_read_are_those_that_stay(t *testing.T) {
	for body, want := range map[string]string{
		`input.facts.login.proof.claims.ref == "main"`:                      "ref",
		`input.facts.login.proof.claims["https://x/role"][_] == "x"`:        "https://x/role",
		`input.facts.login.proof.named.ref == "main"`:                       "",
		`input.facts.login.proof.kind; input.facts.login.config.claims.ref`: "",
		`some name; input.facts.login.proof.claims[name] == "x"`:            "all",
		`claims := input.facts.login.proof.claims; claims.ref == "main"`:    "all",
		`object.get(input.facts.login.proof, "claims", {}) == {}`:           "all",
		`proof := input.facts.login.proof; proof.claims.ref == "main"`:      "all",
		`input.facts.login[_].claims.ref == "main"`:                         "ref",
		`input.facts.login[_][_].ref == "main"`:                             "ref",
		`walk(input, [_, "x"])`:                                             "all",
		`some i; input.facts.login.proof[i].ref == "main"`:                  "ref",
		`input.facts.target.claims.ref == "main"`:                           "",
		`input.facts.login.proof; not input.facts.login`:                    "",
		`input.facts.login.proof with input as {}`:                          "all",
		`x := [p | p := input.facts.login]; count(x) > 0`:                   "all",
	} {
		module := ast.MustParseModuleWithOpts("package p\n\nr if { "+body+" }\n", ast.ParserOptions{RegoVersion: ast.RegoV1})
		got := findClaims(map[string]*ast.Module{"p": module})
		if got.all != (want == "all") || !got.all && (len(got.named) > 0) != (want != "") || !got.all && want != "" && !got.named[want] {
			t.Errorf("%s: %+v, want %q", body, got, want)
		}
	}
	e := &Engine{}
	if kept := e.ClaimsRead(input.TokenClaims{"x": 1}); len(kept) != 1 {
		t.Error("without a policy nothing is left out")
	}
}
