package engine_test

import (
	"context"
	"fmt"

	"warder/engine"
	"warder/engine/input"
)

const entrypoint = `package authz.main

decision := {
	"permitted": count(_reasons) == 0,
	"reasons": [reason | some reason in _reasons],
	"visible": [reason | some reason in _reasons],
	"grants": ["everyone"], "missing": [], "obligations": [],
}

_reasons := data.authz.rules.guardrails.deny | data.authz.rules.tokens.deny
`

const tokens = `package authz.rules.tokens

deny contains {"code": "token_revoked", "message": "The token was revoked", "rule": "authz.rules.tokens"} if {
	input.facts.token.revoked
}
`

const guardrails = `package authz.rules.guardrails

deny contains {"code": "token_missing", "message": "A credential is needed", "rule": "authz.rules.guardrails"} if {
	not input.facts.token
}
`

// An engine is made of a policy and the guardrails of the binary; it answers requests,
// and an engine without a policy denies.
func ExampleEngine_Decide() {
	decider, err := engine.New(context.Background(), engine.Options{
		Policy: engine.Policy{Modules: map[string]string{
			"authz/main/main.rego": entrypoint, "authz/rules/tokens/tokens.rego": tokens,
		}},
		Guardrails: map[string]string{"authz/rules/guardrails/guardrails.rego": guardrails},
		Required:   []string{"tokens"}, // no policy may lack this package
	})
	if err != nil {
		panic(err)
	}
	request := &input.Request{
		Subject:  input.Subject{Type: "identity", ID: "app"},
		Action:   input.Action{Name: "readValue"},
		Resource: input.Resource{Type: "secrets"},
		Facts:    input.Facts{Token: &input.Token{}},
	}
	fmt.Println(decider.Decide(context.Background(), request).Permitted)

	request.Facts.Token.Revoked = true
	refused := decider.Decide(context.Background(), request)
	fmt.Println(refused.Permitted, refused.Reasons[0].Code)

	var none *engine.Engine
	fmt.Println(none.Decide(context.Background(), request).Reasons[0].Code)
	// Output:
	// true
	// false token_revoked
	// policy_missing
}
