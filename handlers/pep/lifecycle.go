package pep

import (
	"context"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/replay"
	"warder/models"
)

// Finding is one thing that is wrong with a policy, and where.
type Finding struct {
	Step    string `json:"step"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"`
	Row     int    `json:"row,omitempty"`
	Col     int    `json:"col,omitempty"`
	Warning bool   `json:"warning,omitempty"`
}

// PolicyTests are what the tests of a policy came to; none was run of one that does
// not compile.
type PolicyTests struct {
	Findings []Finding
	Tests    []PolicyTest
	Coverage map[string]LineCoverage // by path
}

// PolicyTest is one test, or one named row of it.
type PolicyTest struct {
	Name    string `json:"name"` // with its package
	File    string `json:"file"`
	Line    int    `json:"line"`
	Passed  bool   `json:"passed"`
	Skipped bool   `json:"skipped,omitempty"` // its name starts with todo_
	Output  string `json:"output"`            // why it failed
}

// LineCoverage are the lines of a file that tests evaluate, and those that they do not,
// as runs from one line to another, both included.
type LineCoverage struct {
	Covered    [][2]int `json:"covered"`
	NotCovered [][2]int `json:"notCovered"`
}

// PolicyCoverage is what the tests of a policy cover, once that was measured.
type PolicyCoverage struct {
	State   string
	Problem string                  // why it could not be measured
	Files   map[string]LineCoverage // by path
}

// States of a measurement.
const (
	CoverageMeasuring = "measuring"
	CoverageMeasured  = "measured"
	CoverageFailed    = "failed"
)

// Prover and Rollout are interfaces because handlers know neither bundles nor the
// processes that policies run in: cmd/service has both.

// Prover runs untrusted policies within bounds of time and memory, and stops them when
// the context ends.
type Prover interface {
	// Unpack gives the files of a bundle as it travels.
	Unpack(archive []byte) (map[string]string, error)
	// Prove formats, compiles and tests files by path; nothing found is good.
	Prove(ctx context.Context, files map[string]string) ([]Finding, error)
	// Check is Prove without the tests, which take most of its time.
	Check(ctx context.Context, files map[string]string) ([]Finding, error)
	// Test is Prove with what every test came to.
	Test(ctx context.Context, files map[string]string) (*PolicyTests, error)
	// Format gives the files that are to be written otherwise, and what cannot be read.
	Format(ctx context.Context, files map[string]string) (map[string]string, []Finding, error)
	// Coverage is what the tests of the policy in force cover. The first to ask has it
	// measured, and does not wait.
	Coverage(digest string, files func() map[string]string) PolicyCoverage
	// Explain says why a policy would answer a request as it does.
	Explain(ctx context.Context, policy engine.Policy, request *input.Request) (engine.Explanation, error)
	// Candidate makes a decider of a policy. The caller closes it.
	Candidate(ctx context.Context, policy engine.Policy) (Trial, error)
}

// Trial decides by a policy that was sent.
type Trial interface {
	replay.DecisionPoint
	// Close says why not everything was decided that was asked; nil if all was.
	Close() error
}

// Rollout puts the policy in force, on this server, that the database names.
type Rollout interface {
	// Admit holds a bundle to everything an activation needs. What is wrong
	// with the bundle is a *BundleRefused.
	Admit(ctx context.Context, archive []byte) (*models.PolicyBundle, error)
	// Sync looks at the database now instead of in a moment.
	Sync(ctx context.Context)
	// Status is the state of this server.
	Status() PolicyStatus
	// Policy is what a published bundle holds, and the server's own policy for an empty id,
	// with the modules of the binary that no policy replaces.
	Policy(ctx context.Context, id string) (engine.Policy, error)
	// Compare says what differs between two policies: published bundles by their ids,
	// and the server's own policy by an empty one. It is bounded.
	Compare(ctx context.Context, before, after string) (*PolicyComparison, error)
}

// PolicyComparison is what differs between two policies.
type PolicyComparison struct {
	Before, After engine.Revision
	Changes       []PolicyDifference
	Complete      bool // false where more differs than is listed
}

// PolicyDifference is one file, rule, reason code or piece of data that differs.
type PolicyDifference struct {
	Kind   string         `json:"kind"`   // file, rule, code or data
	Change string         `json:"change"` // added, removed or changed
	Name   string         `json:"name"`
	Lines  []ComparedLine `json:"lines"`
	Cut    bool           `json:"cut"` // whether lines are left out because there are too many
}

// ComparedLine is a line with its number before and after, from 1: 0 where it is not
// there. Both are 0 for unchanged lines that are left out.
type ComparedLine struct {
	Before int    `json:"before"`
	After  int    `json:"after"`
	Text   string `json:"text"`
}

// BundleRefused is why a bundle is not taken.
type BundleRefused struct{ Cause, Message string }

// Error is the text for the log.
func (b *BundleRefused) Error() string { return "bundle refused (" + b.Cause + "): " + b.Message }

// AsError is the refusal as a client sees it.
func (b *BundleRefused) AsError() *Error {
	return &Error{Status: 400, Name: "BundleRefused", Message: b.Message, Details: map[string]string{"cause": b.Cause}}
}

// PolicyStatus is the state of a server.
type PolicyStatus struct {
	// ServerID and ServerName tell this server from the others of its database, and
	// Started is when it did. Version is that of the rollout which it follows.
	ServerID, ServerName string
	Started              time.Time
	Version              int64
	Active               engine.Revision
	// Own is the server's own policy, which decides where none was published; empty
	// while it is not good. Source is where it comes from.
	Own    engine.Revision
	Source string
	// Guardrails are the modules that no policy replaces.
	Guardrails []string
	// Trial, Candidate and Differences are of the candidate; Trial is empty
	// without one.
	Trial       string
	Candidate   engine.Revision
	Differences engine.Differences
	// Problem is why a newer policy is not in force; empty if none is.
	Problem string
}
