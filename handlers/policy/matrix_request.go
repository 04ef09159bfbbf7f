package policy

import (
	"slices"
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
)

// Limits of a matrix, checked before any read.
const (
	matrixColumns = 100 // environments times actions
	matrixPage    = 100 // subjects per page
)

// matrixRequest selects a folder of a project, actions and subjects.
type matrixRequest struct {
	matrixAsked
	// After is the next value of the previous page. Limit is the number of subjects per page,
	// 100 by default.
	After string `json:"after" validate:"max=300"`
	Limit int    `json:"limit" validate:"omitempty,min=1,max=100"`
}

// matrixAsked selects the rows and columns of a matrix.
type matrixAsked struct {
	ProjectID  string `json:"projectId" validate:"required,max=255"`
	SecretPath string `json:"secretPath" validate:"max=4096"` // the root if empty
	Resource   string `json:"resource" validate:"max=255"`    // a resource type in folders; secrets if empty
	// Environments defaults to all environments of the project.
	Environments []string `json:"environments" validate:"max=100,dive,required,max=255"`
	Actions      []string `json:"actions" validate:"required,min=1,max=100,dive,required,max=255"`
	SubjectTypes []string `json:"subjectTypes" validate:"max=3,dive,oneof=user identity service_token"`
	// Members excludes subjects that do not belong to the project.
	Members bool   `json:"members"`
	IP      string `json:"ip" validate:"max=64"` // canonical after the check
}

func (*matrixRequest) Requested(*input.Requested) {}

// check validates the request and fills in defaults.
func (m *matrixRequest) check(r *pep.Request) error {
	issues := m.matrixAsked.check(r)
	if m.After != "" && m.place() == nil {
		issues = append(issues, pep.Issue{Code: "custom", Path: []any{"after"}, Message: "Must be the next value of the previous page"})
	}
	if m.Limit == 0 {
		m.Limit = matrixPage
	}
	if len(issues) > 0 {
		return pep.Invalid(issues...)
	}
	return nil
}

// place is the subject after which the page starts.
func (m *matrixRequest) place() *input.SubjectRef {
	kind, id, found := strings.Cut(m.After, ":")
	if !found || id == "" || !slices.Contains(facts.SubjectTypes, kind) {
		return nil
	}
	return &input.SubjectRef{Type: kind, ID: id}
}

func (m *matrixAsked) check(r *pep.Request) (issues []pep.Issue) {
	wrong := func(code, message string, path ...any) {
		issues = append(issues, pep.Issue{Code: code, Path: path, Message: message})
	}
	if m.Resource == "" {
		m.Resource = "secrets"
	}
	if m.SecretPath == "" {
		m.SecretPath = "/"
	}
	if len(m.SubjectTypes) == 0 {
		m.SubjectTypes = facts.SubjectTypes
	}
	checkPath(&m.SecretPath, wrong, "secretPath")
	checkAddress(&m.IP, wrong, "ip")
	for name, list := range map[string][]string{"environments": m.Environments, "actions": m.Actions, "subjectTypes": m.SubjectTypes} {
		for i, value := range list {
			if slices.Index(list, value) < i {
				wrong("custom", "Must not be given twice", name, i)
			}
		}
	}
	for i, action := range m.Actions {
		if !r.API.Engine.Handles(m.Resource, action) {
			wrong("invalid_enum_value", "No rule of the policy decides this on "+m.Resource, "actions", i)
		}
	}
	if len(m.Environments)*len(m.Actions) > matrixColumns {
		wrong("too_big", "Environments times actions must be at most 100 columns", "environments")
	}
	return issues
}
