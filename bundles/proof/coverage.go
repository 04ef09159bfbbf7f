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
