package roles

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Slugs of built-in roles that the API refers to.
const (
	Admin    = "admin"
	Member   = "member"
	NoAccess = "no-access"
)

// OrgRoleRef is an organization role named by slug: a built-in one, or a custom one of the
// organization.
type OrgRoleRef struct {
	Slug    string
	builtIn bool
	custom  *models.OrgRole
}

// HandOut finds the role and adds its permissions to the policy's facts.
func (r *OrgRoleRef) HandOut(tx *store.Tx, s *facts.State) error {
	if s.OrgID() == "" {
		return nil
	}
	r.builtIn = isBuiltIn(builtInOrgRoles, r.Slug)
	if r.builtIn {
		grant := input.Grant{Source: input.SourceRole, Role: r.Slug}
		return facts.HandingOut(permissions.ScopeOrganization, s.OrgID(), grant)(tx, s)
	}
	role, err := facts.OrgRoleBySlug(tx, s.OrgScope(), r.Slug)
	if err != nil {
		return err
	}
	if r.custom = role; role == nil {
		return facts.HandingOut(permissions.ScopeOrganization, s.OrgID())(tx, s)
	}
	return facts.HandingOut(permissions.ScopeOrganization, s.OrgID(), facts.OrgRoleGrant(role))(tx, s)
}

// Known returns an error for a role that does not exist.
func (r *OrgRoleRef) Known() error {
	if r.builtIn || r.custom != nil {
		return nil
	}
	return pep.BadRequest("Role " + r.Slug + " does not exist in this organization")
}

// Stored is the role column of a membership: the slug of a built-in role, or "custom".
func (r *OrgRoleRef) Stored() string {
	if r.custom != nil {
		return models.RoleCustom
	}
	return r.Slug
}

// CustomID is the id of the custom role; nil for a built-in one.
func (r *OrgRoleRef) CustomID() *string {
	if r.custom == nil {
		return nil
	}
	return &r.custom.ID
}
