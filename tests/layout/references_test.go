package layout

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// section is a reference to a section of a document by its number.
var section = regexp.MustCompile(`docs/contract\.md (\d+(?:\.\d+)?)`)

// absent are names of papers that are not in the repository.
var absent = regexp.MustCompile(`\b(?:DESIGN|CONTRACT|PERFORMANCE|CLIENTS|FAULTS|AUTH_METHODS) ?(?:section |\d)`)

// problemsOf are the references of a text that lead nowhere.
func problemsOf(text string, sections map[string]bool) []string {
	problems := absent.FindAllString(text, -1)
	for _, found := range section.FindAllStringSubmatch(text, -1) {
		if !sections[found[1]] {
			problems = append(problems, found[0])
		}
	}
	return problems
}

// sectionsOf are the numbers of the headings of a document.
func sectionsOf(t *testing.T, path string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (\d+(?:\.\d+)?)[. ]`).FindAllStringSubmatch(string(text), -1) {
		sections[heading[1]] = true
	}
	if len(sections) < 40 {
		t.Fatalf("%s has %d numbered sections", path, len(sections))
	}
	return sections
}

func TestReferences_lead_somewhere(t *testing.T) {
	sections := sectionsOf(t, "docs/contract.md")
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--", "*.go", "*.rego", "*.md", "*.sql", "*.yml", "*.yaml", "Makefile")
	list.Dir = root
	output, err := list.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	read := 0
	for path := range strings.SplitSeq(strings.Trim(string(output), "\x00"), "\x00") {
		if path == "docs/contract.md" || strings.HasPrefix(path, "tests/layout/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		if os.IsNotExist(err) {
			continue // deleted, and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		read++
		for _, problem := range problemsOf(string(text), sections) {
			t.Errorf("%s refers to %q, which is not in the repository", path, problem)
		}
	}
	if read < 500 {
		t.Errorf("read %d files", read)
	}
}

func TestReferences_that_lead_nowhere_are_found(t *testing.T) {
	sections := map[string]bool{"2.18": true}
	for text, want := range map[string]int{
		"as docs/contract.md 2.18 says": 0, "see docs/contract.md 9.9": 1, "(CONTRACT 2.18)": 1, "(DESIGN section 7)": 1, "a CONTRACT between two": 0,
	} {
		if got := problemsOf(text, sections); len(got) != want {
			t.Errorf("%q: found %q, want %d", text, got, want)
		}
	}
}
