package proof

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/tester"

	"warder/bundles"
)

// lab runs tests on mutants, one test at a time, the quick ones first.
type lab struct {
	tree     *Tree
	modules  map[string]*ast.Module
	closures *closures
	store    storage.Store
	snapshot storage.Transaction
	tests    map[string]*labTest // by full name

	mutex sync.Mutex
	cache map[string][2][]*labTest // near and far, by the path of the mutant
}

// labTest is a test as it runs without a mutation.
type labTest struct {
	name, path string
	ref        ast.Ref
	location   *ast.Location
	took       time.Duration
	kills      int
}

// newLab runs every test once, on the policy as it is.
func newLab(ctx context.Context, tree *Tree, modules map[string]*ast.Module) (*lab, error) {
	policy, err := tree.Policy()
	if err != nil {
		return nil, err
	}
	found, err := tree.run(ctx, modules, runOptions{})
	if err != nil {
		return nil, err
	}
	l := &lab{
		tree: tree, modules: modules, closures: closuresOf(modules), store: storeOf(policy.Data),
		tests: map[string]*labTest{}, cache: map[string][2][]*labTest{},
	}
	for _, result := range found.results {
		if result.Skip {
			continue
		}
		if !result.Pass() {
			return nil, fmt.Errorf("%s.%s fails without a mutation; mend the tests first", result.Package, result.Name)
		}
		name, _, _ := strings.Cut(result.Name, "#") // OPA numbers tests of one name
		test := &labTest{name: result.Package + "." + name, path: result.Location.File, location: result.Location, took: result.Duration}
		if test.ref, err = ast.ParseRef(test.name); err != nil {
			return nil, err
		}
		if known := l.tests[test.name]; known != nil {
			known.took += test.took
			continue
		}
		l.tests[test.name] = test
	}
	l.snapshot, err = l.store.NewTransaction(ctx)
	return l, err
}

// looking are the tests that a mutation of the module can fail, in two steps:
// those beside it, which need little else, and all others.
func (l *lab) looking(path string) [2][]*labTest {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if known, has := l.cache[path]; has {
		return known
	}
	near, far := l.closures.tests(path)
	found := [2][]*labTest{l.in(near), l.in(far)}
	l.cache[path] = found
	return found
}

func (l *lab) in(paths []string) []*labTest {
	var tests []*labTest
	for _, name := range slices.Sorted(maps.Keys(l.tests)) {
		if slices.Contains(paths, l.tests[name].path) {
			tests = append(tests, l.tests[name])
		}
	}
	slices.SortStableFunc(tests, func(a, b *labTest) int { return cmp.Compare(a.took, b.took) })
	return tests
}

func (l *lab) credit(test *labTest) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	test.kills++
}

// mutantTimeout ends a test of a mutant that no longer comes to an end, which
// counts as a failure.
const mutantTimeout = 15 * time.Second

// run is the first of the tests that fails for the mutant.
func (l *lab) run(ctx context.Context, mutant *Mutant, tests []*labTest) (fate, *labTest) {
	if len(tests) == 0 {
		return survived, nil
	}
	module := l.parsed(mutant)
	if module == nil {
		return invalid, nil
	}
	paths := make([]string, 0, len(tests))
	for _, test := range tests {
		paths = append(paths, test.path)
	}
	modules := map[string]*ast.Module{}
	for path := range l.closures.of(paths...) {
		modules[path] = l.modules[path]
	}
	modules[mutant.Path] = module
	runner := tester.NewRunner().
		SetCompiler(ast.NewCompiler().WithCapabilities(bundles.TestCapabilities()).WithDefaultRegoVersion(ast.RegoV1)).
		SetStore(l.store).SetModules(modules).SetParallel(1).RaiseBuiltinErrors(true).SetTimeout(mutantTimeout)
	for _, test := range tests {
		passed, err := l.one(ctx, runner, test)
		switch {
		case ctx.Err() != nil:
			return untried, nil
		case err != nil:
			return invalid, nil
		case !passed:
			return killed, test
		}
		runner.SetModules(nil) // they are compiled
	}
	return survived, nil
}

// one runs one test. An error is a mutant that does not compile.
func (l *lab) one(ctx context.Context, runner *tester.Runner, test *labTest) (bool, error) {
	results, err := runner.SetPrefixMatchers(test.ref).RunTests(ctx, l.snapshot)
	if err != nil {
		return false, err
	}
	passed := true
	for result := range results {
		passed = passed && result.Pass()
	}
	return passed, nil
}
