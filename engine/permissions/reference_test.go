package permissions_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"warder/engine/globs/globstest"
	"warder/engine/input"
	"warder/engine/permissions"
)

// target is a resource type and an action.
type target struct{ resourceType, action string }

// place is what a request of the property tests is about. Missing fields are
// nil; secretTags have no value that differs from having none.
type place struct {
	environment, path, name, identity *string
	tags                              []string
}

func (p place) properties() input.Properties {
	return input.Properties{
		Environment: p.environment, SecretPath: p.path, SecretName: p.name, SecretTags: p.tags, IdentityID: p.identity,
		Keys: permissions.Keys(p.environment, p.path),
	}
}

func (p place) describe() string {
	text, _ := json.Marshal(p.properties())
	return string(text)
}

// field returns the value of a field and whether the place has it.
func (p place) field(name string) (values []string, list, ok bool) {
	one := map[string]*string{
		permissions.FieldEnvironment: p.environment, permissions.FieldSecretPath: p.path, permissions.FieldSecretName: p.name, permissions.FieldIdentityID: p.identity,
	}[name]
	if name == permissions.FieldSecretTags {
		return p.tags, true, len(p.tags) > 0
	}
	if one == nil {
		return nil, false, false
	}
	return []string{*one}, false, true
}

// referencePermits evaluates raw rules as docs/contract.md 3.3
// describes it, with denials last. It shares nothing with Compile.
func referencePermits(rules []permissions.Rule, form permissions.Form, at target, p place) bool {
	applies := func(inverted bool) bool {
		return slices.ContainsFunc(rules, func(rule permissions.Rule) bool {
			return rule.Inverted == inverted && referenceAbout(rule, form, at) && referenceMeets(rule, at.resourceType, p)
		})
	}
	return applies(false) && !applies(true)
}

func referenceAbout(rule permissions.Rule, form permissions.Form, at target) bool {
	subjects := []string{at.resourceType, permissions.AnyType}
	if form == permissions.FormV1 && (at.resourceType == "secret-folders" || at.resourceType == "secret-imports") {
		subjects = append(subjects, "secrets")
	}
	actions := []string{at.action, permissions.AnyAction}
	if at.resourceType == "secrets" && (at.action == "describeSecret" || at.action == "readValue") {
		actions = append(actions, "read")
	}
	overlap := func(one, other []string) bool {
		return slices.ContainsFunc(one, func(s string) bool { return slices.Contains(other, s) })
	}
	return overlap(rule.Subjects, subjects) && overlap(rule.Actions, actions)
}

func referenceMeets(rule permissions.Rule, resourceType string, p place) bool {
	for field, operators := range rule.Conditions {
		if !rule.Inverted && !slices.Contains(permissions.KnownFields(resourceType), field) {
			continue
		}
		for operator, operand := range operators {
			if !referenceHolds(operator, operand, p, field) {
				return false
			}
		}
	}
	return true
}

func referenceHolds(operator string, operand any, p place, field string) bool {
	values, list, ok := p.field(field)
	if !ok {
		return operator == permissions.OpNe
	}
	switch operator {
	case permissions.OpEq:
		return slices.Contains(values, operand.(string))
	case permissions.OpNe:
		return !slices.Contains(values, operand.(string))
	case permissions.OpIn:
		return slices.ContainsFunc(values, func(v string) bool { return slices.Contains(operand.([]string), v) })
	case permissions.OpGlob:
		return !list && globstest.Match(operand.(string), values[0])
	}
	return false
}

// prepareBatch prepares one rule of testdata/batch over the shipped libraries.
func prepareBatch(t testing.TB, query string) rego.PreparedEvalQuery {
	t.Helper()
	prepared, err := rego.New(
		rego.Query("data.batch."+query), rego.StrictBuiltinErrors(true), rego.Compiler(compiledBatch(t)),
		rego.Store(inmem.NewFromObject(batchData(t))),
	).PrepareForEval(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return prepared
}

func batchData(t testing.TB) map[string]any {
	t.Helper()
	return map[string]any{"authz": map[string]any{"roles": anyOf(t, permissions.BuiltInRoles(t))}}
}

// compiledBatch are the shipped libraries and testdata/batch.
func compiledBatch(t testing.TB) *ast.Compiler {
	t.Helper()
	modules := map[string]*ast.Module{}
	for _, pattern := range []string{"../../policies/authz/lib/*/*.rego", "testdata/batch/*.rego"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if name := filepath.Base(file); name == "reference_test.rego" || !strings.HasSuffix(name, "_test.rego") {
				modules[file] = ast.MustParseModuleWithOpts(string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
			}
		}
	}
	compiler := ast.NewCompiler().WithDefaultRegoVersion(ast.RegoV1)
	if compiler.Compile(modules); compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	return compiler
}

// anyOf turns a value into what JSON would make of it.
func anyOf(t testing.TB, value any) map[string]any {
	t.Helper()
	var plain map[string]any
	if err := json.Unmarshal([]byte(permissions.AsJSON(t, value)), &plain); err != nil {
		t.Fatal(err)
	}
	return plain
}

// askBatch evaluates a prepared batch and decodes its answer.
func askBatch[T any](t fataler, prepared rego.PreparedEvalQuery, input any) T {
	var answer T
	raw, err := json.Marshal(input)
	if err != nil {
		t.Fatalf("%v", err)
	}
	question, err := ast.ValueFromReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v", err)
	}
	results, err := prepared.Eval(context.Background(), rego.EvalParsedInput(question))
	if err != nil || len(results) != 1 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	raw, err = json.Marshal(results[0].Expressions[0].Value)
	if err == nil {
		err = json.Unmarshal(raw, &answer)
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
	return answer
}

// fataler is a test or a property.
type fataler interface{ Fatalf(string, ...any) }
