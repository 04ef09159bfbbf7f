package proof

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// lab runs tests on mutants, one test at a time, the quick ones first.
type lab struct {
	tree     *Tree
	modules  map[string]*ast.Module
	closures *closures
	store    storage.Store
	snapshot storage.Transaction
	tests    []*labTest // by full name
	// judging reports whether every test is to fail for some mutant.
	judging bool

	mutex sync.Mutex
	cache map[string][2][]*labTest // near and far, by the module and rule of the mutant
}

// newLab runs every test once, on the unchanged policy.
func newLab(ctx context.Context, tree *Tree, modules map[string]*ast.Module) (*lab, error) {
	policy, err := tree.Policy()
	if err != nil {
		return nil, err
	}
	l := &lab{
		tree: tree, modules: modules, closures: closuresOf(modules), store: storeOf(policy.Data),
		cache: map[string][2][]*labTest{},
	}
	if l.snapshot, err = l.store.NewTransaction(ctx); err != nil {
		return nil, err
	}
	compiler, err := testCompiled(ctx, modules)
	if err != nil {
		return nil, err
	}
	l.tests = testsOf(compiler)
	for _, test := range l.tests {
		if err := l.measure(ctx, compiler, test); err != nil {
			return nil, err
		}
		test.ofData = len(test.looked) == 0 && readsData(compiler, test.rule, policy.Data)
	}
	return l, nil
}

// measure runs an unchanged test and records the rules that it looks up.
func (l *lab) measure(ctx context.Context, compiler *ast.Compiler, test *labTest) error {
	started := time.Now() //nolint:forbidigo // the quick tests run first, which decides nothing
	seen := &observer{looked: map[string]bool{}}
	passed, err := l.passes(ctx, compiler, test, seen)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%s fails without a mutation; mend the tests first: %w", test.name, err)
	case !passed:
		return fmt.Errorf("%s fails without a mutation; mend the tests first", test.name)
	}
	test.took, test.looked = time.Since(started), map[string]bool{}
	for rule := range seen.looked {
		if slices.ContainsFunc(compiler.GetRulesExact(ast.MustParseRef(rule)), decides) {
			test.looked[rule] = true
		}
	}
	return nil
}

// decides reports whether the rule belongs to the policy rather than its tests.
func decides(rule *ast.Rule) bool { return rule.Location != nil && !isTest(rule.Location.File) }

// looking are the tests that the mutant can fail, in two steps: those beside it,
// which need little else, and all others. A test that does not look up the rule
// runs for the mutant as it runs for the policy.
func (l *lab) looking(mutant *Mutant) [2][]*labTest {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	key := mutant.Path + " " + mutant.ref
	if known, has := l.cache[key]; has {
		return known
	}
	near, far := l.closures.tests(mutant.Path)
	found := [2][]*labTest{l.in(near, mutant.ref), l.in(far, mutant.ref)}
	l.cache[key] = found
	return found
}

func (l *lab) in(paths []string, ref string) []*labTest {
	var tests []*labTest
	for _, test := range l.tests {
		if test.looked[ref] && slices.Contains(paths, test.path) {
			tests = append(tests, test)
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

func (l *lab) credited(test *labTest) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return test.kills > 0
}

// run runs the tests on the mutant until one fails. Where tests are judged, those
// that have not failed for any mutant yet get their chance, too.
func (l *lab) run(ctx context.Context, mutant *Mutant, tests []*labTest) fate {
	compiler, err := l.compile(ctx, mutant, tests)
	switch {
	case ctx.Err() != nil:
		return untried
	case err != nil:
		return invalid
	}
	found := survived
	for _, test := range tests {
		if found == killed && (!l.judging || l.credited(test)) {
			continue
		}
		passed, err := l.passes(ctx, compiler, test, &observer{})
		switch {
		case ctx.Err() != nil:
			return untried
		case err != nil || !passed:
			found = killed
			l.credit(test)
		}
	}
	return found
}

// compile compiles the mutant with what the tests need, or alone with what it
// needs itself: no test may look at it, and still it must compile to be one.
func (l *lab) compile(ctx context.Context, mutant *Mutant, tests []*labTest) (*ast.Compiler, error) {
	module, err := ast.ParseModuleWithOpts(mutant.Path, mutant.Apply(l.tree.Files[mutant.Path]), parserOptions())
	if err != nil {
		return nil, err
	}
	paths := []string{mutant.Path}
	for _, test := range tests {
		paths = append(paths, test.path)
	}
	modules := map[string]*ast.Module{}
	for path := range l.closures.of(paths...) {
		modules[path] = l.modules[path]
	}
	modules[mutant.Path] = module
	return testCompiled(ctx, modules)
}
