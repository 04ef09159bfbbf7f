package proof

import (
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/cover"
)

// Uncovered is a run of lines that no test evaluates.
type Uncovered struct {
	Path       string // below the tree
	From, Till int    // inclusive
}

// uncovered lists what a report misses, by file and line.
func uncovered(report *cover.Report) []Uncovered {
	var found []Uncovered
	for _, path := range slices.Sorted(maps.Keys(report.Files)) {
		rows := map[int]bool{}
		for _, missed := range report.Files[path].NotCovered {
			for row := missed.Start.Row; row <= missed.End.Row; row++ {
				rows[row] = true
			}
		}
		for _, row := range slices.Sorted(maps.Keys(rows)) {
			if last := len(found) - 1; last >= 0 && found[last].Path == path && found[last].Till == row-1 {
				found[last].Till = row
				continue
			}
			found = append(found, Uncovered{Path: path, From: row, Till: row})
		}
	}
	return found
}

// Coverage are the lines of a file that the tests evaluate, and those that they do not,
// as runs from one line to another, both included.
type Coverage struct {
	Covered    [][2]int `json:"covered"`
	NotCovered [][2]int `json:"notCovered"`
}

func rangesOf(report *cover.Report) map[string]Coverage {
	files := make(map[string]Coverage, len(report.Files))
	for path, file := range report.Files {
		if !isTest(path) {
			files[path] = Coverage{runs(file.Covered), runs(file.NotCovered)}
		}
	}
	return files
}

// runs joins ranges that touch. A report has them in order.
func runs(ranges []cover.Range) [][2]int {
	joined := [][2]int{}
	for _, r := range ranges {
		if last := len(joined) - 1; last >= 0 && r.Start.Row <= joined[last][1]+1 {
			joined[last][1] = max(joined[last][1], r.End.Row)
			continue
		}
		joined = append(joined, [2]int{r.Start.Row, r.End.Row})
	}
	return joined
}

// CheckCoverage holds the measured coverage to a threshold in percent, and
// names every line below it. The figure is that of `opa test --coverage`.
func (t *Tree) CheckCoverage(report *Report, threshold float64) []Finding {
	if report == nil || report.Coverage == nil || report.Coverage.Coverage >= threshold {
		return nil
	}
	findings := []Finding{{
		Step: StepCoverage, Message: fmt.Sprintf("%.2f %% of the lines are covered, and %.2f %% must be", report.Coverage.Coverage, threshold),
	}}
	for _, missed := range uncovered(report.Coverage) {
		message := "no test evaluates this line"
		if missed.Till > missed.From {
			message = fmt.Sprintf("no test evaluates lines %d to %d", missed.From, missed.Till)
		}
		findings = append(findings, Finding{Step: StepCoverage, File: t.Path(missed.Path), Row: missed.From, Message: message})
	}
	return findings
}
