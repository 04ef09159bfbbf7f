package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

// Slugs of built-in roles that the API itself has to name.
const (
	roleAdmin    = "admin"
	roleMember   = "member"
	roleNoAccess = "no-access"
)

// orgRoleRef is an organization role that a request names by its slug: a
// built-in one, or a custom one of the organization.
type orgRoleRef struct {
	slug    string
	builtIn bool
	custom  *models.OrgRole
}

// handOut finds the role and tells the policy what assigning it would give.
func (r *orgRoleRef) handOut(tx *models.Tx, s *facts.State) error {
	if s.OrgID() == "" {
		return nil
	}
	r.builtIn = builtIn(builtInOrgRoles, r.slug)
	if r.builtIn {
		grant := engine.Grant{Source: engine.SourceRole, Role: r.slug}
		return facts.HandingOut(permissions.ScopeOrganization, s.OrgID(), grant)(tx, s)
	}
	role, err := facts.OrgRoleBySlug(tx, s.OrgScope(), r.slug)
	if err != nil {
		return err
	}
	if r.custom = role; role == nil {
		return facts.HandingOut(permissions.ScopeOrganization, s.OrgID())(tx, s)
	}
	return facts.HandingOut(permissions.ScopeOrganization, s.OrgID(), facts.OrgRoleGrant(role))(tx, s)
}

// known is the error of a role that does not exist.
func (r *orgRoleRef) known() error {
	if r.builtIn || r.custom != nil {
		return nil
	}
	return badRequest("Role " + r.slug + " does not exist in this organization")
}

func (r *orgRoleRef) stored() string {
	if r.custom != nil {
		return models.RoleCustom
	}
	return r.slug
}

func (r *orgRoleRef) customID() *string {
	if r.custom == nil {
		return nil
	}
	return &r.custom.ID
}
