package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/bench/stand"
)

func Test_a_short_run_measures_every_size_on_both_databases(t *testing.T) {
	var out bytes.Buffer
	short := options{
		Options:    stand.Options{Warder: stand.Build(t), Databases: stand.Databases, Requests: 20, Connections: 2},
		identities: []int{10}, secrets: []int{1200}, replicas: true, plot: filepath.Join(t.TempDir(), "new", "scale.svg"),
	}
	if err := run(t.Context(), &out, short); err != nil {
		t.Fatal(err)
	}
	for text, times := range map[string]int{
		"        10       1100 ": 2, "        10       1200 ": 2, "one secret        login  list of 100        write\n": 2,
		"  1: ": 1, "  2: ": 1, "two against one: ": 1,
	} {
		if got := strings.Count(out.String(), text); got != times {
			t.Errorf("%q is there %d times, want %d:\n%s", text, got, times, &out)
		}
	}
	picture, err := os.ReadFile(short.plot)
	if err != nil || !strings.Contains(string(picture), "sqlite, list of 100") || !strings.Contains(string(picture), "postgres, write") {
		t.Errorf("the picture lacks a line: %v", err)
	}
}

func Test_a_run_of_nothing_is_refused(t *testing.T) {
	if err := run(t.Context(), &bytes.Buffer{}, options{Options: stand.Options{Warder: os.Args[0]}}); err == nil {
		t.Error("no error")
	}
}
