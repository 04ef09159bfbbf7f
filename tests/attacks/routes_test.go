package attacks

import (
	"slices"
	"strings"
	"testing"

	"warder/engine/facts"
	"warder/handlers"
)

// row is one row of the route table: a route that is added there is attacked
// here without an edit.
type row struct {
	method, path string
	public       bool
	identity     bool // a machine identity may ask, or any caller
}

func (r row) params() []string {
	var params []string
	for segment := range strings.SplitSeq(r.path, "/") {
		if name, is := strings.CutPrefix(segment, ":"); is {
			params = append(params, name)
		}
	}
	return params
}

// table are the rows that are served.
func table(t *testing.T) []row {
	t.Helper()
	var rows []row
	for _, r := range handlers.Routes() {
		rows = append(rows, row{r.Method, r.Path, r.Public(), r.Public() || slices.Contains(r.Modes, facts.ModeIdentity)})
	}
	if len(rows) < 80 {
		t.Fatalf("the table has %d routes only", len(rows))
	}
	return rows
}
