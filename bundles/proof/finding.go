package proof

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Steps of a proof, as findings and reports name them.
const (
	StepFormat     = "format"
	StepCheck      = "check"
	StepLint       = "lint"
	StepCodes      = "codes"
	StepTest       = "test"
	StepCoverage   = "coverage"
	StepAssertions = "assertions"
	StepMutants    = "mutants"
)

// Finding is one thing that is wrong, and where.
type Finding struct {
	Step    string
	Message string
	File    string // empty for what concerns the whole policy
	Row     int    // from 1; 0 is the whole file
	Col     int
	Warning bool // worth knowing, and no reason to fail
}

// String is the finding in the form that editors follow: file:line: message.
func (f Finding) String() string {
	kind := f.Step
	if f.Warning {
		kind += " warning"
	}
	switch {
	case f.File == "":
		return fmt.Sprintf("%s: %s", kind, f.Message)
	case f.Row == 0:
		return fmt.Sprintf("%s: %s: %s", f.File, kind, f.Message)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Row, kind, f.Message)
}

// Failing counts the findings that are more than warnings.
func Failing(findings []Finding) int {
	n := 0
	for _, finding := range findings {
		if !finding.Warning {
			n++
		}
	}
	return n
}

// settled sorts findings by place and removes duplicates.
func settled(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.File == b.File && a.Row == b.Row && a.Message == b.Message
	})
}

// located are the problems with a place in a module among all that an error wraps.
func located(err error) (problems ast.Errors) {
	switch wrapped := err.(type) { //nolint:errorlint // looks at each layer by itself
	case ast.Errors:
		return wrapped
	case *ast.Error:
		return ast.Errors{wrapped}
	case interface{ Unwrap() []error }:
		for _, part := range wrapped.Unwrap() {
			problems = append(problems, located(part)...)
		}
	case interface{ Unwrap() error }:
		return located(wrapped.Unwrap())
	}
	return problems
}

// at is a finding at a place in a module, whose path is the tree's own.
func (t *Tree) at(step string, location *ast.Location, format string, args ...any) Finding {
	finding := Finding{Step: step, Message: fmt.Sprintf(format, args...)}
	if location != nil && location.File != "" {
		finding.File, finding.Row, finding.Col = t.Path(location.File), location.Row, location.Col
	}
	return finding
}

// findings makes one finding of each problem that OPA or the engine reports.
func (t *Tree) findings(step string, err error) []Finding {
	problems := located(err)
	if len(problems) == 0 {
		return []Finding{{Step: step, Message: err.Error()}}
	}
	found := make([]Finding, 0, len(problems))
	for _, problem := range problems {
		finding := t.at(step, problem.Location, "%s", problem.Message)
		if problem.Details != nil {
			for _, line := range problem.Details.Lines() {
				finding.Message += "\n\t" + line
			}
		}
		found = append(found, finding)
	}
	return found
}
