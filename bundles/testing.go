package bundles

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"warder/engine"
)

// testTimeout bounds one test. A test that loops fails.
const testTimeout = 30 * time.Second

// TestRun is what came of the tests of a policy.
type TestRun struct {
	Passed, Skipped int
	Failed          []TestFailure // by file and line
}

// TestFailure is one test that does not hold, or that could not be evaluated.
type TestFailure struct {
	Name, Package string
	File          string
	Line          int
	Message       string // of an error; empty if the test is just not true
}

func (f TestFailure) String() string {
	text := fmt.Sprintf("%s:%d: %s does not hold", f.File, f.Line, f.Name)
	if f.Message != "" {
		text += ": " + f.Message
	}
	return text
}

// RunTests runs the tests of a policy as `opa test` does, with the built-in
// functions that the engine allows and no others. The error is one of
// compiling, with file and line.
func RunTests(ctx context.Context, policy engine.Policy, tests map[string]string) (TestRun, error) {
	modules, err := parseTested(policy, tests)
	if err != nil {
		return TestRun{}, err
	}
	store := inmem.NewFromObject(policy.Data)
	transaction, err := store.NewTransaction(ctx)
	if err != nil {
		return TestRun{}, err
	}
	defer store.Abort(ctx, transaction)
	results, err := tester.NewRunner().
		SetCompiler(ast.NewCompiler().WithCapabilities(testCapabilities()).WithDefaultRegoVersion(ast.RegoV1)).
		SetModules(modules).SetStore(store).SetTimeout(testTimeout).SetParallel(1).
		RunTests(ctx, transaction)
	if err != nil {
		return TestRun{}, err
	}
	var run TestRun
	for result := range results {
		run.add(result)
	}
	slices.SortFunc(run.Failed, func(a, b TestFailure) int { return strings.Compare(a.String(), b.String()) })
	return run, ctx.Err()
}

// parseTested parses what decides together with the tests of it.
func parseTested(policy engine.Policy, tests map[string]string) (map[string]*ast.Module, error) {
	sources := maps.Clone(policy.Modules)
	maps.Copy(sources, tests)
	options := ast.ParserOptions{Capabilities: testCapabilities(), ProcessAnnotation: true, RegoVersion: ast.RegoV1}
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

func (r *TestRun) add(result *tester.Result) {
	switch {
	case result.Skip:
		r.Skipped++
		return
	case result.Pass():
		r.Passed++
		return
	}
	failure := TestFailure{Name: result.Name, Package: result.Package}
	if result.Location != nil {
		failure.File, failure.Line = result.Location.File, result.Location.Row
	}
	if result.Error != nil {
		failure.Message = result.Error.Error()
	}
	r.Failed = append(r.Failed, failure)
}

// testCapabilities add what only tests may do: print, which goes nowhere here.
func testCapabilities() *ast.Capabilities {
	capabilities := engine.Capabilities()
	for _, builtin := range ast.CapabilitiesForThisVersion().Builtins {
		if builtin.Name == "print" || builtin.Name == "internal.print" || builtin.Name == "internal.test_case" {
			capabilities.Builtins = append(capabilities.Builtins, builtin)
		}
	}
	return capabilities
}
