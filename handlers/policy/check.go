package policy

import (
	"net/http"
	"slices"

	"warder/engine/facts"
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
}

func (*checkRequest) Requested(*input.Requested) {}

// checkAnswer is what was found to be wrong; warnings let a policy pass.
type checkAnswer struct {
	Passed   bool          `json:"passed"`
	Findings []pep.Finding `json:"findings"`
}

// checkPolicy asks first: proving is work, and only some may have it done.
func checkPolicy(r *pep.Request) (*checkAnswer, error) {
	files, err := policyFiles(r)
	if err != nil {
		return nil, err
	}
	if _, err := pep.Read(r, r.Question(facts.ProjectRef{}), pep.Noop); err != nil {
		return nil, err
	}
	done, err := r.TakeTurn()
	if err != nil {
		return nil, err
	}
	defer done()
	findings, err := r.API.Prover.Prove(r.Request.Context(), files)
	if err != nil {
		return nil, err
	}
	passed := true
	for _, finding := range findings {
		passed = passed && finding.Warning
	}
	return &checkAnswer{Passed: passed, Findings: append([]pep.Finding{}, findings...)}, nil
}

// archiveTypes are the content types of a bundle as it travels.
var archiveTypes = []string{"application/gzip", "application/vnd.openpolicyagent.bundles", "application/octet-stream"}

// policyFiles are sent as JSON by path, or as a bundle.
func policyFiles(r *pep.Request) (map[string]string, error) {
	if kind := r.ContentType(); !slices.Contains(archiveTypes, kind) {
		var body checkRequest
		err := r.Bind(&body)
		return body.Files, err
	}
	archive, err := r.ReadBody(archiveTypes...)
	if err != nil {
		return nil, err
	}
	files, err := r.API.Prover.Unpack(archive)
	if err != nil {
		return nil, &pep.Error{Status: http.StatusUnprocessableEntity, Name: "PolicyInvalid", Message: err.Error(), Cause: err}
	}
	return files, nil
}
