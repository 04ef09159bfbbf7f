package bundles

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"warder/engine"
)

// TestTimeout bounds one test: long enough for a busy machine, short enough for
// one that loops, which fails.
const TestTimeout = 30 * time.Second

// RunTests runs the tests of a policy as `opa test` does, with the built-in
// functions that the engine allows and no others; an error of one of them fails
// the test. It returns the number of passed tests and the failures with file and line.
// The error is a compile error, with file and line.
func RunTests(ctx context.Context, policy engine.Policy, tests map[string]string) (passed int, failed []string, err error) {
	modules, err := parseTested(policy, tests)
	if err != nil {
		return 0, nil, err
	}
	compiler := ast.NewCompiler().WithCapabilities(TestCapabilities()).WithDefaultRegoVersion(ast.RegoV1)
	results, err := TestResults(ctx, tester.NewRunner().SetCompiler(compiler).SetModules(modules).RaiseBuiltinErrors(true).SetParallel(1), inmem.NewFromObject(policy.Data))
	if err != nil {
		return 0, nil, err
	}
	for _, result := range results {
		switch {
		case result.Skip:
		case result.Pass():
			passed++
		default:
			failed = append(failed, failure(result))
		}
	}
	slices.Sort(failed)
	return passed, failed, nil
}

// TestResults are what a runner finds out over a store, by package and name.
func TestResults(ctx context.Context, runner *tester.Runner, store storage.Store) ([]*tester.Result, error) {
	snapshot, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Abort(ctx, snapshot)
	running, err := runner.SetStore(store).SetTimeout(TestTimeout).RunTests(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	var results []*tester.Result
	for result := range running {
		results = append(results, result)
	}
	slices.SortFunc(results, func(a, b *tester.Result) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Name, b.Name))
	})
	return results, ctx.Err()
}

// parseTested parses what decides together with the tests of it.
func parseTested(policy engine.Policy, tests map[string]string) (map[string]*ast.Module, error) {
	sources := maps.Clone(policy.Modules)
	maps.Copy(sources, tests)
	options := ast.ParserOptions{Capabilities: TestCapabilities(), ProcessAnnotation: true, RegoVersion: ast.RegoV1}
	modules := make(map[string]*ast.Module, len(sources))
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		module, err := ast.ParseModuleWithOpts(name, sources[name], options)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		modules[name] = module
	}
	return modules, errors.Join(problems...)
}

func failure(result *tester.Result) string {
	text := result.Name + " does not hold"
	if result.Location != nil {
		text = fmt.Sprintf("%s:%d: %s", result.Location.File, result.Location.Row, text)
	}
	if result.Error != nil {
		text += ": " + result.Error.Error()
	}
	return text
}

// forTests are what tests need besides: print, to show what they see, and what
// OPA makes of named rows.
var forTests = []string{ast.Print.Name, ast.InternalPrint.Name, ast.InternalTestCase.Name}

// TestCapabilities are the engine's, and those of tests. That no rule uses these
// is for the engine to see.
func TestCapabilities() *ast.Capabilities {
	allowed := engine.Capabilities()
	for _, builtin := range ast.CapabilitiesForThisVersion().Builtins {
		if slices.Contains(forTests, builtin.Name) {
			allowed.Builtins = append(allowed.Builtins, builtin)
		}
	}
	slices.SortFunc(allowed.Builtins, func(a, b *ast.Builtin) int { return strings.Compare(a.Name, b.Name) })
	return allowed
}
