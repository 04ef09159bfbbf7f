package engine

import (
	"slices"
	"strings"
	"testing"
)

func Test_the_files_of_the_policy_tell_what_their_metadata_says(t *testing.T) {
	e := start(t, map[string]string{secretsPath: describedSecrets})
	revision, files := e.RuleFiles()
	if revision != e.Revision() || len(files) < 2 {
		t.Fatalf("%d files of %v", len(files), revision)
	}
	at := slices.IndexFunc(files, func(f RuleFile) bool { return f.File == secretsPath })
	if at < 0 {
		t.Fatalf("%q is not among the files", secretsPath)
	}
	lines := strings.Split(describedSecrets, "\n")
	codes := 0
	for _, rule := range files[at].Rules {
		if !strings.HasPrefix(lines[rule.Line-1], rule.Name) {
			t.Errorf("line %d of rule %s is %q", rule.Line, rule.Name, lines[rule.Line-1])
		}
		if rule.EndLine < rule.Line || rule.EndLine > len(lines) {
			t.Errorf("rule %s ends in line %d", rule.Name, rule.EndLine)
		}
		if rule.Code != "" {
			codes++
			if rule.Title == "" || rule.Status == "" {
				t.Errorf("the denial in line %d says little: %+v", rule.Line, rule)
			}
		}
	}
	if codes == 0 {
		t.Error("no rule has a code")
	}
	for _, file := range files {
		if beneath(file.File, reservedRoot) {
			t.Errorf("%s is the engine's own", file.File)
		}
		if file.Guardrail != beneathAny(file.File, ownedRoots) {
			t.Errorf("%s: guardrail %v", file.File, file.Guardrail)
		}
		if _, source, found := e.Source(file.File); !found || source == "" {
			t.Errorf("%s has no source", file.File)
		}
	}
	if _, source, _ := e.Source(secretsPath); source != describedSecrets {
		t.Errorf("the source is %q", source)
	}
	if _, _, found := e.Source("authz/nowhere.rego"); found {
		t.Error("a file that is not there has a source")
	}
	nothing := &Engine{}
	if _, files := nothing.RuleFiles(); len(files) != 0 {
		t.Errorf("an engine without a policy has %d files", len(files))
	}
	if _, _, found := nothing.Source(secretsPath); found {
		t.Error("an engine without a policy has a source")
	}
}
