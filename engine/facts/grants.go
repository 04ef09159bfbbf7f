package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
)

// grants reads what the subject holds in its organization and in the project
// the request is about. Windows are facts, too: the policy knows the time.
func grants(tx *models.Tx, s *State) error {
	s.Request.Facts.Grants = &input.Grants{Organization: []input.Grant{}, Project: []input.Grant{}}
	if s.OrgMembership != nil {
		held, err := orgGrants(tx, s.OrgMembership)
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
	held, err := projectGrants(tx, s.Membership)
	if err != nil {
		return err
	}
	s.Request.Facts.Grants.Project = held
	return nil
}

// orgGrants is the one role an organization membership gives.
func orgGrants(tx *models.Tx, membership *models.OrgMembership) ([]input.Grant, error) {
	grant := input.Grant{Source: input.SourceRole, Role: membership.Role}
	if membership.Role != models.RoleCustom || membership.RoleID == nil {
		return []input.Grant{grant}, nil
	}
	role, err := missing(models.First[models.OrgRole](tx, models.Scope{OrgID: membership.OrgID}, withID, *membership.RoleID))
	if err != nil || role == nil {
		return []input.Grant{}, err
	}
	grant.ID, grant.Permissions = role.ID, compiledOrgRole(role)
	return []input.Grant{grant}, nil
}

// projectGrants are the roles and additional privileges of a project
// membership, expired and future ones included.
func projectGrants(tx *models.Tx, membership *models.ProjectMembership) ([]input.Grant, error) {
	scope := models.Scope{OrgID: membership.OrgID, ProjectID: membership.ProjectID}
	roles, err := models.Find[models.MembershipRole](tx.OrderBy(rolesInOrder), scope, ofMembership, membership.ID)
	if err != nil {
		return nil, err
	}
	held := make([]input.Grant, 0, len(roles))
	for i := range roles {
		grant, err := RoleGrant(tx, scope, roles[i].Role, roles[i].CustomRoleID, roles[i].Temporary)
		if err != nil {
			return nil, err
		}
		held = append(held, grant)
	}
	privileges, err := models.Find[models.Privilege](tx.OrderBy(rolesInOrder), scope, ofMembership, membership.ID)
	for i := range privileges {
		grant := window(input.Grant{Source: input.SourcePrivilege, Role: input.RoleCustom, ID: privileges[i].ID}, privileges[i].Temporary)
		grant.Permissions = compiledPrivilege(&privileges[i])
		held = append(held, grant)
	}
	return held, err
}

// RoleGrant is what assigning a project role gives: a built-in slug, or the
// custom role with that id. A custom role that is gone gives nothing.
func RoleGrant(tx *models.Tx, scope models.Scope, slug string, customID *string, temporary models.Temporary) (input.Grant, error) {
	grant := window(input.Grant{Source: input.SourceRole, Role: slug}, temporary)
	if customID == nil {
		return grant, nil
	}
	grant.ID = *customID
	role, err := missing(models.First[models.ProjectRole](tx, scope, withID, *customID))
	if err != nil {
		return grant, err
	}
	grant.Permissions = &permissions.Compiled{}
	if role != nil {
		grant.Permissions = compiledProjectRole(role)
	}
	return grant, nil
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
