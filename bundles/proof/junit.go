package proof

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"` // none: what cannot be run is a failure of its step
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`

	took time.Duration
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Time    string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Skipped *struct{}     `xml:"skipped,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the proof as JUnit XML: a suite for each test package, and
// one for each other step whose findings are its failures.
func (p *Proof) WriteJUnit(w io.Writer) error {
	all := junitSuites{Name: "warder policy"}
	var took time.Duration
	for _, suite := range p.suites() {
		suite.Time = seconds(suite.took)
		took += suite.took
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Suites = append(all.Suites, *suite)
	}
	all.Time = seconds(took)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (p *Proof) suites() []*junitSuite {
	var suites []*junitSuite
	for _, step := range p.Steps {
		if step.Name == StepTest && p.Report != nil {
			suites = append(suites, p.Report.suites()...)
			continue
		}
		suites = append(suites, step.suite())
	}
	return suites
}

// suite is a step as a suite: one case that passed, or one for each finding.
func (s *Step) suite() *junitSuite {
	suite := &junitSuite{Name: "warder." + s.Name, took: s.Took}
	for _, finding := range s.Findings {
		if finding.Warning {
			continue
		}
		name := s.Name
		if finding.File != "" {
			name = fmt.Sprintf("%s:%d", finding.File, finding.Row)
		}
		suite.add(junitCase{Name: name, File: finding.File, Line: finding.Row, Time: "0", Failure: failure(s.Name, finding.Message)})
	}
	if suite.Tests == 0 {
		suite.add(junitCase{Name: s.Name, Time: seconds(s.Took)})
	}
	return suite
}

func (r *Report) suites() []*junitSuite {
	var suites []*junitSuite
	for _, c := range r.Cases {
		name := strings.TrimPrefix(c.Package, "data.")
		if last := len(suites) - 1; last < 0 || suites[last].Name != name {
			suites = append(suites, &junitSuite{Name: name})
		}
		suite := suites[len(suites)-1]
		one := junitCase{Name: c.Name, File: c.File, Line: c.Row, Time: seconds(c.Duration)}
		if c.Failed() {
			one.Failure = failure(StepTest, c.Problem+"\n"+c.Trace)
		}
		if c.Skipped {
			one.Skipped = &struct{}{}
		}
		suite.took += c.Duration
		suite.add(one)
	}
	return suites
}

func (s *junitSuite) add(c junitCase) {
	c.Class = s.Name
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Skipped != nil {
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func failure(step, text string) *junitFailure {
	message, _, _ := strings.Cut(text, "\n")
	return &junitFailure{Message: message, Type: step, Text: text}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
