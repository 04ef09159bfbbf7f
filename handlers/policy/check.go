package policy

import (
	"net/http"
	"slices"

	"warder/engine/input"
	"warder/handlers/pep"
)

// Check: what is wrong with a candidate policy, before it goes anywhere.
func checkRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/check", Modes: pep.UserOrIdentity, Resource: "policy", Action: "check", Handler: pep.HandleReading[checkRequest](checkPolicy)},
	}
}

type checkRequest struct {
	Files map[string]string `json:"files" validate:"required,min=1,max=1024,dive,keys,max=1024,endkeys,max=1048576"`
	// Tests is whether the answer lists every test, with what the tests cover. False
	// leaves the tests out, which take most of the time; without it they are run, and
	// the answer names those that fail.
	Tests *bool `json:"tests"`
}

func (*checkRequest) Requested(*input.Requested) {}

// checkAnswer is what was found to be wrong; warnings let a policy pass.
type checkAnswer struct {
	Passed   bool                        `json:"passed"`
	Findings []pep.Finding               `json:"findings"`
	Tests    []pep.PolicyTest            `json:"tests,omitempty"`    // if asked for; none is run of what does not compile
	Coverage map[string]pep.LineCoverage `json:"coverage,omitempty"` // by file
}

// checkPolicy asks first: proving is work, and only some may have it done.
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

// proved is what is found out about the files, as much of it as is asked for.
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

// archiveTypes are the content types of a bundle as it travels.
var archiveTypes = []string{"application/gzip", "application/vnd.openpolicyagent.bundles", "application/octet-stream"}

// policyFiles are sent as JSON by path, or as a bundle.
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
