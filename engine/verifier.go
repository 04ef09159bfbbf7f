package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
)

// assertionTimeout bounds one evaluation of every assertion. No request waits for
// it, so it may be long enough for a machine that does much else.
const assertionTimeout = 10 * time.Second

// Violation is an assertion that does not hold for a request.
type Violation struct {
	Assertion string
	Message   string
}

// AssertionVerifier evaluates the assertions of a policy. It is safe for concurrent use.
type AssertionVerifier struct {
	program    *program
	options    Options
	assertions []Assertion
	// permitted asks for the verdict alone, without reasons. It is set only if all
	// assertions are about permitted requests: refused ones, the most of a search, can then
	// be skipped.
	permitted *question
}

// NewVerifier compiles a policy with its assertions. What keeps an engine from
// loading the policy keeps a verifier too.
func NewVerifier(ctx context.Context, options Options) (*AssertionVerifier, error) {
	base, err := New(ctx, options)
	if err != nil {
		return nil, err
	}
	v := &AssertionVerifier{options: base.options}
	v.options.asserting, v.options.Timeout = true, assertionTimeout
	if v.program, err = build(ctx, options.Policy, v.options); err != nil {
		return nil, err
	}
	if v.assertions, err = findAssertions(v.program.compiler.Modules); err != nil {
		return nil, err
	}
	if !onlyAboutPermitted(v.program.compiler.Modules) {
		return v, nil
	}
	if v.permitted, err = v.program.question(verdictQuery); err != nil {
		return nil, err
	}
	err = v.permitted.plan(ctx, v.program, verdictQuery, v.options)
	return v, err
}

// Assertions lists the assertions by name.
func (v *AssertionVerifier) Assertions() []Assertion { return slices.Clone(v.assertions) }

// Handled lists what the rule packages say they decide: actions by the type of
// the resource, sorted.
func (v *AssertionVerifier) Handled() map[string][]string {
	handled := map[string][]string{}
	for h := range v.program.handled {
		handled[h.resourceType] = append(handled[h.resourceType], h.action)
	}
	for _, actions := range handled {
		slices.Sort(actions)
	}
	return handled
}

// BuiltInRoles are the slugs of the roles that the policy brings for a scope.
func (v *AssertionVerifier) BuiltInRoles(scope string) []string {
	roles, _ := v.program.lookUpData("authz", "roles", scope).(map[string]any)
	return slices.Sorted(maps.Keys(roles))
}

// Modules are the parsed modules of the policy, assertions included, for who
// looks for values that rules compare with. They must not be changed.
func (v *AssertionVerifier) Modules() map[string]*ast.Module { return v.program.compiler.Modules }

// Violations are the assertions that the policy's decision about the request
// breaks; none means that all hold.
func (v *AssertionVerifier) Violations(ctx context.Context, request *input.Request) (found []Violation, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			found, err = nil, fmt.Errorf("%w: panic: %v", ErrPolicyInvalid, cause)
		}
	}()
	if v.refused(ctx, request) {
		return nil, nil
	}
	answer, err := v.program.ask(ctx, request, v.options)
	if err != nil {
		return nil, err
	}
	return violationsIn(answer)
}

// ViolationsOf are the assertions that a document of input breaks. It need not be
// one that a server would ask about: a counterexample shows only what matters.
func (v *AssertionVerifier) ViolationsOf(ctx context.Context, document any) (found []Violation, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			found, err = nil, fmt.Errorf("%w: panic: %v", ErrPolicyInvalid, cause)
		}
	}()
	input, err := ast.InterfaceToValue(document)
	if err != nil {
		return nil, fmt.Errorf("input document: %w", err)
	}
	guard := borrowGuard(ctx, v.options.Timeout, v.options.Memory)
	answer, err := v.program.query.ask(ctx, v.program, ast.NewTerm(input), guard.cancel)
	if err = guard.release(err); err != nil {
		return nil, err
	}
	return violationsIn(answer)
}

func violationsIn(answer ast.Value) (found []Violation, err error) {
	byName, isObject := answer.(ast.Object)
	if !isObject {
		return nil, errUndefined
	}
	byName.Foreach(func(name, messages *ast.Term) {
		set, isSet := messages.Value.(ast.Set)
		if !isSet {
			return
		}
		set.Foreach(func(message *ast.Term) {
			found = append(found, Violation{Assertion: plainText(name), Message: plainText(message)})
		})
	})
	slices.SortFunc(found, func(a, b Violation) int { return strings.Compare(a.Assertion+a.Message, b.Assertion+b.Message) })
	return found, nil
}

func plainText(term *ast.Term) string {
	if text, isText := term.Value.(ast.String); isText {
		return string(text)
	}
	return term.String()
}
