package bundles

import (
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// around is how many lines that did not change are shown beside one that did.
const around = 2

// Line is one line of a text that changed.
type Line struct {
	// Before and After are its numbers in the text of before and in that of now, from 1;
	// 0 where it is not there. Both are 0 for lines that did not change and are left out.
	Before, After int
	Text          string
}

// leftOut stands for lines that did not change.
const leftOut = "..."

// changedLines shows how one text became another.
func changedLines(before, after string) []Line {
	compare := diffmatchpatch.New()
	compare.DiffTimeout = 0 // the same texts, the same answer
	was, is, lines := compare.DiffLinesToChars(ended(before), ended(after))
	shown := shownLines{}
	parts := compare.DiffCharsToLines(compare.DiffMain(was, is, false), lines)
	for i, part := range parts {
		text := linesOf(part.Text)
		switch part.Type {
		case diffmatchpatch.DiffDelete:
			shown.add(text, true, false)
		case diffmatchpatch.DiffInsert:
			shown.add(text, false, true)
		case diffmatchpatch.DiffEqual:
			shown.beside(text, i == 0, i == len(parts)-1)
		}
	}
	return shown.lines
}

// wholeText shows a text that came, or went, as a whole.
func wholeText(text string, came bool) []Line {
	shown := shownLines{}
	shown.add(linesOf(ended(text)), !came, came)
	return shown.lines
}

func ended(text string) string { return strings.TrimSuffix(text, "\n") + "\n" }

func linesOf(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

// shownLines are the lines of a change, and how far both texts were read.
type shownLines struct {
	lines         []Line
	before, after int
}

func (s *shownLines) add(lines []string, went, came bool) {
	for _, text := range lines {
		line := Line{Text: text}
		if went {
			s.before++
			line.Before = s.before
		}
		if came {
			s.after++
			line.After = s.after
		}
		s.lines = append(s.lines, line)
	}
}

// beside is what of the unchanged lines stands beside a change.
func (s *shownLines) beside(lines []string, first, last bool) {
	from, till := around, len(lines)-around
	if first {
		from = 0
	}
	if last {
		till = len(lines)
	}
	if till <= from {
		s.add(lines, true, true)
		return
	}
	s.add(lines[:from], true, true)
	s.lines = append(s.lines, Line{Text: leftOut})
	s.before, s.after = s.before+till-from, s.after+till-from
	s.add(lines[till:], true, true)
}

// textOf marks lines that went by "- " and those that came by "+ ".
func textOf(lines []Line) string {
	var shown strings.Builder
	for _, line := range lines {
		mark := "  "
		switch {
		case line.Before == 0 && line.After == 0:
			mark = ""
		case line.After == 0:
			mark = "- "
		case line.Before == 0:
			mark = "+ "
		}
		shown.WriteString(mark + line.Text + "\n")
	}
	return shown.String()
}
