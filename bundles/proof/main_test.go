package proof

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"warder/bundles"
	"warder/engine"
	"warder/engine/input"
	"warder/policies"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// house is a policy in small that is as it must be. Tests add to it, or replace
// a part; an empty text removes one.
var house = map[string]string{
	".manifest": `{"revision": "7", "roots": ["authz"], "rego_version": 1}`,
	"authz/authz.rego": `# METADATA
# scope: subpackages
# title: A policy in small
# schemas:
#   - input: schema.input
package authz
`,
	"authz/rules/freeze/freeze.rego": `# METADATA
# title: Change freeze
package authz.rules.freeze

# METADATA
# title: Production is frozen
# description: Secrets of production are not written.
# custom:
#   code: change_freeze
#   status: 403
#   remediation: Wait.
deny contains {"code": "change_freeze", "message": "frozen"} if {
	input.resource.type == "secrets"
	input.resource.properties.environment in data.authz.frozen.environments
}
`,
	"authz/frozen/data.json": `{"environments": ["prod"]}`,
	"authz/rules/freeze/freeze_test.rego": `package authz.rules.freeze_test

import data.authz.rules.freeze

_of(environment) := {"resource": {"type": "secrets", "properties": {"environment": environment}}}

test_codes[name] if {
	some name, [environment, want] in {
		"prod": ["prod", {"change_freeze"}],
		"dev": ["dev", set()],
	}
	reasons := freeze.deny with input as _of(environment)
	{reason.code | some reason in reasons} == want
}
`,
}

// build makes a folder of the house with changes, and its schema.
func build(t *testing.T, changes map[string]string) *Tree {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{schemaPath: string(input.Schema())}
	for _, layer := range []map[string]string{house, changes} {
		for path, text := range layer {
			files[path] = text
		}
	}
	for path, text := range files {
		if text == "" {
			continue
		}
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// shipped is the policy of this repository, with changes.
func shipped(t *testing.T, changes map[string]string) (*Tree, engine.Options) {
	t.Helper()
	embedded, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := Open("../../policies")
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range changes {
		tree.Files[path] = text
		if text == "" {
			delete(tree.Files, path)
		}
	}
	return tree, engine.Options{Guardrails: engine.SystemModules(embedded.Modules), Required: []string{"tokens", "network"}}
}

// wantFinding expects exactly one failing finding, at the end of path and row,
// that says so.
func wantFinding(t *testing.T, findings []Finding, place, says string) {
	t.Helper()
	if len(findings) != 1 {
		t.Fatalf("found %v, want one finding at %s: %s", findings, place, says)
	}
	if text := findings[0].String(); !strings.Contains(text, place) || !strings.Contains(text, says) {
		t.Errorf("found %q, want it at %s and to say %q", text, place, says)
	}
}
