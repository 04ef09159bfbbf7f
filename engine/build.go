package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// build makes a program of the policy and the binary's own modules. The
// compiler meets foreign sources, so its panics are errors.
func build(ctx context.Context, policy Policy, options Options) (p *program, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			p, err = nil, fmt.Errorf("%w: the compiler panicked: %v", ErrPolicyInvalid, cause)
		}
	}()
	if err := policy.check(); err != nil {
		return nil, err
	}
	effective, replaced := overlay(policy, options.Guardrails)
	if len(replaced) > 0 {
		options.Logger.Warn("the policy's copies of the server's own modules are not used", "paths", replaced)
	}
	modules, packages, err := checked(effective, options)
	if err != nil {
		return nil, err
	}
	if options.asserting {
		modules[assertedPath] = assertedModule
	}
	return prepare(ctx, effective, modules, packages, options)
}

// checked parses the modules and finds what must not be, and what lacks.
func checked(policy Policy, options Options) (map[string]*ast.Module, rulePackages, error) {
	if err := checkData(policy.Data, options.Guardrails); err != nil {
		return nil, nil, err
	}
	modules, err := parse(policy)
	if err != nil {
		return nil, nil, err
	}
	if err := checkShadows(modules, options.Guardrails); err != nil {
		return nil, nil, err
	}
	if err := checkOlder(modules); err != nil {
		return nil, nil, err
	}
	if err := setAside(modules, options.asserting); err != nil {
		return nil, nil, err
	}
	packages, err := findExports(modules)
	if err != nil {
		return nil, nil, err
	}
	return modules, packages, checkPresent(modules, packages, options.Required)
}

// checkPresent holds the policy to the packages that no decision may do
// without: the entry point, the guardrails, and those required by name.
func checkPresent(modules map[string]*ast.Module, packages rulePackages, required []string) error {
	var absent []string
	if !definesDecision(modules) {
		absent = append(absent, "data.authz.main.decision")
	}
	for _, name := range append([]string{"guardrails"}, required...) {
		if !packages[name].objects() {
			absent = append(absent, dotted(rulesRoot)+"."+name)
		}
	}
	if len(absent) > 0 {
		return fmt.Errorf("%w: %s", ErrPolicyMissing, strings.Join(slices.Compact(absent), ", "))
	}
	return nil
}

func definesDecision(modules map[string]*ast.Module) bool {
	for _, module := range modules {
		for _, rule := range module.Rules {
			if refPath(ruleRef(rule)) == "authz/main/decision" {
				return true
			}
		}
	}
	return false
}
