package engine

import (
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// parse turns sources into modules, or says everything that is wrong with
// them, each with file and line. Depth is bounded by OPA's parser.
func parse(policy Policy) (map[string]*ast.Module, error) {
	options := ast.ParserOptions{Capabilities: Capabilities(), ProcessAnnotation: true, RegoVersion: ast.RegoV1}
	modules := make(map[string]*ast.Module, len(policy.Modules))
	var problems ast.Errors
	for _, path := range policy.paths() {
		module, err := ast.ParseModuleWithOpts(path, policy.Modules[path], options)
		if err != nil {
			problems = append(problems, located(path, err)...)
			continue
		}
		if n := countRules(module); n > MaxModuleRules {
			problems = append(problems, invalid(module.Package.Location, "%d rules in one module, at most %d", n, MaxModuleRules))
		}
		modules[path] = module
	}
	return modules, orNil(problems)
}

// countRules counts branches of else too: compiling a long chain of them takes
// time that grows with the square of its length.
func countRules(module *ast.Module) int {
	n := 0
	for _, rule := range module.Rules {
		for branch := rule; branch != nil; branch = branch.Else {
			n++
		}
	}
	return n
}

// located keeps the parser's own positions, and gives the file to an error
// that has none, such as that of an empty module.
func located(path string, err error) ast.Errors {
	var problems ast.Errors
	if errors.As(err, &problems) {
		return problems
	}
	return ast.Errors{ast.NewError(ast.ParseErr, ast.NewLocation(nil, path, 1, 1), "%v", err)}
}

// invalid is an error in the policy at a position, in the form of OPA's own.
func invalid(at *ast.Location, format string, args ...any) *ast.Error {
	return ast.NewError(ast.CompileErr, at, format, args...)
}

// orNil makes one error of the problems found, or none.
func orNil(problems ast.Errors) error {
	if len(problems) == 0 {
		return nil
	}
	problems.Sort()
	return fmt.Errorf("%w: %w", ErrPolicyInvalid, problems)
}
