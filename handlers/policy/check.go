package policy

import (
	"net/http"
	"slices"

	"warder/engine/input"
	"warder/handlers/pep"
)

// Check: finds problems of a candidate policy before it is published.
func checkRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/check", Modes: pep.UserOrIdentity, Resource: "policy", Action: "check", Handler: pep.HandleReading[checkRequest](checkPolicy)},
	}
}

type checkRequest struct {
	Files map[string]string `json:"files" validate:"required,min=1,max=1024,dive,keys,max=1024,endkeys,max=1048576"`
	// Tests: true runs the tests and lists them all with their coverage; false skips them,
	// which saves most of the time; absent runs them and lists only failures.
	Tests *bool `json:"tests"`
}

func (*checkRequest) Requested(*input.Requested) {}

// checkAnswer lists the problems found; warnings do not make a policy invalid.
type checkAnswer struct {
	Passed   bool                        `json:"passed"`
	Findings []pep.Finding               `json:"findings"`
	Tests    []pep.PolicyTest            `json:"tests,omitempty"`    // if requested; empty if the policy does not compile
	Coverage map[string]pep.LineCoverage `json:"coverage,omitempty"` // by file
}

// checkPolicy asks for permission first: proving is expensive, and only some callers may
// request it.
func checkPolicy(r *pep.Request) (*checkAnswer, error) {
	body, err := policyFiles(r)
	if err != nil {
		return nil, err
	}
	done, err := admitFiles(r, body.Files)
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := body.proved(r)
	if err != nil {
		return nil, err
	}
	passed := true
	for _, finding := range found.Findings {
		passed = passed && finding.Warning
	}
	return &checkAnswer{Passed: passed, Findings: append([]pep.Finding{}, found.Findings...), Tests: found.Tests, Coverage: found.Coverage}, nil
}

// proved runs the requested checks on the files.
func (b *checkRequest) proved(r *pep.Request) (*pep.PolicyTests, error) {
	if b.Tests != nil && *b.Tests {
		return r.API.Prover.Test(r.Request.Context(), b.Files)
	}
	prove := r.API.Prover.Prove
	if b.Tests != nil {
		prove = r.API.Prover.Check
	}
	findings, err := prove(r.Request.Context(), b.Files)
	return &pep.PolicyTests{Findings: findings}, err
}

// archiveTypes are the content types of a packed bundle.
var archiveTypes = []string{"application/gzip", "application/vnd.openpolicyagent.bundles", "application/octet-stream"}

// policyFiles reads files sent as JSON by path, or as a bundle.
func policyFiles(r *pep.Request) (*checkRequest, error) {
	body := &checkRequest{}
	if kind := r.ContentType(); !slices.Contains(archiveTypes, kind) {
		return body, r.Bind(body)
	}
	archive, err := r.ReadBody(archiveTypes...)
	if err != nil {
		return nil, err
	}
	if body.Files, err = r.API.Prover.Unpack(archive); err != nil {
		return nil, &pep.Error{Status: http.StatusUnprocessableEntity, Name: "PolicyInvalid", Message: err.Error(), Cause: err}
	}
	return body, nil
}
