package facts

import (
	"slices"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// grants reads what the subject holds in its organization and in the project
// the request is about. Windows are facts, too: the policy knows the time.
func grants(tx *store.Tx, s *State) error {
	s.Request.Facts.Grants = &input.Grants{Organization: []input.Grant{}, Project: []input.Grant{}}
	if s.OrgMembership != nil {
		member := s.OrgMembership
		held, err := cached(s, s.proof.Organization, "organization role", organizationRole(member), func() ([]input.Grant, error) { return orgGrants(tx, member) })
		if err != nil {
			return err
		}
		s.Request.Facts.Grants.Organization = held
	}
	if s.ServiceToken != nil && s.Request.Facts.Membership.Project {
		s.Request.Facts.Grants.Project = []input.Grant{serviceTokenGrant(s.ServiceToken)}
	}
	if s.Membership == nil {
		return nil
	}
	held, err := s.member.grants(func(id string) (*permissions.Compiled, error) {
		return cached(s, s.proof.Project, "role", [4]string{id}, func() (*permissions.Compiled, error) { return readRole(tx, s.Scope(), id) })
	})
	s.Request.Facts.Grants.Project = held
	return err
}

// organizationRole tells the roles of memberships of an organization apart.
func organizationRole(member *models.OrgMembership) [4]string {
	switch {
	case member == nil:
		return [4]string{}
	case member.RoleID == nil:
		return [4]string{member.Role}
	}
	return [4]string{member.Role, *member.RoleID}
}

// orgGrants is the one role an organization membership gives.
func orgGrants(tx *store.Tx, membership *models.OrgMembership) ([]input.Grant, error) {
	granted, err := orgGrantsOfEach(tx, membership.OrgID, []models.OrgMembership{*membership})
	return granted[membership.ID], err
}

// projectMember is a subject's membership of a project, with the roles and additional
// privileges that it was given, expired and future ones included. Roles that are rows of
// their own, which many members share, are without their permissions.
type projectMember struct {
	Row   *models.ProjectMembership // nil for no member
	Given []input.Grant
}

func readProjectMember(tx *store.Tx, scope store.Scope, subject input.Subject) (projectMember, error) {
	row, err := orNil(store.First[models.ProjectMembership](tx, scope, ofSubject, subject.Type, subject.ID))
	if err != nil || row == nil {
		return projectMember{}, err
	}
	members, err := givenToEach(tx, row.OrgID, []models.ProjectMembership{*row})
	if err != nil {
		return projectMember{}, err
	}
	return members[0], nil
}

// grants returns the assigned grants with the permissions of their roles.
func (m projectMember) grants(role func(id string) (*permissions.Compiled, error)) ([]input.Grant, error) {
	held := slices.Clone(m.Given)
	for i := range held {
		if held[i].ID == "" || held[i].Source != input.SourceRole {
			continue
		}
		var err error
		if held[i].Permissions, err = role(held[i].ID); err != nil {
			return nil, err
		}
	}
	return held, nil
}

// projectGrants are the grants of any membership of a project.
func projectGrants(tx *store.Tx, membership *models.ProjectMembership) ([]input.Grant, error) {
	granted, err := grantsOfEach(tx, membership.OrgID, []models.ProjectMembership{*membership})
	return granted[membership.ID], err
}

// assigned is a role as it was assigned: a built-in slug, or the custom role with that id.
func assigned(slug string, customID *string, temporary models.Temporary) input.Grant {
	grant := window(input.Grant{Source: input.SourceRole, Role: slug}, temporary)
	if customID != nil {
		grant.ID = *customID
	}
	return grant
}

// readRole is what a custom role permits. One that is gone permits nothing.
func readRole(tx *store.Tx, scope store.Scope, id string) (*permissions.Compiled, error) {
	role, err := orNil(store.First[models.ProjectRole](tx, scope, withID, id))
	if err != nil || role == nil {
		return &permissions.Compiled{}, err
	}
	return compiledProjectRole(role), nil
}

// RoleGrant is what assigning a project role gives.
func RoleGrant(tx *store.Tx, scope store.Scope, slug string, customID *string, temporary models.Temporary) (input.Grant, error) {
	grant := assigned(slug, customID, temporary)
	if customID == nil {
		return grant, nil
	}
	var err error
	grant.Permissions, err = readRole(tx, scope, *customID)
	return grant, err
}

func window(grant input.Grant, temporary models.Temporary) input.Grant {
	if temporary.IsTemporary {
		grant.Starts = temporary.TemporaryAccessStartTime.Unix()
		// 0 would mean never: what ends before time began, or has lost its end,
		// has ended.
		grant.Ends = max(temporary.TemporaryAccessEndTime.Unix(), 1)
	}
	return grant
}

// serviceTokenGrant is the ability of a service token (docs/contract.md 2.24): write
// does not imply read, and each scope is one environment and path glob.
func serviceTokenGrant(token *models.ServiceToken) input.Grant {
	return input.Grant{
		Source: input.SourceServiceToken, Role: input.RoleCustom, ID: token.ID,
		Permissions: compiledServiceToken(token),
	}
}
