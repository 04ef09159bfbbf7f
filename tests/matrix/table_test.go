package matrix

import (
	"strings"
	"testing"

	"warder/tests/testserver"
)

// operation is one request of a caller about what was set up for it.
type operation[Place any] func(t *testing.T, c testserver.Client, p Place) testserver.Answer

// hold runs every cell of a table: rows are operations, columns are roles, and
// a cell is + for permitted or the one reason code of the refusal.
func hold[Place any](
	t *testing.T, table string, columns []string, operations map[string]operation[Place],
	run func(t *testing.T, run operation[Place], role string) testserver.Answer,
) {
	t.Helper()
	rows := 0
	for line := range strings.Lines(table) {
		cells := strings.Fields(line)
		if len(cells) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		rows++
		operation, known := operations[cells[0]]
		if !known || len(cells) != len(columns)+1 {
			t.Fatalf("the table has a line that is no row: %q", line)
		}
		for i, want := range cells[1:] {
			t.Run(cells[0]+"/"+columns[i], func(t *testing.T) {
				answer := run(t, operation, columns[i])
				if want == "+" {
					answer.Want(t, 200)
					return
				}
				if codes := answer.Codes(); len(codes) != 1 || codes[0] != want {
					t.Errorf("refused with %v, want %s: %s", codes, want, answer.Body)
				}
			})
		}
	}
	if rows != len(operations) {
		t.Errorf("the table has %d rows for %d operations", rows, len(operations))
	}
}
