package main

import (
	"strings"
	"testing"
)

// Both forms are measured to the end: the expiry fails where a record is left.
func Test_both_forms_are_measured(t *testing.T) {
	out := &strings.Builder{}
	if err := run(t.Context(), out, options{records: 9000, projects: 2, forms: []int{0, 30}, expire: true}); err != nil {
		t.Fatalf("%v after\n%s", err, out)
	}
	for _, line := range []string{"one table", "30 partitions", "expiry of a day by Warder", "a partition replaced by what stays of it"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("no line %q in\n%s", line, out)
		}
	}
}
