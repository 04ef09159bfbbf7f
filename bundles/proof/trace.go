package proof

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// failedAt is the line of a test that was not true.
func (t *Tree) failedAt(result *tester.Result) string {
	if shown := trace(result.Trace); shown != "" {
		return shown
	}
	if result.FailedAt != nil && result.FailedAt.Location != nil {
		at := result.FailedAt.Location
		return fmt.Sprintf("%s:%d: not true: %s", t.Path(at.File), at.Row, strings.TrimSpace(string(at.Text)))
	}
	return ""
}

// trace is the last expression that was not true, with what its variables held.
func trace(events []*topdown.Event) string {
	for _, event := range slices.Backward(events) {
		expr, isExpr := event.Node.(*ast.Expr)
		if event.Op != topdown.FailOp || event.Location == nil || event.QueryID == 0 || !isExpr {
			continue
		}
		if _, every := expr.Terms.(*ast.Every); every {
			continue // what failed is in its body
		}
		var shown bytes.Buffer
		fmt.Fprintf(&shown, "line %d was not true:\n", event.Location.Row)
		if err := topdown.PrettyEvent(&shown, event, topdown.PrettyEventOpts{PrettyVars: true}); err != nil {
			return ""
		}
		return "\t" + strings.ReplaceAll(strings.TrimSpace(shown.String()), "\n", "\n\t")
	}
	return ""
}
