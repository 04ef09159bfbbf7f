package pep

import (
	"context"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/replay"
	"warder/models"
)

// Finding is one problem in a policy, with its position.
type Finding struct {
	Step    string `json:"step"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"`
	Row     int    `json:"row,omitempty"`
	Col     int    `json:"col,omitempty"`
	Warning bool   `json:"warning,omitempty"`
}

// PolicyTests are the test results of a policy; empty if the policy does not compile.
type PolicyTests struct {
	Findings []Finding
	Tests    []PolicyTest
	Coverage map[string]LineCoverage // by path
}

// PolicyTest is one test, or one named row of a test.
type PolicyTest struct {
	Name    string `json:"name"` // with its package
	File    string `json:"file"`
	Line    int    `json:"line"`
	Passed  bool   `json:"passed"`
	Skipped bool   `json:"skipped,omitempty"` // its name starts with todo_
	Output  string `json:"output"`            // why it failed
}

// LineCoverage lists the covered and uncovered lines of a file as inclusive ranges.
type LineCoverage struct {
	Covered    [][2]int `json:"covered"`
	NotCovered [][2]int `json:"notCovered"`
}

// PolicyCoverage is the test coverage of a policy, once measured.
type PolicyCoverage struct {
	State   string
	Problem string                  // why measuring failed
	Files   map[string]LineCoverage // by path
}

// States of a measurement.
const (
	CoverageMeasuring = "measuring"
	CoverageMeasured  = "measured"
	CoverageFailed    = "failed"
)

// Prover and Rollout are interfaces because handlers import neither bundles nor the sandbox
// processes; cmd/service implements both.

// Prover runs untrusted policies with limits on time and memory, and stops them when the
// context ends.
type Prover interface {
	// Unpack returns the files of a packed bundle.
	Unpack(archive []byte) (map[string]string, error)
	// Prove formats, compiles and tests files by path. No findings means the policy is valid.
	Prove(ctx context.Context, files map[string]string) ([]Finding, error)
	// Check is Prove without the tests, which take most of the time.
	Check(ctx context.Context, files map[string]string) ([]Finding, error)
	// Test is Prove with the result of each test.
	Test(ctx context.Context, files map[string]string) (*PolicyTests, error)
	// Format returns the files whose formatting differs, and findings for files that do not
	// parse.
	Format(ctx context.Context, files map[string]string) (map[string]string, []Finding, error)
	// Coverage is the test coverage of the policy in force. The first call starts the
	// measurement and returns at once.
	Coverage(digest string, files func() map[string]string) PolicyCoverage
	// Explain explains a policy's answer to a request.
	Explain(ctx context.Context, policy engine.Policy, request *input.Request) (engine.Explanation, error)
	// Candidate loads a policy for evaluation. The caller must close it.
	Candidate(ctx context.Context, policy engine.Policy) (Trial, error)
}

// Trial evaluates a candidate policy.
type Trial interface {
	replay.DecisionPoint
	// Close returns an error if a decision could not be made.
	Close() error
}

// Rollout follows the rollout in the database and activates its policy on this server.
type Rollout interface {
	// Admit checks a bundle against all requirements of an activation. A bundle that fails one
	// gives a *BundleRefused.
	Admit(ctx context.Context, archive []byte) (*models.PolicyBundle, error)
	// Sync reads the database now and does not wait for the next poll.
	Sync(ctx context.Context)
	// Status is the policy state of this server.
	Status() PolicyStatus
	// Policy returns a published bundle, or the server's own policy for an empty id, including
	// the built-in modules that no policy can replace.
	Policy(ctx context.Context, id string) (engine.Policy, error)
	// Compare returns the differences between two policies, each a published bundle's id or
	// empty for the server's own policy. The size of the result is limited.
	Compare(ctx context.Context, before, after string) (*PolicyComparison, error)
}

// PolicyComparison lists the differences between two policies.
type PolicyComparison struct {
	Before, After engine.Revision
	Changes       []PolicyDifference
	Complete      bool // false if the list was cut
}

// PolicyDifference is one changed file, rule, reason code or piece of data.
type PolicyDifference struct {
	Kind   string         `json:"kind"`   // file, rule, code or data
	Change string         `json:"change"` // added, removed or changed
	Name   string         `json:"name"`
	Lines  []ComparedLine `json:"lines"`
	Cut    bool           `json:"cut"` // some lines are left out because there are too many
}

// ComparedLine is a line with its number before and after, counted from 1; 0 means absent on
// that side. Both are 0 where unchanged lines are left out.
type ComparedLine struct {
	Before int    `json:"before"`
	After  int    `json:"after"`
	Text   string `json:"text"`
}

// BundleRefused is the reason why a bundle was refused.
type BundleRefused struct{ Cause, Message string }

// Error is the text for the log.
func (b *BundleRefused) Error() string { return "bundle refused (" + b.Cause + "): " + b.Message }

// AsError is the refusal's response.
func (b *BundleRefused) AsError() *Error {
	return &Error{Status: 400, Name: "BundleRefused", Message: b.Message, Details: map[string]string{"cause": b.Cause}}
}

// PolicyStatus is the policy state of a server.
type PolicyStatus struct {
	// ServerID and ServerName identify this server among those of its database, and Started is
	// its start time. Version is the version of the rollout that it follows.
	ServerID, ServerName string
	Started              time.Time
	Version              int64
	Active               engine.Revision
	// Own is the server's own policy, used if no bundle was published; empty while it is
	// invalid. Source is the place it was loaded from.
	Own    engine.Revision
	Source string
	// Guardrails are the built-in modules that no policy can replace.
	Guardrails []string
	// Trial, Candidate and Differences describe the candidate; Trial is empty without one.
	Trial       string
	Candidate   engine.Revision
	Differences engine.Differences
	// Problem says why a newer policy is not in force; empty if there is no problem.
	Problem string
}
