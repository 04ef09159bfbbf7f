package engine

import (
	"context"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
)

// What a verifier asks of the policy, as rules: only those can be planned.
const (
	verdictQuery   = "data.warder.verdict"  // yes or no, and nothing else
	assertionQuery = "data.warder.asserted" // what each assertion finds, by its name
	assertedPath   = reservedRoot + "/asserted.rego"
)

var assertedModule = ast.MustParseModuleWithOpts(`package warder

verdict := {yes | yes := data.authz.main.decision.permitted}

asserted := {name: found | found := data.authz.assert[name].violation}
`, ast.ParserOptions{RegoVersion: ast.RegoV1})

// onlyAboutPermitted reports whether every assertion begins by saying that the
// request was permitted.
func onlyAboutPermitted(modules map[string]*ast.Module) bool {
	premise := ast.MustParseRef("data.authz.main.decision.permitted")
	for _, module := range modules {
		for _, rule := range module.Rules {
			if !beneath(refPath(module.Package.Path), assertRoot) || rule.Head.Name != exportViolation {
				continue
			}
			if first, isTerm := rule.Body[0].Terms.(*ast.Term); !isTerm || rule.Body[0].Negated || first.Value.Compare(premise) != 0 {
				return false
			}
		}
	}
	return true
}

// refused reports whether nothing can be violated because the policy refuses.
func (v *AssertionVerifier) refused(ctx context.Context, request *input.Request) bool {
	if v.permitted == nil {
		return false
	}
	program := *v.program
	program.query = v.permitted
	answer, err := program.ask(ctx, request, v.options)
	return err == nil && answer.Compare(ast.NewSet(ast.InternedTerm(true))) != 0
}
