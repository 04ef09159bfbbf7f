package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// assertRoot is the folder of assertions. Each package directly below it states
// what must never be true, as a set of messages:
//
//	package authz.assert.frozen
//
//	violation contains "a secret of prod was written" if {
//		data.authz.main.decision.permitted
//		...
//	}
//
// It reads the input and the decision about it. Assertions are proved beforehand
// and take no part in any decision: an engine leaves them out, and refuses a
// policy whose rules refer to them.
const assertRoot = "authz/assert"

const exportViolation = "violation"

// assertionTimeout bounds one evaluation of every assertion. Nobody waits for
// it, so it may be long enough for a machine that does much else.
const assertionTimeout = 10 * time.Second

// Assertion is one statement of what must never be true.
type Assertion struct {
	Name        string // of its package below data.authz.assert
	Title       string
	Description string
	File        string
	Row         int
	// Domain are values that a search must try besides its own, from
	// custom.domain of the METADATA: environments, paths, names, addresses,
	// moments.
	Domain map[string][]string
}

// Violation is an assertion that does not hold for a request.
type Violation struct {
	Assertion string
	Message   string
}

// Verifier evaluates the assertions of a policy. It is safe for concurrent use.
type Verifier struct {
	program    *program
	options    Options
	assertions []Assertion
	// permitted asks for the verdict alone, without reasons. It is nil unless all
	// assertions are about what is permitted: they need not be asked then about
	// what is refused, which most requests of a search are.
	permitted *question
}

// NewVerifier compiles a policy with its assertions. What keeps an engine from
// loading the policy keeps a verifier too.
func NewVerifier(ctx context.Context, options Options) (*Verifier, error) {
	base, err := New(ctx, options)
	if err != nil {
		return nil, err
	}
	v := &Verifier{options: base.options}
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

// Assertions lists what is stated, by name.
func (v *Verifier) Assertions() []Assertion { return slices.Clone(v.assertions) }

// Handled lists what the rule packages say they decide: actions by the type of
// the resource, sorted.
func (v *Verifier) Handled() map[string][]string {
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
func (v *Verifier) BuiltInRoles(scope string) []string {
	stored, err := v.program.store.Read(context.Background(), v.program.snapshot, storage.Path{"authz", "roles", scope})
	if err != nil {
		return nil
	}
	roles, _ := plain(stored).(map[string]any)
	return slices.Sorted(maps.Keys(roles))
}

// Modules are the parsed modules of the policy, assertions included, for who
// looks for values that rules compare with. They must not be changed.
func (v *Verifier) Modules() map[string]*ast.Module { return v.program.compiler.Modules }

// Violations are the assertions that the policy's decision about the request
// breaks; none means that all hold.
func (v *Verifier) Violations(ctx context.Context, request *Request) (found []Violation, err error) {
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

// setAside takes the assertions out of what decides, after a look that nothing
// refers to them and that each states something.
func setAside(modules map[string]*ast.Module, keep bool) error {
	var problems ast.Errors
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		module := modules[path]
		if beneath(refPath(module.Package.Path), assertRoot) {
			problems = append(problems, checkAssertion(module)...)
			if !keep {
				delete(modules, path)
			}
			continue
		}
		problems = append(problems, checkApart(module)...)
	}
	return orNil(problems)
}

func checkAssertion(module *ast.Module) ast.Errors {
	if len(segments(refPath(module.Package.Path))) != len(segments(assertRoot))+1 {
		return ast.Errors{invalid(module.Package.Location, "an assertion lies directly below %s", assertRoot)}
	}
	for _, rule := range module.Rules {
		if rule.Head.Name == exportViolation {
			if rule.Head.RuleKind() != ast.MultiValue {
				return ast.Errors{invalid(rule.Location, "violation must be a set: write %q", "violation contains ... if { ... }")}
			}
			return nil
		}
	}
	return ast.Errors{invalid(module.Package.Location, "an assertion states a violation: write %q", "violation contains ... if { ... }")}
}

// checkApart refuses rules that define or read assertions from elsewhere.
func checkApart(module *ast.Module) ast.Errors {
	var problems ast.Errors
	for _, rule := range module.Rules {
		if beneath(refPath(ruleRef(rule)), assertRoot) {
			problems = append(problems, invalid(rule.Location, "an assertion is a package of its own below %s", assertRoot))
		}
	}
	ast.WalkRefs(module, func(ref ast.Ref) bool {
		if ref.HasPrefix(ast.DefaultRootRef) && beneath(refPath(ref), assertRoot) {
			problems = append(problems, invalid(ref[0].Location, "%v: an assertion takes no part in a decision", ref))
		}
		return false
	})
	return problems
}

func findAssertions(modules map[string]*ast.Module) ([]Assertion, error) {
	found := []Assertion{}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		module := modules[path]
		name, isAssertion := strings.CutPrefix(refPath(module.Package.Path), assertRoot+"/")
		if !isAssertion {
			continue
		}
		assertion := Assertion{Name: name, File: module.Package.Location.File, Row: module.Package.Location.Row}
		for _, about := range module.Annotations {
			if about.Scope == "package" {
				assertion.Title, assertion.Description = about.Title, strings.TrimSpace(about.Description)
				assertion.Domain = domainOf(about)
			}
		}
		if assertion.Title == "" {
			return nil, orNil(ast.Errors{invalid(module.Package.Location, "an assertion has METADATA with a title")})
		}
		found = append(found, assertion)
	}
	return found, nil
}

func domainOf(about *ast.Annotations) map[string][]string {
	stated, _ := about.Custom["domain"].(map[string]any)
	domain := map[string][]string{}
	for name, values := range stated {
		list, _ := values.([]any)
		for _, value := range list {
			domain[name] = append(domain[name], fmt.Sprint(value))
		}
	}
	return domain
}
