package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown/cache"

	"warder/engine/input"
	"warder/engine/slotcache"
)

// program is one policy, compiled and checked. It never changes.
type program struct {
	revision Revision
	sources  map[string]string // the compiled sources, by path
	files    map[string]string // all of it, as its author has it; see Policy.Files
	data     map[string]any    // what store holds
	owned    map[string]bool   // the paths that are the binary's
	compiler *ast.Compiler
	query    *question
	store    storage.Store
	// snapshot reads the store for as long as the program lives. Nothing is
	// ever written there, so nothing waits for it to end.
	snapshot storage.Transaction
	values   cache.InterQueryValueCache // compiled regular expressions and globs
	handled  map[handledAction][]string // the packages that decide it
	remedies map[remedy]string
	decided  *slotcache.Cache[*Decision]
	// check compares the plan with topdown; nil for no comparison. Decisions that
	// a plan took are left behind once it falls, with the cache that they are in.
	check  *checker
	afresh *slotcache.Cache[*Decision]
	// readsRequestID reports whether a decision may depend on the id of its request.
	readsRequestID bool
	claims         claimsRead
}

// decisionQuery is the one question that a policy is asked. Nothing stands in
// for it, and nothing restates what it asks of the rules.
const decisionQuery = "data.authz.main.decision"

// maxCachedPatterns is how many patterns stay compiled between decisions. OPA
// keeps 100 by default, fewer than one large organization has.
const maxCachedPatterns = 4096

// prepare compiles the modules against their data and makes the query ready.
func prepare(ctx context.Context, policy Policy, modules map[string]*ast.Module, packages rulePackages, options Options) (*program, error) {
	digest, err := policy.Digest()
	if err != nil {
		return nil, err
	}
	p := &program{
		revision: Revision{Revision: policy.Revision, Digest: digest}, sources: policy.Modules, files: policy.Files, data: policy.Data, owned: paths(options.Guardrails), values: newValueCache(ctx),
		decided: slotcache.New[*Decision](maxDecisions, maxDecidedKey), afresh: slotcache.New[*Decision](maxDecisions, maxDecidedKey), readsRequestID: anyReads(refRequestID, modules),
		claims: findClaims(modules),
	}
	data := policy.Data
	if data == nil {
		data = map[string]any{}
	}
	p.store = inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true))
	if p.snapshot, err = p.store.NewTransaction(ctx); err != nil {
		return nil, fmt.Errorf("read policy data: %w", err)
	}
	compiler, err := compile(ctx, p, modules)
	if err != nil {
		return nil, err
	}
	p.compiler = compiler
	p.remedies = p.findRemedies()
	if err = p.ready(ctx, options); err != nil {
		return nil, err
	}
	if p.handled, err = p.indexActions(ctx, packages.with(exportHandles)); err != nil {
		return nil, err
	}
	if p.check = newChecker(p, options); p.check != nil && !slices.Contains(p.check.Compared, digest) {
		p.check.compare(ctx, p.samples(p.check.Requests))
	}
	return p, ctx.Err()
}

func paths(modules map[string]string) map[string]bool {
	found := map[string]bool{}
	for path := range modules {
		found[path] = true
	}
	return found
}

// known is where decisions are kept at the moment.
func (p *program) known() *slotcache.Cache[*Decision] {
	if p.query.planned == nil || p.query.byPlan() {
		return p.decided
	}
	return p.afresh
}

// ready makes the question ready that every request is put to.
func (p *program) ready(ctx context.Context, options Options) (err error) {
	ref := decisionQuery
	if options.asserting {
		ref = assertionQuery
	}
	if p.query, err = p.question(ref); err != nil || options.Evaluator == Topdown {
		return err
	}
	return p.query.plan(ctx, p, ref, options)
}

// compile checks types against the input's schema too: a misspelt fact would
// otherwise be an absent one, which a rule may take for an answer.
func compile(ctx context.Context, p *program, modules map[string]*ast.Module) (*ast.Compiler, error) {
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, input.SchemaDocument())
	compiler := ast.NewCompiler().
		WithCapabilities(Capabilities()).
		WithDefaultRegoVersion(ast.RegoV1).
		WithSchemas(schemas).
		WithPathConflictsCheck(storage.NonEmpty(ctx, p.store, p.snapshot)).
		SetErrorLimit(100)
	compiler.Compile(modules)
	if compiler.Failed() {
		return nil, orNil(compiler.Errors)
	}
	return compiler, nil
}

func newValueCache(ctx context.Context) cache.InterQueryValueCache {
	patterns := maxCachedPatterns
	return cache.NewInterQueryValueCache(ctx, &cache.Config{
		InterQueryBuiltinValueCache: cache.InterQueryBuiltinValueCacheConfig{MaxNumEntries: &patterns},
	})
}
