package engine

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// resolved are the rules of a policy by their full reference, with imports and
// package-relative names written out and local variables made unique, so that
// a body can be moved into another package.
type resolved map[string][]*ast.Rule

// resolve runs the first stages of the compiler alone. What they object to is
// left for the compilation proper to report: then there are no rules here.
func resolve(modules map[string]*ast.Module) resolved {
	compiler := ast.NewCompiler().
		WithCapabilities(Capabilities()).
		WithDefaultRegoVersion(ast.RegoV1).
		WithOnlyStagesUpTo(ast.StageRewriteLocalVars)
	compiler.Compile(modules)
	rules := resolved{}
	if compiler.Failed() {
		return rules
	}
	for _, module := range compiler.Modules {
		for _, rule := range module.Rules {
			ref := ruleRef(rule).String()
			rules[ref] = append(rules[ref], rule)
		}
	}
	return rules
}
