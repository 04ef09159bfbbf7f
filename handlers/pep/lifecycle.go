package pep

import (
	"context"

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
	// Explain says why a policy would answer a request as it does.
	Explain(ctx context.Context, policy engine.Policy, request *input.Request) (engine.Explanation, error)
	// Candidate makes a decider of a policy. The caller closes it.
	Candidate(ctx context.Context, policy engine.Policy) (Trial, error)
}

// Trial decides by a policy that was sent.
type Trial interface {
	replay.Policy
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
	Active engine.Revision
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
