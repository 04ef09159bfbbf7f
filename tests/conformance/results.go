package main

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strings"
)

// Outcomes of a test, as go test reports them.
const (
	passed  = "pass"
	failed  = "fail"
	skipped = "skip"
)

// result is how one test ended and what it printed.
type result struct {
	outcome string
	output  []string
}

// results are by the full name of the test.
type results map[string]*result

// event is a line of go test's JSON output.
type event struct{ Action, Test, Output string }

// parseResults reads the JSON output of go test. A test that began and did not
// end, because the run was cut off, has failed. Lines that belong to no test
// are returned too: they tell why nothing ran.
func parseResults(r io.Reader) (tests results, rest []string) {
	tests = results{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			rest = append(rest, lines.Text()) // what the compiler or a crash says
			continue
		}
		if e.Test == "" {
			if e.Action == "output" {
				rest = append(rest, strings.TrimRight(e.Output, "\n"))
			}
			continue
		}
		tests.add(e)
	}
	return tests, rest
}

func (r results) add(e event) {
	test := r[e.Test]
	if test == nil {
		test = &result{outcome: failed}
		r[e.Test] = test
	}
	switch e.Action {
	case passed, failed, skipped:
		test.outcome = e.Action
	case "output":
		test.output = append(test.output, strings.TrimRight(e.Output, "\n"))
	}
}

// cases are what is counted: tests without sub-tests, and a test that failed
// by itself although its sub-tests did not.
func (r results) cases() []string {
	var names []string
	for name, test := range r {
		parent, failing := false, false
		for other, sub := range r {
			if strings.HasPrefix(other, name+"/") {
				parent, failing = true, failing || sub.outcome == failed
			}
		}
		if !parent || test.outcome == failed && !failing {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
