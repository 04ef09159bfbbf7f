package policy

import (
	"cmp"
	"slices"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// simulateRequest is a request given by its parts, or a recorded one with changes.
type simulateRequest struct {
	Subject  *subjectRequest    `json:"subject"`
	Action   string             `json:"action" validate:"max=255"`
	Resource *simulatedResource `json:"resource"`
	Context  simulatedContext   `json:"context"`
	// DecisionID selects a recorded request with the facts of its time; Change has the parts
	// to replace.
	DecisionID string           `json:"decisionId" validate:"max=255"`
	Change     *simulatedChange `json:"change"`
	// Policies lists the policies to evaluate, by default the active one. The draft is
	// evaluated too; CandidateID names one that was uploaded before.
	Policies    []string          `json:"policies" validate:"max=2,dive,oneof=active candidate"`
	Draft       *candidateRequest `json:"draft"`
	CandidateID string            `json:"candidateId" validate:"max=64"`
}

func (b *simulateRequest) drafts() bool { return b.Draft != nil || b.CandidateID != "" }

func (*simulateRequest) Requested(*input.Requested) {}

// simulatedResource is a resource by id or by place.
type simulatedResource struct {
	Type        string  `json:"type" validate:"required,max=255"`
	ID          string  `json:"id" validate:"max=255"`
	ProjectID   string  `json:"projectId" validate:"max=255"`
	Environment *string `json:"environment" validate:"omitnil,max=255"`
	SecretPath  *string `json:"secretPath" validate:"omitnil,max=4096"`
	SecretName  *string `json:"secretName" validate:"omitnil,max=1024"`
}

func (s *simulatedResource) named() facts.Named {
	return facts.Named{Type: s.Type, ID: s.ID, ProjectID: s.ProjectID, Environment: s.Environment, SecretPath: s.SecretPath, SecretName: s.SecretName}
}

// simulatedContext is the assumed context. Without an address the address is unknown; without
// a time it is now.
type simulatedContext struct {
	IP   string     `json:"ip" validate:"max=64"`
	Now  *time.Time `json:"now"`
	Mode string     `json:"mode" validate:"omitempty,oneof=user_session api_key identity_access_token service_token"`
}

// simulatedChange replaces parts of a recorded request. Its facts stay the recorded ones,
// unless the place changes: then they are current.
type simulatedChange struct {
	Action      *string    `json:"action" validate:"omitnil,min=1,max=255"`
	IP          *string    `json:"ip" validate:"omitnil,max=64"`
	Now         *time.Time `json:"now"`
	Environment *string    `json:"environment" validate:"omitnil,max=255"`
	SecretPath  *string    `json:"secretPath" validate:"omitnil,max=4096"`
	SecretName  *string    `json:"secretName" validate:"omitnil,max=1024"`
}

// moves reports whether the place changes.
func (c *simulatedChange) moves() bool {
	return c != nil && (c.Environment != nil || c.SecretPath != nil || c.SecretName != nil)
}

func (c *simulatedChange) apply(request *input.Request) {
	if c == nil {
		return
	}
	pep.SetIfSent(&request.Action.Name, c.Action)
	pep.SetIfSent(&request.Context.IP, c.IP)
	if c.Now != nil {
		request.Context.Now = c.Now.Unix()
	}
	properties := &request.Resource.Properties
	properties.Environment = cmp.Or(c.Environment, properties.Environment)
	properties.SecretPath = cmp.Or(c.SecretPath, properties.SecretPath)
	properties.SecretName = cmp.Or(c.SecretName, properties.SecretName)
	properties.Keys = nil // derived from the old place; the engine computes them
}

// check validates the request.
func (b *simulateRequest) check(r *pep.Request) error {
	if err := checkSentOnce(b.Draft, b.CandidateID, "draft"); err != nil {
		return err
	}
	issues := []pep.Issue{}
	wrong := func(code, message string, path ...any) {
		issues = append(issues, pep.Issue{Code: code, Path: path, Message: message})
	}
	switch {
	case b.DecisionID != "" && (b.Subject != nil || b.Resource != nil || b.Action != "" || b.Context != simulatedContext{}):
		wrong("custom", "A recorded request already has its parts; put the changed ones into change", "decisionId")
	case b.DecisionID != "":
		b.Change.check(wrong)
	case b.Change != nil:
		wrong("custom", "Only a recorded request is changed", "change")
	default:
		b.checkParts(r, wrong)
	}
	if len(issues) > 0 {
		return pep.Invalid(issues...)
	}
	return nil
}

// checkAddress converts an address to the form used in facts; empty means unknown.
func checkAddress(text *string, wrong wrongField, at ...any) {
	if text == nil || *text == "" {
		return
	}
	address, is := pep.CanonicalAddress(*text)
	if !is {
		wrong("custom", "Must be an IP address", at...)
		return
	}
	*text = address
}

type wrongField func(code, message string, path ...any)

func (b *simulateRequest) checkParts(r *pep.Request, wrong wrongField) {
	for _, part := range []struct {
		name   string
		absent bool
	}{{"subject", b.Subject == nil}, {"action", b.Action == ""}, {"resource", b.Resource == nil}} {
		if part.absent {
			wrong("invalid_type", "Required", part.name)
		}
	}
	if b.Subject == nil || b.Resource == nil || b.Action == "" {
		return
	}
	if !r.API.Engine.Handles(b.Resource.Type, b.Action) {
		wrong("invalid_enum_value", "No rule of the policy decides "+b.Action+" on "+b.Resource.Type, "action")
	}
	if mode := b.Context.Mode; mode != "" && !slices.Contains(facts.ModesOf(b.Subject.Type), mode) {
		wrong("invalid_enum_value", "A subject of this type has no credential of this kind", "context", "mode")
	}
	checkPath(b.Resource.SecretPath, wrong, "resource", "secretPath")
	checkAddress(&b.Context.IP, wrong, "context", "ip")
}

func (c *simulatedChange) check(wrong wrongField) {
	if c != nil {
		checkPath(c.SecretPath, wrong, "change", "secretPath")
		checkAddress(c.IP, wrong, "change", "ip")
	}
}

// checkPath normalizes a folder path.
func checkPath(path *string, wrong wrongField, at ...any) {
	if path == nil {
		return
	}
	if *path = pep.NormalizePath(*path); !models.IsPath(*path) {
		wrong("custom", pep.IssueTexts["path"], at...)
	}
}
