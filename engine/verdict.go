package engine

import (
	"context"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// What a verifier asks; see addVerdict.
const (
	verdictQuery   = "data.warder.decision.verdict"  // yes or no, and nothing else
	assertionQuery = "data.warder.decision.asserted" // what each assertion finds, by its name
)

// addVerdict adds what is asked of the assertions, and the permitting branch of
// the specialised decision as a rule of its own: a refusal is then known at the
// first package that objects.
func addVerdict(modules map[string]*ast.Module, packages rulePackages) error {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s.decision\n\npermitted if {\n\tcount(_grant) > 0\n", reservedRoot)
	for _, name := range packages.names() {
		writeCondition(&b, name, packages[name])
	}
	b.WriteString(`}

verdict := {yes | yes := permitted}

asserted := {name: found | found := data.authz.assert[name].violation}
`)
	const path = reservedRoot + "/verdict.rego"
	module, err := ast.ParseModuleWithOpts(path, b.String(), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return fmt.Errorf("%w: verdict: %w", ErrPolicyInvalid, err)
	}
	modules[path] = module
	return nil
}

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
func (v *Verifier) refused(ctx context.Context, request *Request) bool {
	if v.permitted == nil {
		return false
	}
	program := *v.program
	program.query = v.permitted
	answer, err := program.ask(ctx, request, v.options)
	return err == nil && answer.Compare(ast.NewSet()) == 0
}
