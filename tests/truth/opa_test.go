package truth

import (
	"context"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/loader"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"warder/engine"
)

// opa is plain OPA with a folder of policy: its own loader, compiler and
// evaluator, as `opa eval` has them, and nothing of the project.
type opa struct {
	modules map[string]*ast.Module // by path below the folder
	data    map[string]any
}

func newOPA(t *testing.T, dir string) *opa {
	t.Helper()
	read, err := loader.NewFileLoader().AsBundle(dir)
	if err != nil {
		t.Fatal(err)
	}
	o := &opa{modules: map[string]*ast.Module{}, data: read.Data}
	for _, module := range read.Modules {
		path := strings.TrimPrefix(strings.TrimPrefix(module.Path, filepath.ToSlash(filepath.Clean(dir))), "/")
		if strings.HasSuffix(path, "_test.rego") {
			continue
		}
		if o.modules[path], err = ast.ParseModule(path, string(module.Raw)); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// with is the policy with some modules replaced, compiled; errors are those of
// the compiler, and name files.
func (o *opa) with(ctx context.Context, changed map[string]string) (*rego.PreparedEvalQuery, ast.Errors) {
	modules := maps.Clone(o.modules)
	var problems ast.Errors
	for path, source := range changed {
		module, err := ast.ParseModule(path, source)
		if err != nil {
			problems = append(problems, ast.NewError(ast.ParseErr, ast.NewLocation(nil, path, 1, 1), "%v", err))
			continue
		}
		modules[path] = module
	}
	if len(problems) > 0 {
		return nil, problems
	}
	compiler := ast.NewCompiler().SetErrorLimit(0)
	if compiler.Compile(modules); compiler.Failed() {
		return nil, compiler.Errors
	}
	query, err := rego.New(
		rego.Query("data.authz.main.decision"), rego.Compiler(compiler), rego.Store(inmem.NewFromObject(o.data)), rego.StrictBuiltinErrors(true),
	).PrepareForEval(ctx)
	if err != nil {
		return nil, ast.Errors{ast.NewError(ast.CompileErr, nil, "%v", err)}
	}
	return &query, nil
}

// said is a decision as both sides are compared: its document, or why there is
// none. Two are one if they are equal.
type said string

const (
	failed    said = "an error"
	undefined said = "undefined"
	// unusable is a document that no server may obey, such as one that permits
	// with reasons against it. The engine calls it an error, and denies.
	unusable said = "an unusable document"
)

// document is what main promises.
type document struct {
	Permitted   *bool          `json:"permitted"`
	Reasons     []reasonOf     `json:"reasons"`
	Visible     []reasonOf     `json:"visible"`
	Grants      []string       `json:"grants"`
	Missing     []permissionOf `json:"missing"`
	Obligations []string       `json:"obligations"`
}

type reasonOf struct {
	Code    *string `json:"code"`
	Message *string `json:"message"`
	Rule    string  `json:"rule"`
}

type permissionOf struct {
	Action     *string                   `json:"action"`
	Subject    *string                   `json:"subject"`
	Conditions map[string]map[string]any `json:"conditions,omitempty"`
}

// plainly asks plain OPA.
func plainly(ctx context.Context, query *rego.PreparedEvalQuery, input any, more ...rego.EvalOption) said {
	results, err := query.Eval(ctx, append(more, rego.EvalInput(input))...)
	switch {
	case err != nil:
		return failed
	case len(results) == 0:
		return undefined
	}
	var read document
	if fields, isObject := results[0].Expressions[0].Value.(map[string]any); !isObject || !onlyPromised(fields) {
		return unusable
	}
	text, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil || json.Unmarshal(text, &read) != nil || !read.usable() {
		return unusable
	}
	return written(read)
}

func onlyPromised(fields map[string]any) bool {
	for name := range fields {
		if !slices.Contains([]string{"permitted", "reasons", "visible", "grants", "missing", "obligations"}, name) {
			return false
		}
	}
	return true
}

func (d *document) usable() bool {
	named := func(r reasonOf) bool { return r.Code != nil && *r.Code != "" && r.Message != nil }
	for _, reason := range slices.Concat(d.Reasons, d.Visible) {
		if !named(reason) {
			return false
		}
	}
	if slices.ContainsFunc(d.Missing, func(p permissionOf) bool { return p.Action == nil || p.Subject == nil }) {
		return false
	}
	switch {
	case d.Permitted == nil:
		return false
	case *d.Permitted:
		return len(d.Reasons)+len(d.Visible)+len(d.Missing) == 0 && len(d.Grants) > 0
	}
	return len(d.Reasons) > 0 && len(d.Visible) > 0
}

// served is what the engine says.
func served(decision *engine.Decision) said {
	if first := decision.Reasons; len(first) == 1 && first[0].Rule == "" {
		switch first[0].Code {
		case engine.PolicyError:
			return failed
		case engine.PolicyUndefined:
			return undefined
		case engine.PolicyTimeout, engine.PolicyMissing:
			return said(first[0].Code)
		}
	}
	text, err := json.Marshal(decision)
	var read document
	if err != nil || json.Unmarshal(text, &read) != nil {
		return unusable
	}
	return written(read)
}

func written(d document) said {
	for _, list := range []*[]string{&d.Grants, &d.Obligations} {
		if *list == nil {
			*list = []string{}
		}
	}
	for _, list := range []*[]reasonOf{&d.Reasons, &d.Visible} {
		if *list == nil {
			*list = []reasonOf{}
		}
	}
	if d.Missing == nil {
		d.Missing = []permissionOf{}
	}
	text, err := json.Marshal(d)
	if err != nil {
		return said(err.Error())
	}
	return said(text)
}

// agree is whether the server says what plain OPA says.
func agree(plain, served said) bool {
	return plain == served || plain == unusable && (served == failed || served == undefined)
}
