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
	listed := func(test string) bool { return coveredBy(groups, test) }
	tests.table(out, database, cases, listed)
	tests.explain(out, cases, func(test string) bool { return all || listed(test) })
	suggest(out, tests, cases, listed, all)
	broken := tests.broken(cases, groups)
	for _, line := range broken {
		fmt.Fprintln(out, line)
	}
	n := tests.count(cases, everything)
	fmt.Fprintf(out, "%s: %d of %d groups hold\n", database, len(groups)-len(broken), len(groups))
	fmt.Fprintf(out, "%s: %d passed, %d failed, %d skipped\n", database, n[passed], n[failed], n[skipped])
	return len(broken) == 0
}

func everything(string) bool { return true }

// table has a line for every test of the suite, its cases counted.
func (r results) table(out io.Writer, database string, cases []string, listed func(string) bool) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name string, in func(string) bool) {
		n := r.count(cases, in)
		must := 0
		for _, test := range cases {
			if in(test) && listed(test) {
				must++
			}
		}
		fmt.Fprintf(table, "%d\t%d\t%d\t%d\t  %s\n", n[passed], n[failed], n[skipped], must, name)
	}
	fmt.Fprintf(table, "\npassed\tfailed\tskipped\tlisted\t  conformance on %s\n", database)
	last := ""
	for _, name := range cases {
		if top := topOf(name); top != last {
			line(top, func(test string) bool { return topOf(test) == top })
			last = top
		}
	}
	line("the whole suite", everything)
	_ = table.Flush() // a broken standard output is noticed by whoever reads it
}

func topOf(test string) string {
	top, _, _ := strings.Cut(test, "/")
	return top
}

// broken are the groups that do not hold: a case fails, or none passes.
func (r results) broken(cases []string, groups []group) []string {
	var lines []string
	for _, g := range groups {
		if n := r.count(cases, g.covers); n[failed] > 0 || n[passed] == 0 {
			lines = append(lines, fmt.Sprintf("must pass: %s (%d passed, %d failed, %d skipped)", g.text, n[passed], n[failed], n[skipped]))
		}
	}
	return lines
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
		top := topOf(name)
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
