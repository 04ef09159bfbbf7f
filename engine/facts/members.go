package facts

import (
	"warder/engine"
	"warder/engine/permissions"
	"warder/models"
)

// OnNewMember is an identity that is about to join the project; it must be one
// of the organization. What it holds elsewhere is not touched by the change.
func OnNewMember(identityID string) Target {
	return func(tx *models.Tx, s *State) error {
		target := s.target()
		target.Kind = "identity"
		if s.OrgID() == "" {
			return nil
		}
		// One that belongs to a project joins no other.
		row, err := missing(models.First[models.Identity](tx, s.OrgScope(), "id = ? AND (project_id = '' OR project_id = ?)", identityID, s.Scope().ProjectID))
		s.Found.Identity = row
		target.Known = row != nil
		return err
	}
}

// OnMembershipAlone makes a membership the target and its project the place of
// the request.
func OnMembershipAlone(id string) Target {
	return func(tx *models.Tx, s *State) error {
		s.target().Kind = "membership"
		if s.OrgID() == "" {
			return nil
		}
		row, err := missing(models.First[models.ProjectMembership](tx, s.OrgScope(), "id = ?", id))
		if err != nil || row == nil {
			return err
		}
		if err := s.InProject(tx, row.ProjectID); err != nil {
			return err
		}
		return OnMember(row.SubjectType, row.SubjectID)(tx, s)
	}
}

// MemberList is every identity that is a member of the project, with what it
// holds there: each is a question of its own.
type MemberList struct{ Members []models.ProjectMembership }

// Read is a Target: one question for each member, in the order of joining.
func (l *MemberList) Read(tx *models.Tx, s *State) error {
	l.Members = nil
	if s.Project == nil {
		return nil
	}
	rows, err := models.Find[models.ProjectMembership](tx.OrderBy("created_at, id"), s.Scope(), "subject_type = ?", models.SubjectIdentity)
	if err != nil {
		return err
	}
	l.Members = rows
	target := s.target()
	target.Kind, target.Known = "memberships", true
	if err := s.holdIn(tx, s.Project.ID); err != nil {
		return err
	}
	members := make([]engine.Member, 0, len(rows))
	for i := range rows {
		granted, err := projectGrants(tx, &rows[i])
		if err != nil {
			return err
		}
		one := newTarget()
		one.Kind, one.Known, one.Held = "membership", true, target.Held
		one.Holdings = []engine.Holding{{Scope: permissions.ScopeProject, ID: rows[i].ProjectID, Grants: granted}}
		members = append(members, listed(engine.KindMembership, rows[i].SubjectID, one))
	}
	s.lists(members)
	return nil
}

// holdIn adds what the subject itself holds in the organization and a project.
func (s *State) holdIn(tx *models.Tx, projectID string) error {
	granted, err := s.ownGrants(tx, projectID)
	s.target().Held = []engine.Holding{
		{Scope: permissions.ScopeOrganization, ID: s.OrgID(), Grants: s.Request.Facts.Grants.Organization},
		{Scope: permissions.ScopeProject, ID: projectID, Grants: granted},
	}
	return err
}

// OnMembership makes a membership of the project the target, by its own id.
func OnMembership(subjectType, id string) Target {
	return func(tx *models.Tx, s *State) error {
		s.target().Kind = "membership"
		if s.Project == nil {
			return nil
		}
		row, err := missing(models.First[models.ProjectMembership](tx, s.Scope(), "id = ? AND subject_type = ?", id, subjectType))
		if err != nil || row == nil {
			return err
		}
		return OnMember(row.SubjectType, row.SubjectID)(tx, s)
	}
}

// NamedMembers are users of the project that a request names by address; all
// of them are the target, and one that is no member makes it unknown.
type NamedMembers struct {
	Names []string
	Rows  []models.ProjectMembership
}

// Read is a Target.
func (m *NamedMembers) Read(tx *models.Tx, s *State) error {
	m.Rows = nil
	s.target().Kind = "membership"
	if s.Project == nil {
		return nil
	}
	known := len(m.Names) > 0
	for _, name := range m.Names {
		user, err := missing(models.First[models.User](tx, models.Installation, "email = ?", name))
		if err != nil {
			return err
		}
		if user == nil {
			known = false
			continue
		}
		s.Found.Member = nil
		if err := OnMember(models.SubjectUser, user.ID)(tx, s); err != nil {
			return err
		}
		if s.Found.Member == nil {
			known = false
			continue
		}
		m.Rows = append(m.Rows, *s.Found.Member)
	}
	s.target().Known = known
	return nil
}
