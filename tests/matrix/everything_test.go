package matrix

import (
	_ "embed"
	"strconv"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

//go:embed testdata/everything.txt
var stillRefused string

// remaining are the operations that no policy can make succeed: by the name of the
// cell, the status, and why.
func remaining(t *testing.T) map[string]int {
	t.Helper()
	found := map[string]int{}
	for line := range strings.Lines(stillRefused) {
		cells := strings.Fields(line)
		if len(cells) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		status, err := strconv.Atoi(cells[1])
		if err != nil || len(cells) < 3 {
			t.Fatalf("no operation, status and reason: %q", line)
		}
		found[cells[0]] = status
	}
	return found
}

// succeeds holds that an operation which the shipped policy refuses succeeds now,
// or is listed with the status that it has instead.
func succeeds(t *testing.T, listed map[string]int, name string, answer testserver.Answer) {
	t.Helper()
	want, isListed := listed[name]
	delete(listed, name)
	if !isListed {
		want = 200
	}
	if answer.Status != want {
		t.Errorf("%s: %s answered %d, want %d, or a line of tests/matrix/testdata/everything.txt that says why not: %s",
			name, answer.Request, answer.Status, want, answer.Body)
	}
	if codes := answer.Codes(); len(codes) > 0 {
		t.Errorf("%s: refused by a policy that permits everything: %v", name, codes)
	}
}

// No decision is in Go: where the policy permits everything, every operation that
// the shipped one refuses succeeds. What is left are proofs, malformed requests,
// conflicts, and what is not there.
func Test_nothing_but_the_policy_refuses(t *testing.T) {
	s, policy := testserver.Permissive(t, database.SQLite(t))
	listed := remaining(t)
	t.Run("project", func(t *testing.T) {
		refused(t, table, columns, operations, func(t *testing.T, run operation[*place], name, role string) {
			p := newPlace(t, s)
			caller := p.caller(t, role)
			succeeds(t, listed, "project/"+name, policy.Permitting(func() testserver.Answer { return run(t, caller, p) }))
		})
	})
	t.Run("organization", func(t *testing.T) {
		machines, persons := callers(t, s)
		others := &people{weak: s.NewPerson(t, "no-access"), strong: s.NewPerson(t, "admin")}
		refused(t, orgTable, orgColumns, orgOperations(others), func(t *testing.T, run operation[*tenant], name, role string) {
			x := newTenant(t, s, others, persons[role], role)
			defer x.end(t)
			succeeds(t, listed, "organization/"+name, policy.Permitting(func() testserver.Answer { return run(t, machines[role], x) }))
		})
	})
	t.Run("codes", func(t *testing.T) {
		for _, c := range refusals {
			if c.code == "setup_token_required" {
				continue // asked of a server of its own, which another policy decides
			}
			succeeds(t, listed, "codes/"+c.code, policy.Permitting(func() testserver.Answer { return c.run(t, s) }))
		}
	})
	for name := range listed {
		t.Errorf("%s is listed, and succeeds or is not refused", name)
	}
}

// refused runs the cells that a table says are refused.
func refused[Place any](
	t *testing.T, table string, columns []string, operations map[string]operation[Place],
	run func(t *testing.T, run operation[Place], name, role string),
) {
	t.Helper()
	for line := range strings.Lines(table) {
		cells := strings.Fields(line)
		if len(cells) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		for i, cell := range cells[1:] {
			if cell != "+" {
				run(t, operations[cells[0]], cells[0]+"/"+columns[i], columns[i])
			}
		}
	}
}
