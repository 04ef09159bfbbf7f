package plan_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/cache"

	"warder/engine/plan"
)

const answersRef = "data.answers.answers"

// program is a policy and what it is asked about.
type program struct {
	compiler *ast.Compiler
	data     ast.Value
	input    *ast.Term // nil for none
}

func compiled(modules ...string) (*program, error) {
	parsed := map[string]*ast.Module{}
	for i, text := range modules {
		module, err := ast.ParseModuleWithOpts(strconv.Itoa(i)+".rego", text, ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, err
		}
		parsed[strconv.Itoa(i)] = module
	}
	p := &program{compiler: ast.NewCompiler().WithDefaultRegoVersion(ast.RegoV1), data: ast.NewObject()}
	if p.compiler.Compile(parsed); p.compiler.Failed() {
		return nil, p.compiler.Errors
	}
	return p, nil
}

func patterns() cache.InterQueryValueCache {
	return cache.NewInterQueryValueCache(context.Background(), nil)
}

const (
	failed    = "error"
	nothing   = "undefined"
	cancelled = "cancelled"
)

func said(value ast.Value, err error) string {
	switch {
	case topdown.IsCancel(err):
		return cancelled
	case err != nil:
		return failed
	case value == nil:
		return nothing
	}
	return value.String()
}

func (p *program) byPlan(query *plan.Query) string {
	return said(query.Ask(context.Background(), p.input, topdown.NewCancel()))
}

// byTopdown is the answer of OPA's own evaluator, strict about errors.
func (p *program) byTopdown(t *testing.T) string {
	t.Helper()
	plain, err := ast.JSON(p.data)
	if err != nil {
		t.Fatal(err)
	}
	documents, _ := plain.(map[string]any)
	store := inmem.NewFromObject(documents)
	txn := storage.NewTransactionOrDie(t.Context(), store)
	body, err := p.compiler.QueryCompiler().Compile(ast.MustParseBody("answer = " + answersRef))
	if err != nil {
		t.Fatal(err)
	}
	query := topdown.NewQuery(body).WithCompiler(p.compiler).WithStore(store).WithTransaction(txn).
		WithInterQueryBuiltinValueCache(patterns()).WithStrictBuiltinErrors(true).WithInput(p.input)
	answers, err := query.Run(t.Context())
	if err != nil || len(answers) == 0 {
		return said(nil, err)
	}
	return said(answers[0]["answer"].Value, nil)
}
