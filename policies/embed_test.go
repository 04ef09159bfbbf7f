package policies_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/loader/filter"

	"warder/policies"
)

// A server of the embedded policy reads it like a bundle, and leaves out the
// tests by their file names.
func TestThe_embedded_policy_is_a_bundle(t *testing.T) {
	for name, skip := range map[string]filter.LoaderFilter{
		"with its tests":    nil,
		"without its tests": func(path string, _ fs.FileInfo, _ int) bool { return strings.HasSuffix(path, "_test.rego") },
	} {
		t.Run(name, func(t *testing.T) {
			files, err := bundle.NewFSLoader(policies.FS)
			if err != nil {
				t.Fatal(err)
			}
			read, err := bundle.NewCustomReader(files.WithFilter(skip)).Read()
			if err != nil {
				t.Fatal(err)
			}
			if read.Manifest.Revision == "" || len(*read.Manifest.Roots) != 1 {
				t.Errorf("manifest: %v", read.Manifest)
			}
			found := map[string]bool{}
			for _, module := range read.Modules {
				found[strings.TrimPrefix(module.Path, "/")] = true
				if skip != nil && strings.Contains(module.Parsed.Package.String(), "_test") {
					t.Errorf("%s would ship", module.Path)
				}
			}
			if !found["authz/main/main.rego"] || !found["authz/rules/guardrails/guardrails.rego"] {
				t.Error("the entry point and the guardrails are part of it")
			}
		})
	}
}
