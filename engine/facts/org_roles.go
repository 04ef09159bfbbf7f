package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// OrgRoleBySlug finds a custom organization role, or nil.
func OrgRoleBySlug(tx *store.Tx, scope store.Scope, slug string) (*models.OrgRole, error) {
	return orNil(store.First[models.OrgRole](tx, store.Scope{OrgID: scope.OrgID}, "slug = ?", slug))
}

// OrgRoleByID finds a custom organization role, or nil.
func OrgRoleByID(tx *store.Tx, scope store.Scope, id string) (*models.OrgRole, error) {
	return orNil(store.First[models.OrgRole](tx, store.Scope{OrgID: scope.OrgID}, "id = ?", id))
}

// ProjectRoleBySlug finds a custom role of the project in scope, or nil.
func ProjectRoleBySlug(tx *store.Tx, scope store.Scope, slug string) (*models.ProjectRole, error) {
	return orNil(store.First[models.ProjectRole](tx, scope, "slug = ?", slug))
}

// OrgRoleGrant is what holding a custom organization role gives.
func OrgRoleGrant(role *models.OrgRole) input.Grant {
	return input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: role.ID, Permissions: compiledOrgRole(role)}
}

// Missing turns "no such row" into nil, for handlers that have a better word
// for absence than an error.
func Missing[T any](row *T, err error) (*T, error) { return orNil(row, err) }

// OnOrgRole makes a custom organization role the target; what it gives counts
// as what the target holds.
func OnOrgRole(id string) TargetLoader { return onOrgRole("id = ?", id) }

// OnOrgRoleSlug is OnOrgRole by slug.
func OnOrgRoleSlug(slug string) TargetLoader { return onOrgRole("slug = ?", slug) }

func onOrgRole(condition, value string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "role"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.OrgRole](tx, s.OrgScope(), condition, value))
		if err != nil || row == nil {
			return err
		}
		s.Found.OrgRole, target.Known = row, true
		if s.Request.Action.Name != "read" {
			target.Holdings = append(target.Holdings, input.Holding{
				Scope: permissions.ScopeOrganization, ID: row.OrgID, Grants: []input.Grant{OrgRoleGrant(row)},
			})
		}
		return s.holdTogether(tx)
	}
}
