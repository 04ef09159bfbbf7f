package bundles

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"

	"warder/engine"
)

// What gathering the inputs of tests may take, and how many are looked at.
const (
	gatherTime = 10 * time.Second
	mostInputs = 2000
)

// compareTests holds a policy's plan to OPA's evaluator on the inputs of the
// policy's own tests, which were written to tell its rules apart.
func compareTests(ctx context.Context, decider *engine.Engine, policy engine.Policy, tests map[string]string, required Requirements) error {
	gathering, cancel := context.WithTimeout(ctx, gatherTime)
	defer cancel()
	inputs, err := TestInputs(gathering, engine.Overlay(policy, required.Guardrails), tests)
	if err != nil {
		return refuse(CauseTests, err)
	}
	if standing := decider.Compare(ctx, inputs); standing.Reason != "" {
		return refuse(CauseDiffers, errors.New(standing.Reason))
	}
	return nil
}

// TestInputs are what the tests of a policy replace the input by, as far as that is
// found before ctx ends.
func TestInputs(ctx context.Context, policy engine.Policy, tests map[string]string) ([]*ast.Term, error) {
	modules, err := parseTested(policy, tests)
	if err != nil {
		return nil, err
	}
	compiler := ast.NewCompiler().WithCapabilities(TestCapabilities()).WithDefaultRegoVersion(ast.RegoV1)
	if compiler.Compile(modules); compiler.Failed() {
		return nil, compiler.Errors
	}
	seen := &inputWatcher{known: map[ast.Value]bool{}, inputs: map[string]*ast.Term{}}
	data := policy.Data
	if data == nil {
		data = map[string]any{}
	}
	store := inmem.NewFromObject(data)
	err = storage.Txn(ctx, store, storage.TransactionParams{}, func(txn storage.Transaction) error {
		for _, ref := range testRefs(compiler.Modules) {
			seen.run(ctx, compiler, store, txn, ref)
		}
		return nil
	})
	return seen.sorted(), err
}

// testRefs are the tests of modules, each once and in order.
func testRefs(modules map[string]*ast.Module) []string {
	refs := map[string]bool{}
	for _, module := range modules {
		for _, rule := range module.Rules {
			if name := rule.Head.Ref()[0].String(); strings.HasPrefix(name, "test_") {
				refs[module.Package.Path.String()+"."+name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(refs))
}

// inputWatcher collects the inputs under which rules are evaluated.
type inputWatcher struct {
	known  map[ast.Value]bool
	inputs map[string]*ast.Term
}

// run evaluates a test. What it comes to was seen before.
func (w *inputWatcher) run(ctx context.Context, compiler *ast.Compiler, store storage.Store, txn storage.Transaction, ref string) {
	cancel := topdown.NewCancel()
	defer context.AfterFunc(ctx, cancel.Cancel)()
	query := topdown.NewQuery(ast.MustParseBody(ref)).WithCompiler(compiler).WithStore(store).WithTransaction(txn).
		WithCancel(cancel).WithQueryTracer(w)
	_, _ = query.Run(ctx)
}

// Enabled implements topdown.QueryTracer.
func (w *inputWatcher) Enabled() bool { return len(w.inputs) < mostInputs }

// Config implements topdown.QueryTracer.
func (w *inputWatcher) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// TraceEvent implements topdown.QueryTracer.
func (w *inputWatcher) TraceEvent(event topdown.Event) {
	input := event.Input()
	if input == nil {
		return
	}
	if _, isObject := input.Value.(ast.Object); !isObject || w.known[input.Value] {
		return // no engine asks about anything else
	}
	w.known[input.Value] = true
	w.inputs[input.String()] = ast.NewTerm(input.Value)
}

func (w *inputWatcher) sorted() []*ast.Term {
	inputs := make([]*ast.Term, 0, len(w.inputs))
	for _, text := range slices.Sorted(maps.Keys(w.inputs)) {
		inputs = append(inputs, w.inputs[text])
	}
	return inputs
}
