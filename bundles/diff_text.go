package bundles

import (
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// around is how many lines that did not change are shown beside one that did.
const around = 2

// changedLines shows how one text became another.
func changedLines(before, after string) string {
	compare := diffmatchpatch.New()
	compare.DiffTimeout = 0 // the same texts, the same answer
	was, is, lines := compare.DiffLinesToChars(ended(before), ended(after))
	var shown strings.Builder
	parts := compare.DiffCharsToLines(compare.DiffMain(was, is, false), lines)
	for i, part := range parts {
		text := strings.SplitAfter(strings.TrimSuffix(part.Text, "\n"), "\n")
		switch part.Type {
		case diffmatchpatch.DiffDelete:
			marked(&shown, "- ", text)
		case diffmatchpatch.DiffInsert:
			marked(&shown, "+ ", text)
		case diffmatchpatch.DiffEqual:
			beside(&shown, text, i == 0, i == len(parts)-1)
		}
	}
	return shown.String()
}

func ended(text string) string { return strings.TrimSuffix(text, "\n") + "\n" }

// beside is what of the unchanged lines stands beside a change.
func beside(shown *strings.Builder, lines []string, first, last bool) {
	from, till := around, len(lines)-around
	if first {
		from = 0
	}
	if last {
		till = len(lines)
	}
	if till <= from {
		marked(shown, "  ", lines)
		return
	}
	marked(shown, "  ", lines[:from])
	marked(shown, "", []string{"..."})
	marked(shown, "  ", lines[till:])
}

func marked(shown *strings.Builder, mark string, lines []string) {
	for _, line := range lines {
		shown.WriteString(mark + strings.TrimSuffix(line, "\n") + "\n")
	}
}
