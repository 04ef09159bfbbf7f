package handlers

import (
	"context"
	"net/http"
	"slices"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/replay"
)

// Check: what is wrong with a candidate policy, before it goes anywhere.
func checkRoutes() []route {
	return []route{
		{"POST", "/api/v1/authz/check", ji, "policy", "check", "", checkPolicy, false},
	}
}

// Finding is one thing that is wrong with a policy, and where.
type Finding struct {
	Step    string `json:"step"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"`
	Row     int    `json:"row,omitempty"`
	Col     int    `json:"col,omitempty"`
	Warning bool   `json:"warning,omitempty"`
}

// Prover runs policies that nobody vouches for, within bounds of time and memory,
// and ends what it runs when the context does.
type Prover interface {
	// Unpack gives the files of a bundle as it travels.
	Unpack(archive []byte) (map[string]string, error)
	// Prove formats, compiles and tests files by path; nothing found is good.
	Prove(ctx context.Context, files map[string]string) ([]Finding, error)
	// Candidate makes a decider of a policy. The caller closes it.
	Candidate(ctx context.Context, policy engine.Policy) (Candidate, error)
}

// Candidate decides by a policy that was sent.
type Candidate interface {
	replay.Policy
	// Close says why not everything was decided that was asked; nil if all was.
	Close() error
}

type checkRequest struct {
	Files map[string]string `json:"files" validate:"required,min=1,max=1024"`
}

func (*checkRequest) requested(*engine.Requested) {}

// checkPolicy asks first: proving is work, and only some may have it done.
func checkPolicy(c *call) (any, error) {
	files, err := c.policyFiles()
	if err != nil {
		return nil, err
	}
	if _, err := c.read(c.question(facts.ProjectRef{}), nothing); err != nil {
		return nil, err
	}
	done, err := c.turn()
	if err != nil {
		return nil, err
	}
	defer done()
	findings, err := c.api.Prover.Prove(c.Request.Context(), files)
	if err != nil {
		return nil, err
	}
	passed := true
	for _, finding := range findings {
		passed = passed && finding.Warning
	}
	return map[string]any{"passed": passed, "findings": append([]Finding{}, findings...)}, nil
}

// archiveTypes are the content types of a bundle as it travels.
var archiveTypes = []string{"application/gzip", "application/vnd.openpolicyagent.bundles", "application/octet-stream"}

// policyFiles are sent as JSON by path, or as a bundle.
func (c *call) policyFiles() (map[string]string, error) {
	if kind := c.contentType(); !slices.Contains(archiveTypes, kind) {
		var body checkRequest
		err := c.bind(&body)
		return body.Files, err
	}
	archive, err := c.body(archiveTypes...)
	if err != nil {
		return nil, err
	}
	files, err := c.api.Prover.Unpack(archive)
	if err != nil {
		return nil, &Error{Status: http.StatusUnprocessableEntity, Name: "PolicyInvalid", Message: err.Error(), Cause: err}
	}
	return files, nil
}
