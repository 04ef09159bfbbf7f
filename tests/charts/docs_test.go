package charts

import (
	"os"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/strvals"
)

// commands are the helm command lines of a page.
func commands(t *testing.T, page string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + page)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "helm ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// Each helm command of the documentation gives the chart values that it takes.
func TestDocs_helm_commands_render(t *testing.T) {
	lines := append(commands(t, "install.md"), commands(t, "upgrading.md")...)
	if len(lines) < 5 {
		t.Fatalf("found %v", lines)
	}
	for _, line := range lines {
		words := strings.Fields(line)
		if words[2] != "warder" || words[3] != strings.TrimPrefix(chart, "../../") {
			t.Errorf("%s: not of this chart", line)
		}
		set := map[string]any{}
		if strings.Contains(line, "reuse-values") {
			set = values(t, needed)
		}
		for i, word := range words {
			if word == "--set" {
				if err := strvals.ParseInto(words[i+1], set); err != nil {
					t.Errorf("%s: %v", line, err)
				}
			}
		}
		if text, err := rendered(set); err != nil {
			t.Errorf("%s: %v", line, err)
		} else {
			connected(t, decoded(t, text))
		}
	}
}
