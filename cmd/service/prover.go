package service

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"warder/bundles"
	"warder/bundles/proof"
	"warder/engine"
	"warder/engine/input"
	"warder/handlers/pep"
)

// prover runs uploaded policies in a sandbox.
type prover struct {
	sandbox  *bundles.Sandbox
	testing  *bundles.Sandbox // with more time, for tests
	required bundles.Requirements
	coverage *coverage
	unbound  bool // run them even without a memory limit
}

var _ pep.Prover = (*prover)(nil)

// Both are shorter than a request's time limit. Measuring coverage makes tests many times
// slower than all other tasks.
const (
	proveTime = 20 * time.Second
	testTime  = 45 * time.Second
)

func (s *Service) newProver() *prover {
	required := s.gate.Requirements
	required.Handles = nil // an incomplete policy may be checked
	side := func(limit time.Duration) *bundles.Sandbox { return s.gate.Sandbox.Side(limit, runtime.GOMAXPROCS(0)) }
	p := &prover{sandbox: side(proveTime), testing: side(testTime), required: required, unbound: s.config.InsecureUnconfined}
	p.coverage = newCoverage(p.Test, s.config.clock())
	s.background = append(s.background, p.coverage.run)
	return p
}

// errUnconfined is the response if a hostile policy could crash the server.
var errUnconfined = &pep.Error{
	Status: http.StatusNotImplemented, Name: "NotImplemented",
	Message: "This server cannot bound the memory of a policy that is sent to it, so it runs none; --insecure-unconfined-policy lets it",
}

// requireSandbox returns an error unless policies may run in the sandbox.
func requireSandbox(sandbox *bundles.Sandbox, unbound bool) error {
	if sandbox.Bounded() || unbound {
		return nil
	}
	return errUnconfined
}

// Unpack returns the files of a bundle, signed or not.
func (p *prover) Unpack(archive []byte) (map[string]string, error) {
	return bundles.FilesOfArchive(archive)
}

// Prove implements handlers.Prover.
func (p *prover) Prove(ctx context.Context, files map[string]string) ([]pep.Finding, error) {
	return p.findings(ctx, files, proof.Proving())
}

// Check implements handlers.Prover.
func (p *prover) Check(ctx context.Context, files map[string]string) ([]pep.Finding, error) {
	return p.findings(ctx, files, proof.Checking())
}

func (p *prover) findings(ctx context.Context, files map[string]string, which bundles.SandboxTask) ([]pep.Finding, error) {
	var found []proof.Finding
	bound, err := p.carryOut(ctx, p.sandbox, files, which, &found)
	return append(described(found), bound...), err
}

// Test implements handlers.Prover.
func (p *prover) Test(ctx context.Context, files map[string]string) (*pep.PolicyTests, error) {
	var found proof.Tested
	bound, err := p.carryOut(ctx, p.testing, files, proof.Testing(), &found)
	if err != nil {
		return nil, err
	}
	tests := &pep.PolicyTests{Findings: append(described(found.Findings), bound...), Tests: []pep.PolicyTest{}, Coverage: map[string]pep.LineCoverage{}}
	for i := range found.Tests {
		c := &found.Tests[i]
		tests.Tests = append(tests.Tests, pep.PolicyTest{
			Name: c.Package + "." + c.Name, File: c.File, Line: c.Row, Passed: !c.Failed(), Skipped: c.Skipped, Output: strings.TrimSpace(c.Problem + "\n" + c.Trace),
		})
	}
	for path, lines := range found.Coverage {
		tests.Coverage[path] = pep.LineCoverage(lines)
	}
	return tests, nil
}

// Coverage implements handlers.Prover.
func (p *prover) Coverage(digest string, files func() map[string]string) pep.PolicyCoverage {
	return p.coverage.of(digest, files)
}

// Format implements handlers.Prover.
func (p *prover) Format(ctx context.Context, files map[string]string) (map[string]string, []pep.Finding, error) {
	var found proof.Reformatted
	bound, err := p.carryOut(ctx, p.sandbox, files, proof.Formatting(), &found)
	return found.Files, append(described(found.Findings), bound...), err
}

// carryOut runs a sandbox task and decodes its result into found. Exceeding a limit is a
// finding too.
func (p *prover) carryOut(ctx context.Context, sandbox *bundles.Sandbox, files map[string]string, which bundles.SandboxTask, found any) ([]pep.Finding, error) {
	if err := requireSandbox(sandbox, p.unbound); err != nil {
		return nil, err
	}
	err := sandbox.Prove(ctx, files, p.required, which, found)
	if ctx.Err() != nil {
		return nil, ctx.Err() // the caller left, and the process was killed
	}
	var refused *bundles.ActivationError
	if errors.As(err, &refused) {
		return []pep.Finding{{Step: refused.Cause, Message: refused.Err.Error()}}, nil
	}
	return nil, err
}

// Explain implements handlers.Prover.
func (p *prover) Explain(ctx context.Context, policy engine.Policy, request *input.Request) (engine.Explanation, error) {
	if err := requireSandbox(p.sandbox, p.unbound); err != nil {
		return engine.Explanation{}, err
	}
	return p.sandbox.Explain(ctx, policy, p.required, request)
}

// Candidate implements handlers.Prover.
func (p *prover) Candidate(ctx context.Context, policy engine.Policy) (pep.Trial, error) {
	if err := requireSandbox(p.sandbox, p.unbound); err != nil {
		return nil, err
	}
	return p.sandbox.Candidate(ctx, policy, p.required)
}

func described(findings []proof.Finding) []pep.Finding {
	list := make([]pep.Finding, 0, len(findings))
	for f := range slices.Values(findings) {
		list = append(list, pep.Finding{Step: f.Step, Message: f.Message, File: f.File, Row: f.Row, Col: f.Col, Warning: f.Warning})
	}
	return list
}
