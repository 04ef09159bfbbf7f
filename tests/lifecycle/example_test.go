package lifecycle

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"warder/bundles"
	"warder/bundles/proof"
	"warder/engine"
	"warder/policies"
)

// example is one of docs/policies.md, whose two files stand below folder, over the
// shipped policy.
func example(t *testing.T, folder string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/policies.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile("(?m)^`"+folder+"/([a-z_/.]+)`\n\n```rego\n([^`]+)```").FindAllStringSubmatch(string(text), -1)
	if len(files) != 2 {
		t.Fatalf("found %d files", len(files))
	}
	for _, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(file[1]))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(file[2]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// proved are the findings of a proof of the folder.
func proved(t *testing.T, dir string, threshold float64) []proof.Finding {
	t.Helper()
	tree, err := proof.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	options := engine.Options{Guardrails: engine.SystemModules(embedded.Modules), Required: []string{"tokens", "network"}}
	return tree.Prove(t.Context(), proof.Options{Engine: options, Threshold: threshold}).Findings()
}
