package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"

	"warder/bundles"
)

// cases are the rows of a test that has named rows, or the test itself.
func (t *Tree) cases(modules map[string]*ast.Module, result *tester.Result) []Case {
	whole := Case{Package: result.Package, Name: result.Name, Duration: result.Duration, Skipped: result.Skip}
	if result.Location != nil {
		whole.File, whole.Row = t.Path(result.Location.File), result.Location.Row
	}
	switch {
	case result.Error != nil:
		whole.Problem = problem(result.Error)
	case result.Fail:
		whole.Problem, whole.Trace = "failed", t.failedAt(result)
	case hasRows(modules, result) && len(result.SubResults) == 0:
		whole.Problem = "no row of it ran: what it ranges over is undefined or empty"
	}
	var rows []Case
	for names, row := range result.SubResults.Iter {
		if len(row.SubResults) > 0 {
			continue
		}
		one := whole
		one.Name, one.Problem, one.Trace = result.Name+"/"+strings.Join(names, "/"), "", ""
		if row.Fail {
			one.Problem, one.Trace = "failed", trace(row.Trace)
		}
		rows = append(rows, one)
	}
	// A test may fail as a whole, too: by an error, or by having no row at all.
	if failed := slices.ContainsFunc(rows, func(c Case) bool { return c.Failed() }); len(rows) > 0 && (failed || !whole.Failed()) {
		return rows
	}
	if len(result.Output) > 0 && whole.Failed() {
		whole.Problem += "\nprinted: " + strings.TrimSpace(string(bytes.ToValidUTF8(result.Output, nil)))
	}
	return []Case{whole}
}

// hasRows reports whether the test names its rows: test_x[name] if { ... }.
func hasRows(modules map[string]*ast.Module, result *tester.Result) bool {
	if result.Location == nil || result.Skip || modules[result.Location.File] == nil {
		return false
	}
	return slices.ContainsFunc(modules[result.Location.File].Rules, func(rule *ast.Rule) bool {
		return placeOf(rule.Location) == placeOf(result.Location) && rule.Head.DocKind() == ast.PartialObjectDoc
	})
}

func problem(err error) string {
	if errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "cancel") {
		return fmt.Sprintf("ran longer than %v and was stopped: %v", bundles.TestTimeout, err)
	}
	return err.Error()
}
