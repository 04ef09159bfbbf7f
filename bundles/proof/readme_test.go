package proof

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// codeSpan is what a table writes as code.
var codeSpan = regexp.MustCompile("`([^`]+)`")

// The table of traps in policies/README.md is tried row by row: what the left
// column has is found, and what the right column has instead is not.
func TestTraps_of_the_README(t *testing.T) {
	text, err := os.ReadFile("../../policies/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "<!-- traps:")
	table, _, ended := strings.Cut(table, "<!-- end of traps -->")
	if !found || !ended {
		t.Fatal("policies/README.md has no table of traps")
	}
	rows := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if !strings.HasPrefix(line, "| `") || len(cells) != 3 {
			continue
		}
		rows++
		bad, good := codeSpan.FindAllStringSubmatch(cells[0], -1), codeSpan.FindAllStringSubmatch(cells[2], -1)
		t.Run(bad[0][1], func(t *testing.T) {
			if findings := findingsOf(t, bad[0][1], nil); len(findings) == 0 {
				t.Errorf("nothing is found in %s", bad[0][1])
			}
			if findings := findingsOf(t, good[0][1], good[1:]); len(findings) > 0 {
				t.Errorf("%s is to be written, and this is found: %v", good[0][1], findings)
			}
		})
	}
	if rows < 8 {
		t.Errorf("%d rows are tried", rows)
	}
}

// findingsOf puts the text into the rule of one's own, in place of the line of its
// kind, with the helpers it names, and says what a check finds.
func findingsOf(t *testing.T, text string, helpers [][]string) []Finding {
	place := `input.action.name == "readValue"`
	switch {
	case strings.HasPrefix(text, "obligation"):
		return findingsOf(t, place, append(helpers, []string{"", text + "\n\tinput.action.name == \"readValue\"\n}"}))
	case strings.HasSuffix(text, "if {"):
		place = `deny contains {"code": "own", "message": "no"} if {`
	case strings.HasPrefix(text, "{"):
		place = `{"code": "own", "message": "no"}`
	case strings.HasPrefix(text, "not "):
		place = "not _fine"
	}
	source := strings.Replace(trapRule, place, text, 1)
	for _, helper := range helpers {
		source += "\n" + helper[1] + "\n"
	}
	tree, options := shipped(t, map[string]string{ownPath: source, "authz/rules/own/own_test.rego": ownTest})
	return append(append(tree.Check(t.Context(), options), tree.Lint()...), tree.CheckCodes()...)
}
