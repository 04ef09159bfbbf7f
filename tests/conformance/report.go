package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// shown is how many lines of a list are printed unless all are asked for.
const shown = 25

// report prints what passed and what could be listed, and is true if every
// group holds.
func report(out io.Writer, database string, groups []group, tests results, all bool) bool {
	cases := tests.cases()
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\nconformance on %s\tpassed\tfailed\tskipped\t\n", database)
	holds := true
	for _, g := range groups {
		n := tests.count(cases, g.covers)
		verdict := ""
		if n[failed] > 0 || n[passed] == 0 {
			verdict, holds = "<- must pass", false
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%s\n", g.text, n[passed], n[failed], n[skipped], verdict)
	}
	n := tests.count(cases, func(string) bool { return true })
	fmt.Fprintf(table, "the whole suite\t%d\t%d\t%d\t\n", n[passed], n[failed], n[skipped])
	_ = table.Flush() // a broken standard output is noticed by whoever reads it
	listed := func(test string) bool { return coveredBy(groups, test) }
	tests.explain(out, cases, func(test string) bool { return all || listed(test) })
	suggest(out, tests, cases, listed, all)
	fmt.Fprintf(out, "%s: %d passed, %d failed, %d skipped\n", database, n[passed], n[failed], n[skipped])
	return holds
}

func coveredBy(groups []group, test string) bool {
	for _, g := range groups {
		if g.covers(test) {
			return true
		}
	}
	return false
}

func (r results) count(cases []string, in func(string) bool) map[string]int {
	n := map[string]int{}
	for _, name := range cases {
		if in(name) {
			n[r[name].outcome]++
		}
	}
	return n
}

// explain shows what the failing tests that matter said.
func (r results) explain(out io.Writer, cases []string, matters func(string) bool) {
	for _, name := range cases {
		if r[name].outcome == failed && matters(name) {
			fmt.Fprintf(out, "\n%s failed:\n%s\n", name, strings.Join(r[name].output, "\n"))
		}
	}
}

// suggest names what passes without being listed: whole tests first, then the
// cases of those that do not pass as a whole.
func suggest(out io.Writer, tests results, cases []string, listed func(string) bool, all bool) {
	var whole, single []string
	for _, name := range cases {
		top, _, _ := strings.Cut(name, "/")
		switch {
		case listed(name) || tests[name].outcome != passed:
		case tests[top] == nil || tests[top].outcome != passed:
			single = append(single, name)
		case !slices.Contains(whole, top):
			whole = append(whole, top)
		}
	}
	lines := slices.Concat(whole, single)
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(out, "\npasses without being listed, could be added:\n")
	for i, line := range lines {
		if i == shown && !all {
			fmt.Fprintf(out, "  and %d more, shown by -v\n", len(lines)-i)
			break
		}
		fmt.Fprintln(out, " ", line)
	}
	fmt.Fprintln(out)
}
