package proof

import (
	"context"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"

	"warder/bundles"
)

// testCompiled compiles modules as OPA's tester does: tests of one name are
// numbered, and those with named rows say which row they are at.
func testCompiled(ctx context.Context, modules map[string]*ast.Module) (*ast.Compiler, error) {
	compiler := ast.NewCompiler().WithCapabilities(bundles.TestCapabilities()).WithDefaultRegoVersion(ast.RegoV1)
	none := ast.MustParseRef("data.no_test_at_all")
	results, err := tester.NewRunner().SetCompiler(compiler).SetModules(modules).SetPrefixMatchers(none).RunTests(ctx, nil)
	if err != nil {
		return nil, err
	}
	for range results { // closes at once
	}
	return compiler, nil
}

// mutantTimeout ends a test of a mutant that no longer comes to an end, which
// counts as a failure.
const mutantTimeout = 15 * time.Second

// passes is what OPA's tester says of one test. It keeps no trace for an
// explanation, which takes most of the tester's time. An error of a built-in
// function fails the test.
func (l *lab) passes(ctx context.Context, compiler *ast.Compiler, test *labTest, seen *observer) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, mutantTimeout)
	defer cancel()
	var failures []topdown.Error
	query, err := rego.New(
		rego.Compiler(compiler), rego.Store(l.store), rego.Transaction(l.snapshot), rego.BuiltinErrorList(&failures),
		rego.ParsedQuery(ast.NewBody(ast.NewExpr(ast.NewTerm(test.ref.Copy())))),
	).PrepareForEval(ctx)
	if err != nil {
		return false, err
	}
	results, err := query.Eval(ctx, rego.EvalTransaction(l.snapshot), rego.EvalQueryTracer(seen))
	switch {
	case err != nil:
		return false, err
	case len(failures) > 0:
		return false, &failures[0]
	case len(results) == 0:
		return false, nil
	}
	value := results[0].Expressions[0].Value
	if _, isObject := value.(map[string]any); isObject != test.rows {
		return false, nil
	}
	return seen.hold(value), nil
}

// observer watches one test run: the named rows that it reached, and if wanted
// the rules that it looked up.
type observer struct {
	reached []*ast.Array
	looked  map[string]bool // by full name; nil where only rows count
}

var _ topdown.QueryTracer = (*observer)(nil)

// Enabled says that events are wanted.
func (o *observer) Enabled() bool { return true }

// Config says that values of variables are not.
func (o *observer) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// TraceEvent keeps what tells a row or a rule.
func (o *observer) TraceEvent(event topdown.Event) {
	switch {
	case event.Op == topdown.TestCaseOp:
		if row, is := event.Node.(*ast.Expr).Operand(0).Value.(*ast.Array); is {
			o.reached = append(o.reached, row)
		}
	case event.Op == topdown.IndexOp && o.looked != nil && event.Ref != nil:
		o.looked[event.Ref.String()] = true
	}
}

// hold reports whether the test gave true, and so for each row that it reached.
func (o *observer) hold(value any) bool {
	outcome := outcomeOf(value)
	for _, row := range o.reached {
		if failed := outcome.SubResults.Update(*row, nil); failed {
			return false
		}
	}
	return !outcome.Fail
}

func outcomeOf(value any) *tester.SubResult {
	rows, are := value.(map[string]any)
	if !are {
		return &tester.SubResult{Fail: value != true, SubResults: tester.SubResultMap{}}
	}
	outcome := &tester.SubResult{SubResults: tester.SubResultMap{}}
	for name, row := range rows {
		one := outcomeOf(row)
		outcome.SubResults[name], outcome.Fail = one, outcome.Fail || one.Fail
	}
	return outcome
}
