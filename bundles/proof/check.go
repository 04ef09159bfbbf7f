package proof

import (
	"context"
	"encoding/json"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"warder/bundles"
	"warder/engine"
	"warder/engine/input"
)

// errorLimit is how many problems the compiler collects before it gives up.
const errorLimit = 200

// Check finds problems of the policy before anything is evaluated: the strict check of
// `opa check` against the schema of the input, and everything for which an engine of these
// options would refuse it. Options supply the modules of the binary; their policy is
// ignored.
func (t *Tree) Check(ctx context.Context, options engine.Options) []Finding {
	modules, findings := t.parse()
	if len(findings) > 0 {
		return findings
	}
	findings = append(t.compile(ctx, modules), t.admit(ctx, options)...)
	return settled(append(findings, t.stale(options)...))
}

// compile is `opa check --strict -s`, with fewer built-in functions.
func (t *Tree) compile(ctx context.Context, modules map[string]*ast.Module) []Finding {
	policy, err := t.Policy()
	if err != nil {
		return t.findings(StepCheck, err)
	}
	compiler, err := newCompiler(ctx, policy.Data)
	if err != nil {
		return t.findings(StepCheck, err)
	}
	if compiler.WithStrict(true).Compile(copied(modules)); compiler.Failed() {
		return t.findings(StepCheck, compiler.Errors)
	}
	return nil
}

// newCompiler is the one that tests and checks share.
func newCompiler(ctx context.Context, data map[string]any) (*ast.Compiler, error) {
	store := storeOf(data)
	snapshot, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	var schema any
	if err := json.Unmarshal(input.Schema(), &schema); err != nil {
		return nil, err
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.MustParseRef("schema.input"), schema)
	return ast.NewCompiler().
		SetErrorLimit(errorLimit).
		WithCapabilities(bundles.TestCapabilities()).
		WithDefaultRegoVersion(ast.RegoV1).
		WithSchemas(schemas).
		WithUseTypeCheckAnnotations(true).
		WithEnablePrintStatements(true).
		WithPathConflictsCheck(storage.NonEmpty(ctx, store, snapshot)), nil
}

func storeOf(data map[string]any) storage.Store {
	if data == nil {
		data = map[string]any{}
	}
	return inmem.NewFromObject(data)
}

// copied keeps the parsed modules as they are; compiling changes them.
func copied(modules map[string]*ast.Module) map[string]*ast.Module {
	copies := make(map[string]*ast.Module, len(modules))
	for path, module := range modules {
		copies[path] = module.Copy()
	}
	return copies
}

// admit is what a server would say to the policy.
func (t *Tree) admit(ctx context.Context, options engine.Options) []Finding {
	policy, err := t.Policy()
	if err != nil {
		return t.findings(StepCheck, err)
	}
	options.Policy = policy
	if _, err := engine.New(ctx, options); err != nil {
		return t.findings(StepCheck, err)
	}
	return nil
}

// stale finds what the folder carries and the server does not heed: copies of
// the server's own modules, and a schema, that are not this version's.
func (t *Tree) stale(options engine.Options) []Finding {
	var findings []Finding
	for path, source := range options.Guardrails {
		if own, has := t.Files[path]; has && own != source {
			findings = append(findings, Finding{
				Step: StepCheck, File: t.Path(path), Warning: true,
				Message: "differs from the server's own, which decides in its place; put rules of your own below authz/rules",
			})
		}
	}
	if t.schema != "" && t.schema != string(input.Schema()) {
		findings = append(findings, Finding{
			Step: StepCheck, File: t.Path(schemaPath), Warning: true,
			Message: "is not this version's schema, so plain `opa check` looks for other facts; `warder policy schema` prints it",
		})
	}
	return findings
}
