package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// ComparedSide is one side of a comparison of privileges: a subject of the organization, or a
// grant by itself: that of a role, or of rules that are not stored.
type ComparedSide struct {
	Subject *input.SubjectRef
	Grant   *input.Grant
	Name    string // for people; of a subject it is found
	// Held lists the holders that were found, by project, with the names of custom roles.
	Held []Holder
}

// Compared is a comparison of two sides in one snapshot.
type Compared struct {
	Left, Right ComparedSide
	ProjectID   string // where grants hold, and of what the right side holds; empty for everywhere
	// Request is for Engine.ComparePrivileges: its subject is the left side, its target the right one.
	Request input.Request
}

// Collect reads the rights of both sides. It fails with store.ErrNotFound for a project or
// subject outside of the asker's organization.
func (c *Compared) Collect(tx *store.Tx, asker *State) error {
	if c.ProjectID != "" {
		if _, err := store.First[models.Project](tx, asker.OrgScope(), withID, c.ProjectID); err != nil {
			return err
		}
	}
	target := newTarget()
	var err error
	if target.Held, err = c.Left.holdings(tx, asker, c.ProjectID); err != nil {
		return err
	}
	if target.Holdings, err = c.Right.holdings(tx, asker, c.ProjectID); err != nil {
		return err
	}
	if c.ProjectID != "" {
		target.Holdings = within(target.Holdings, c.ProjectID)
	}
	if err := c.name(tx, asker, target); err != nil {
		return err
	}
	target.Owner = c.Right.Subject
	c.Request = input.Request{
		Subject: input.Subject{Type: input.SubjectAnonymous},
		Context: input.Context{Now: asker.Request.Context.Now, Accepts: []string{}},
		Facts:   input.Facts{Target: target},
	}
	if c.Left.Subject != nil {
		c.Request.Subject = input.Subject{Type: c.Left.Subject.Type, ID: c.Left.Subject.ID}
	}
	return nil
}

// within are the holdings of one project.
func within(holdings []input.Holding, projectID string) []input.Holding {
	found := []input.Holding{}
	for _, holding := range holdings {
		if holding.Scope == permissions.ScopeProject && holding.ID == projectID {
			found = append(found, holding)
		}
	}
	return found
}

// name adds the names that people know the holders by.
func (c *Compared) name(tx *store.Tx, asker *State, target *input.Target) error {
	c.Left.Held, c.Right.Held = holdersOf(target.Held), holdersOf(target.Holdings)
	if err := nameGrants(tx, asker.OrgScope(), c.Left.Held); err != nil {
		return err
	}
	return nameGrants(tx, asker.OrgScope(), c.Right.Held)
}

func holdersOf(holdings []input.Holding) []Holder {
	found := []Holder{}
	for _, holding := range holdings {
		project := ""
		if holding.Scope == permissions.ScopeProject {
			project = holding.ID
		}
		for _, grant := range holding.Grants {
			found = append(found, Holder{ProjectID: project, Grant: grant})
		}
	}
	return found
}

func (s *ComparedSide) holdings(tx *store.Tx, asker *State, projectID string) ([]input.Holding, error) {
	if s.Subject == nil {
		place := input.Holding{Scope: permissions.ScopeOrganization, ID: asker.OrgID(), Grants: []input.Grant{*s.Grant}}
		if projectID != "" {
			place.Scope, place.ID = permissions.ScopeProject, projectID
		}
		return []input.Holding{place}, nil
	}
	switch s.Subject.Type {
	case input.SubjectIdentity:
		row, err := store.First[models.Identity](tx, asker.OrgScope(), withID, s.Subject.ID)
		if err != nil {
			return nil, err
		}
		s.Name = row.Name
	case input.SubjectUser:
		if _, err := store.First[models.OrgMembership](tx, asker.OrgScope(), ofSubject, models.SubjectUser, s.Subject.ID); err != nil {
			return nil, err
		}
		row, err := store.First[models.User](tx, store.Installation, withID, s.Subject.ID)
		if err != nil {
			return nil, err
		}
		s.Name = row.Email
	default:
		return s.ofServiceToken(tx, asker)
	}
	return holdings(tx, asker.OrgID(), s.Subject.Type, s.Subject.ID)
}

func (s *ComparedSide) ofServiceToken(tx *store.Tx, asker *State) ([]input.Holding, error) {
	row, err := store.First[models.ServiceToken](tx, asker.OrgScope(), withID, s.Subject.ID)
	if err != nil {
		return nil, err
	}
	s.Name = row.Name
	return []input.Holding{{Scope: permissions.ScopeProject, ID: row.ProjectID, Grants: []input.Grant{serviceTokenGrant(row)}}}, nil
}

// RoleOf finds the grant of a role by its slug, in the project or, where that is empty, in
// the organization: a built-in one, or a custom one. It fails with store.ErrNotFound.
func RoleOf(tx *store.Tx, asker *State, projectID, slug string, builtIn bool) (*input.Grant, error) {
	switch {
	case builtIn:
		return &input.Grant{Source: input.SourceRole, Role: slug}, nil
	case projectID == "":
		role, err := store.First[models.OrgRole](tx, asker.OrgScope(), withSlug, slug)
		if err != nil {
			return nil, err
		}
		grant := OrgRoleGrant(role)
		return &grant, nil
	}
	role, err := store.First[models.ProjectRole](tx, store.Scope{OrgID: asker.OrgID(), ProjectID: projectID}, withSlug, slug)
	if err != nil {
		return nil, err
	}
	grant := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: role.ID, Permissions: compiledProjectRole(role)}
	return &grant, nil
}

// Recorded is the comparison that a recorded request was decided by.
func Recorded(tx *store.Tx, asker *State, request *input.Request) (*Compared, error) {
	target := newTarget()
	target.Held = append(target.Held, request.Facts.Target.Held...)
	target.Holdings = append(append(target.Holdings, request.Facts.Target.Holdings...), request.Facts.Target.HandsOut...)
	target.Owner = request.Facts.Target.Owner
	subject := request.Subject.Ref()
	c := &Compared{Left: ComparedSide{Subject: &subject, Name: request.Subject.Name}, Right: ComparedSide{Subject: target.Owner, Name: request.Facts.Target.Kind}}
	c.Request = input.Request{
		Subject: request.Subject, Context: input.Context{Now: request.Context.Now, Accepts: []string{}}, Facts: input.Facts{Target: target},
	}
	return c, c.name(tx, asker, target)
}
