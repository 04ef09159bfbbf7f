package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A file of the tutorial: its path in backticks, then its text.
var tutorialFile = regexp.MustCompile("(?m)^`(policy/[a-z_/.]+)`\n\n```rego\n([^`]+)```")

// Every command of docs/policies.md does what it says when it is pasted, over
// the files that stand there. Those that ask a server are run by
// tests/lifecycle, in the page's order.
func TestPolicy_commands_of_the_tutorial_run(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "policies.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands, files := documented(t, "policies.md", "warder "), tutorialFile.FindAllStringSubmatch(string(text), -1)
	if len(commands) < 10 || len(files) != 3 {
		t.Fatalf("found %d commands and %d files", len(commands), len(files))
	}
	t.Chdir(t.TempDir())
	for i, command := range commands {
		if strings.Contains(command, " --server ") {
			continue
		}
		if code, out, problems := try(t, strings.Fields(command)[1:]...); code != exitOK {
			t.Errorf("%s: exit code %d: %s%s", command, code, out, problems)
		}
		if i > 0 {
			continue
		}
		for _, file := range files { // the folder was made
			if err := os.MkdirAll(filepath.Dir(file[1]), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file[1], []byte(file[2]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, file := range files {
		if formatted, err := os.ReadFile(file[1]); err != nil || string(formatted) != file[2] {
			t.Errorf("%s does not stand in the tutorial as fmt writes it (%v)", file[1], err)
		}
	}
}

// The workflow parses, and its commands are understood: over a policy that does
// not compile they fail as findings do, and leave both reports.
func TestPolicy_workflow_runs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "examples", "policy-ci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct {
				Uses, Run string
				With      map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	dir := newFolder(t, map[string]string{"authz/rules/own/own.rego": "package authz.rules.own\n\nowned if input.facts.tokn\n"})
	t.Chdir(filepath.Dir(dir))
	ran := 0
	for _, step := range workflow.Jobs["prove"].Steps {
		if command, is := strings.CutPrefix(step.Run, "warder "); is {
			ran++
			if code, out, problems := try(t, strings.Fields(command)...); code != exitError || !strings.Contains(out, "own.rego:3: check: ") {
				t.Errorf("%s: exit code %d: %s%s", command, code, out, problems)
			}
		}
		for _, input := range []string{"sarif_file", "path"} {
			if path := step.With[input]; path != "" {
				if _, err := os.Stat(path); err != nil {
					t.Errorf("%s uploads %s, which nothing wrote", step.Uses, path)
				}
			}
		}
	}
	if ran != 1 {
		t.Errorf("%d commands ran", ran)
	}
}
