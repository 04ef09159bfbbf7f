package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

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
	}
	if err := run(t.Context(), &out, short); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		text  string
		times int
	}{
		{"binary, MB ", 1}, {"one secret / one SELECT ", 2}, {"login / one INSERT ", 2}, {"list of 100, ms ", 2}, {"list of 1000, ms ", 2},
		{"p99 of one secret / of one SELECT ", 2}, {"memory after 100 mixed requests, MB ", 2}, {"all of them / half of them ", 2},
		{"start to first answer, ms ", 2}, {", at most ", 17},
	} {
		if got := strings.Count(out.String(), row.text); got != row.times {
			t.Errorf("%q is there %d times, want %d:\n%s", row.text, got, row.times, &out)
		}
	}
}

func Test_a_run_of_nothing_is_refused(t *testing.T) {
	for name, o := range map[string]options{
		"no rounds":        {Options: stand.Options{Warder: os.Args[0], Requests: 1, Connections: 1}},
		"no requests":      {Options: stand.Options{Warder: os.Args[0], Connections: 1}, rounds: 1},
		"no such binary":   {Options: stand.Options{Warder: "nowhere", Requests: 1, Connections: 1}, rounds: 1},
		"no such database": {Options: stand.Options{Warder: os.Args[0], Databases: []string{"oracle"}, Requests: 1, Connections: 1}, rounds: 1},
	} {
		if err := run(t.Context(), &bytes.Buffer{}, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
