package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// OnNewMember is an identity that is about to join the project; it must be one
// of the organization. What it holds elsewhere is not touched by the change.
func OnNewMember(identityID string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "identity"
		if s.OrgID() == "" {
			return nil
		}
		// One that belongs to a project joins no other.
		row, err := orNil(store.First[models.Identity](tx, s.OrgScope(), "id = ? AND (project_id = '' OR project_id = ?)", identityID, s.Scope().ProjectID))
		s.Found.Identity = row
		target.Known = row != nil
		return err
	}
}

// OnMembershipAlone makes a membership the target and its project the place of
// the request.
func OnMembershipAlone(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		s.target().Kind = "membership"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.ProjectMembership](tx, s.OrgScope(), "id = ?", id))
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
func (l *MemberList) Read(tx *store.Tx, s *State) error {
	l.Members = nil
	if s.Project == nil {
		return nil
	}
	rows, err := store.Find[models.ProjectMembership](tx.OrderBy("created_at, id"), s.Scope(), "subject_type = ?", models.SubjectIdentity)
	if err != nil {
		return err
	}
	l.Members = rows
	target := s.target()
	target.Kind, target.Known = "memberships", true
	if err := s.holdIn(tx, s.Project.ID); err != nil {
		return err
	}
	granted, err := grantsOfEach(tx, s.OrgID(), rows)
	if err != nil {
		return err
	}
	members := make([]input.Member, 0, len(rows))
	for i := range rows {
		one := newTarget()
		one.Kind, one.Known, one.Held = "membership", true, target.Held
		one.Holdings = []input.Holding{{Scope: permissions.ScopeProject, ID: rows[i].ProjectID, Grants: granted[rows[i].ID]}}
		members = append(members, listed(input.KindMembership, rows[i].SubjectID, one))
	}
	s.lists(members)
	return nil
}

// holdIn adds what the subject itself holds in the organization and a project.
func (s *State) holdIn(tx *store.Tx, projectID string) error {
	granted, err := s.ownGrants(tx, projectID)
	s.target().Held = []input.Holding{
		{Scope: permissions.ScopeOrganization, ID: s.OrgID(), Grants: s.Request.Facts.Grants.Organization},
		{Scope: permissions.ScopeProject, ID: projectID, Grants: granted},
	}
	return err
}

// OnMembership makes a membership of the project the target, by its own id.
func OnMembership(subjectType, id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		s.target().Kind = "membership"
		if s.Project == nil {
			return nil
		}
		row, err := orNil(store.First[models.ProjectMembership](tx, s.Scope(), "id = ? AND subject_type = ?", id, subjectType))
		if err != nil || row == nil {
			return err
		}
		return OnMember(row.SubjectType, row.SubjectID)(tx, s)
	}
}

// NewMembers are people of the organization who are about to join the project,
// named by address or by their membership of the organization. Each is a question
// of its own, with the same rights handed out. Who is unknown there is told once
// that is permitted.
type NewMembers struct {
	Names, Memberships []string
	Roles              []input.RequestedRole
}

// Read is a Target; it comes after the one that hands out.
func (n *NewMembers) Read(tx *store.Tx, s *State) error {
	if s.Project == nil {
		return nil
	}
	s.Asks().Roles = n.Roles
	members := make([]input.Member, 0, len(n.Names)+len(n.Memberships))
	add := func(who input.RequestedMember) {
		members = append(members, s.person(s.target(), &input.Requested{Member: &who, Roles: n.Roles}))
	}
	for i := range n.Names {
		user, err := orNil(models.UserInOrganization(tx, s.OrgScope(), n.Names[i]))
		if err != nil {
			return err
		}
		who := input.RequestedMember{Type: models.SubjectUser, Name: &n.Names[i]}
		if user != nil {
			who.ID = &user.ID
		}
		add(who)
	}
	for _, id := range n.Memberships {
		row, err := orNil(store.First[models.OrgMembership](tx, s.OrgScope(), "id = ? AND subject_type = ?", id, models.SubjectUser))
		if err != nil {
			return err
		}
		who := input.RequestedMember{Type: models.SubjectUser}
		if row != nil {
			who.ID = &row.SubjectID
		}
		add(who)
	}
	s.needs(members...)
	return nil
}

// person is the question about the membership of a person.
func (s *State) person(target *input.Target, asks *input.Requested) input.Member {
	return input.Member{Resource: s.Request.Resource, Target: target, Requested: asks}
}

// NamedMembers are users of the project that a request names by address, each a
// question of its own; the target of one that is no member is unknown.
type NamedMembers struct {
	Names []string
	Rows  []models.ProjectMembership
}

// Read is a Target.
func (m *NamedMembers) Read(tx *store.Tx, s *State) error {
	m.Rows = nil
	s.target().Kind = "membership"
	if s.Project == nil {
		return nil
	}
	members := make([]input.Member, 0, len(m.Names))
	for i := range m.Names {
		member, err := m.read(tx, s, &m.Names[i])
		if err != nil {
			return err
		}
		members = append(members, member)
	}
	s.Found.Member, s.Request.Facts.Target = nil, newTarget()
	s.target().Kind, s.target().Known = "membership", len(members) > 0 // each says for itself whether it is
	s.needs(members...)
	return nil
}

func (m *NamedMembers) read(tx *store.Tx, s *State, name *string) (input.Member, error) {
	s.Found.Member, s.Request.Facts.Target = nil, newTarget()
	s.target().Kind = "membership"
	who := input.RequestedMember{Type: models.SubjectUser, Name: name}
	user, err := orNil(store.First[models.User](tx, store.Installation, "email = ?", *name))
	if err == nil && user != nil {
		err = OnMember(models.SubjectUser, user.ID)(tx, s)
	}
	if err == nil && s.Found.Member != nil {
		who.ID = &s.Found.Member.SubjectID
		m.Rows = append(m.Rows, *s.Found.Member)
	}
	return s.person(s.target(), &input.Requested{Member: &who}), err
}
