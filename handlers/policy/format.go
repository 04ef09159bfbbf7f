package policy

import (
	"io/fs"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
)

// Format: formats the modules of a policy like `opa fmt`.
func formatRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/format", Modes: pep.UserOrIdentity, Resource: "policy", Action: "check", Title: "Format the modules of a policy", Handler: pep.HandleReading[formatRequest](formatPolicy)},
	}
}

type formatRequest struct {
	Files map[string]string `json:"files" validate:"required,min=1,max=1024,dive,keys,max=1024,endkeys,max=1048576"`
}

func (*formatRequest) Requested(*input.Requested) {}

// formatAnswer has the files whose formatting differs, and the parse errors of others.
type formatAnswer struct {
	Files    map[string]string `json:"files"`
	Findings []pep.Finding     `json:"findings"`
}

func formatPolicy(r *pep.Request) (*formatAnswer, error) {
	var body formatRequest
	if err := r.Bind(&body); err != nil {
		return nil, err
	}
	done, err := admitFiles(r, body.Files)
	if err != nil {
		return nil, err
	}
	defer done()
	files, findings, err := r.API.Prover.Format(r.Request.Context(), body.Files)
	if err != nil {
		return nil, err
	}
	answer := &formatAnswer{Files: files, Findings: append([]pep.Finding{}, findings...)}
	if answer.Files == nil {
		answer.Files = map[string]string{}
	}
	return answer, nil
}

// admitFiles asks whether the caller may have files processed, and waits for a free slot. The
// caller must call done.
func admitFiles(r *pep.Request, files map[string]string) (done func(), err error) {
	if err := checkPaths(files, "files"); err != nil {
		return nil, err
	}
	if _, err := pep.Read(r, r.Question(facts.ProjectRef{}), pep.Noop); err != nil {
		return nil, err
	}
	return r.TakeTurn()
}

// checkPaths returns an error unless each path lies below the policy's folder.
func checkPaths(files map[string]string, field ...any) error {
	issues := []pep.Issue{}
	for path := range files {
		if path == "." || !fs.ValidPath(path) {
			issues = append(issues, pep.Issue{Code: "custom", Path: append(append([]any{}, field...), path), Message: "Must be a path below the policy's folder, such as authz/rules/example/example.rego"})
		}
	}
	if len(issues) > 0 {
		return pep.Invalid(issues...)
	}
	return nil
}
