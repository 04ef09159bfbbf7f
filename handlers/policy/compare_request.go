package policy

import (
	"encoding/json"
	"slices"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/models/store"
)

// compareRequest names both sides, or a recorded decision that compared two.
type compareRequest struct {
	Left  *comparedRequest `json:"left"`
	Right *comparedRequest `json:"right"`
	// ProjectID is the scope of roles and drafts, and limits a subject on the right to this
	// project. Without it, roles and drafts belong to the organization.
	ProjectID  string `json:"projectId" validate:"max=255"`
	DecisionID string `json:"decisionId" validate:"max=255"`
}

// comparedRequest is exactly one of: a subject, a role by slug, or permissions in the form of
// a role's.
type comparedRequest struct {
	Subject     *subjectRequest `json:"subject"`
	Role        *string         `json:"role" validate:"omitnil,min=1,max=255"`
	Permissions *draftRules     `json:"permissions" bound:"permissions.Accept"`
}

// draftRules are permissions that are not stored.
type draftRules struct {
	raw    json.RawMessage
	parsed []permissions.Rule
}

// UnmarshalJSON keeps the raw text; its form depends on the scope, which is known later.
func (d *draftRules) UnmarshalJSON(raw []byte) error {
	d.raw = slices.Clone(raw)
	return nil
}

// ReadsJSON gives the types that the field accepts.
func (d draftRules) ReadsJSON() any { return []any{[]json.RawMessage{}} }

func (*compareRequest) Requested(*input.Requested) {}

// check validates the sides and parses drafts.
func (c *compareRequest) check() error {
	if c.DecisionID != "" {
		if c.Left != nil || c.Right != nil || c.ProjectID != "" {
			return pep.InvalidField("A decision has both sides already", "decisionId")
		}
		return nil
	}
	if err := c.Left.check("left", c.ProjectID); err != nil {
		return err
	}
	return c.Right.check("right", c.ProjectID)
}

func (c *comparedRequest) check(name, projectID string) error {
	if c == nil {
		return pep.Invalid(pep.Issue{Code: "invalid_type", Path: []any{name}, Message: "Required"})
	}
	said := 0
	for _, is := range []bool{c.Subject != nil, c.Role != nil, c.Permissions != nil} {
		if is {
			said++
		}
	}
	if said != 1 {
		return pep.InvalidField("Must have one of subject, role and permissions", name)
	}
	if c.Permissions == nil {
		return nil
	}
	form, scope := formIn(projectID)
	rules, issues := permissions.Accept(c.Permissions.raw, form, scope)
	c.Permissions.parsed = rules
	return pep.InvalidRules(issues, name, "permissions")
}

// formIn is the form of permissions in a scope.
func formIn(projectID string) (permissions.Form, string) {
	if projectID == "" {
		return permissions.FormOrganization, permissions.ScopeOrganization
	}
	return permissions.FormV2, permissions.ScopeProject
}

// asked is the subject of the question. Callers may compare their own permissions with a draft
// or with a built-in role, since these are the same in every organization.
func (c *compareRequest) asked(r *pep.Request) *input.Subject {
	if c.Left == nil || c.Left.Subject == nil || c.Right == nil || c.Right.Permissions == nil && !c.Right.builtIn(r, c.ProjectID) {
		return nil
	}
	return &input.Subject{Type: c.Left.Subject.Type, ID: c.Left.Subject.ID}
}

func (c *comparedRequest) builtIn(r *pep.Request, projectID string) bool {
	_, scope := formIn(projectID)
	return c.Role != nil && r.API.Engine.BuiltInRules(scope, *c.Role) != nil
}

// side reads the facts of one side.
func (c *comparedRequest) side(r *pep.Request, tx *store.Tx, s *facts.State, projectID string) (facts.ComparedSide, error) {
	switch {
	case c.Subject != nil:
		return facts.ComparedSide{Subject: c.Subject.ref()}, nil
	case c.Role != nil:
		grant, err := facts.RoleOf(tx, s, projectID, *c.Role, c.builtIn(r, projectID))
		return facts.ComparedSide{Grant: grant, Name: *c.Role}, err
	}
	form, _ := formIn(projectID)
	return facts.ComparedSide{Grant: &input.Grant{Source: input.SourceRole, Role: input.RoleCustom, Permissions: permissions.Compile(c.Permissions.parsed, form)}}, nil
}
