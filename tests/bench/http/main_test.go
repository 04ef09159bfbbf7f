package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"warder/tests/bench/stand"
)

// The floor is this program again.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && strings.HasPrefix(os.Args[1], "--floor=") {
		main()
		return
	}
	os.Exit(m.Run())
}

func Test_a_short_run_measures_every_line_on_both_databases(t *testing.T) {
	var out bytes.Buffer
	short := options{
		Options: stand.Options{Warder: stand.Build(t), Databases: stand.Databases, Requests: 20, Connections: 2}, rounds: 1, memory: 100, starts: 1,
		idle: time.Millisecond, machines: 2,
	}
	if err := run(t.Context(), &out, short); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		"binary", "floor: hello", "floor: one SELECT", "floor: one INSERT", "one secret", "one secret, durable", "one secret, role of 10", "refusal", "login", "login by a JWT",
		"new secret", "list of 100", "list of 1000", "one secret / one SELECT", "one secret, durable / one SELECT", "role of 200 rules / of 10",
		"refusal / one secret", "login / one INSERT", "login by a JWT / login", "new secret / one INSERT", "p99 of one secret / of one SELECT",
		"p99 of one secret, durable / of one SELECT", "memory after 100 mixed requests", "memory, all of them / half of them",
		"idle, ms of CPU a second", "start to first answer",
	} {
		if !regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(row) + ` \| [\d.]+[^|]* \| [\d.]+[^|]* \| `).MatchString(out.String()) {
			t.Errorf("the table has no row %q with both databases:\n%s", row, &out)
		}
	}
}

func Test_the_table_says_what_missed_its_budget_and_where(t *testing.T) {
	var out bytes.Buffer
	found := &results{kinds: stand.Databases}
	found.add("", "both", 3, 4, "")
	found.add("sqlite", "one", 1, 2, " x")
	found.add("postgres", "one", 3.456, 3, " x")
	found.add("sqlite", "none", 25, 0, " MB")
	found.add("postgres", "none", 5, 4, " MB")
	found.add("sqlite", "each", 25, 1, "")
	found.add("postgres", "each", 5, 1, "")
	found.print(&out)
	const want = `
| | sqlite | postgres | budget | |
|---|---|---|---|---|
| both | 3.00 | 3.00 | 4.00 | met |
| one | 1.00 x | 3.46 x | 2.00, 3.00 | missed on postgres |
| none | 25 MB | 5.00 MB | 4.00 | missed on postgres |
| each | 25 | 5.00 | 1.00 | missed |
`
	if got := out.String(); got != want {
		t.Errorf("%s", got)
	}
}

func Test_a_run_of_nothing_is_refused(t *testing.T) {
	for name, o := range map[string]options{
		"no rounds":        {Options: stand.Options{Warder: os.Args[0], Requests: 1, Connections: 1}},
		"no machines":      {Options: stand.Options{Warder: os.Args[0], Requests: 1, Connections: 1}, rounds: 1},
		"no requests":      {Options: stand.Options{Warder: os.Args[0], Connections: 1}, rounds: 1, machines: 1},
		"no such binary":   {Options: stand.Options{Warder: "nowhere", Requests: 1, Connections: 1}, rounds: 1, machines: 1},
		"no such database": {Options: stand.Options{Warder: os.Args[0], Databases: []string{"oracle"}, Requests: 1, Connections: 1}, rounds: 1, machines: 1},
	} {
		if err := run(t.Context(), &bytes.Buffer{}, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
