package proof

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"testing"
)

// element is what one element of a report may hold.
type element struct {
	required, optional []string // attributes
	numbers            []string // attributes that are numbers
	children           []string
}

// junitElements are the elements of a report as Ant writes it and Jenkins reads
// it, with file and line of a case, which GitLab and others read besides.
var junitElements = map[string]element{
	"testsuites": {required: []string{"tests", "failures", "time"}, optional: []string{"name", "errors"}, numbers: []string{"tests", "failures", "errors", "time"}, children: []string{"testsuite"}},
	"testsuite": {
		required: []string{"name", "tests", "failures", "errors", "time"}, optional: []string{"skipped", "timestamp", "hostname", "id", "package"},
		numbers: []string{"tests", "failures", "errors", "skipped", "time"}, children: []string{"properties", "testcase", "system-out", "system-err"},
	},
	"testcase": {required: []string{"name", "classname", "time"}, optional: []string{"file", "line"}, numbers: []string{"time", "line"}, children: []string{"skipped", "error", "failure", "system-out", "system-err"}},
	"failure":  {required: []string{"type"}, optional: []string{"message"}},
	"skipped":  {optional: []string{"message"}},
}

// misshapen are the ways in which a document is no report.
func misshapen(document []byte) []string {
	var problems []string
	within := []string{}
	decoder := xml.NewDecoder(bytes.NewReader(document))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return problems
		}
		if err != nil {
			return append(problems, err.Error())
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if parent := len(within) - 1; parent < 0 && name != "testsuites" || parent >= 0 && !slices.Contains(junitElements[within[parent]].children, name) {
				problems = append(problems, fmt.Sprintf("%s within %v", name, within))
			}
			problems = append(problems, wrongAttributes(token)...)
			within = append(within, name)
		case xml.EndElement:
			within = within[:len(within)-1]
		}
	}
}

func wrongAttributes(start xml.StartElement) []string {
	var problems, names []string
	shape := junitElements[start.Name.Local]
	for _, attribute := range start.Attr {
		name := attribute.Name.Local
		names = append(names, name)
		if !slices.Contains(shape.required, name) && !slices.Contains(shape.optional, name) {
			problems = append(problems, fmt.Sprintf("%s has %s", start.Name.Local, name))
		}
		if n, err := strconv.ParseFloat(attribute.Value, 64); slices.Contains(shape.numbers, name) && (err != nil || n < 0) {
			problems = append(problems, fmt.Sprintf("%s of %s is %q", name, start.Name.Local, attribute.Value))
		}
	}
	for _, name := range shape.required {
		if !slices.Contains(names, name) {
			problems = append(problems, fmt.Sprintf("%s lacks %s", start.Name.Local, name))
		}
	}
	return problems
}

func TestWriteJUnit_has_the_shape_that_Jenkins_and_Ant_know(t *testing.T) {
	skipping := &Proof{Report: &Report{Cases: []Case{{Package: "data.a_test", Name: "todo_test_b", Skipped: true}}}}
	skipping.Add(StepTest, func() []Finding { return nil })
	odd := &Proof{}
	odd.Add(StepCheck, func() []Finding {
		return []Finding{{Step: StepCheck, File: `a "<b>" & c.rego`, Message: "]]> \x00 \x1b[31m\nsecond line"}}
	})
	for name, proof := range map[string]*Proof{"findings": broken(t), "none": {}, "a skipped test": skipping, "characters that XML does not have": odd} {
		var written bytes.Buffer
		if err := proof.WriteJUnit(&written); err != nil {
			t.Fatal(err)
		}
		for _, problem := range misshapen(written.Bytes()) {
			t.Errorf("%s: %s\n%s", name, problem, &written)
		}
	}
	if got := misshapen([]byte(`<testsuites tests="x"><testcase/><failure/></testsuites>`)); len(got) < 6 {
		t.Errorf("of what is wrong it finds only %v", got)
	}
}
