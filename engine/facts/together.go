package facts

import (
	"slices"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// What many members hold is read together: a list asks the database as often for a
// thousand rows as for one.

// grantsOfEach are the grants of memberships of projects of one organization, by the id
// of the membership.
func grantsOfEach(tx *store.Tx, orgID string, rows []models.ProjectMembership) (map[string][]input.Grant, error) {
	found := make(map[string][]input.Grant, len(rows))
	for some := range slices.Chunk(rows, models.MostIDs) {
		members, err := givenToEach(tx, orgID, some)
		if err != nil {
			return nil, err
		}
		roles, err := rolesOfEach(tx, orgID, members)
		if err != nil {
			return nil, err
		}
		for i := range members {
			held, err := members[i].grants(func(id string) (*permissions.Compiled, error) { return roles.in(members[i].Row.ProjectID, id), nil })
			if err != nil {
				return nil, err
			}
			found[members[i].Row.ID] = held
		}
	}
	return found, nil
}

// givenToEach reads what memberships of one organization were given, in their order.
func givenToEach(tx *store.Tx, orgID string, rows []models.ProjectMembership) ([]projectMember, error) {
	scope, ids := store.Scope{OrgID: orgID}, make([]string, 0, len(rows))
	for i := range rows {
		ids = append(ids, rows[i].ID)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	held := make(map[string][]input.Grant, len(rows))
	roles, err := store.Find[models.MembershipRole](tx.OrderBy(rolesInOrder), scope, ofMemberships, ids)
	if err != nil {
		return nil, err
	}
	for i := range roles {
		of := roles[i].MembershipID
		held[of] = append(held[of], assigned(roles[i].Role, roles[i].CustomRoleID, roles[i].Temporary))
	}
	privileges, err := store.Find[models.Privilege](tx.OrderBy(rolesInOrder), scope, ofMemberships, ids)
	if err != nil {
		return nil, err
	}
	for i := range privileges {
		grant := window(input.Grant{Source: input.SourcePrivilege, Role: input.RoleCustom, ID: privileges[i].ID}, privileges[i].Temporary)
		grant.Permissions = compiledPrivilege(&privileges[i])
		held[privileges[i].MembershipID] = append(held[privileges[i].MembershipID], grant)
	}
	members := make([]projectMember, 0, len(rows))
	for i := range rows {
		members = append(members, projectMember{&rows[i], append([]input.Grant{}, held[rows[i].ID]...)})
	}
	return members, nil
}

// projectRoles are what custom roles permit, by project and id.
type projectRoles map[[2]string]*permissions.Compiled

// in is what a role of a project permits. One that is gone permits nothing.
func (p projectRoles) in(projectID, id string) *permissions.Compiled {
	if role, found := p[[2]string{projectID, id}]; found {
		return role
	}
	return &permissions.Compiled{}
}

// rolesOfEach reads the custom roles that members were given.
func rolesOfEach(tx *store.Tx, orgID string, members []projectMember) (projectRoles, error) {
	ids := []string{}
	for _, member := range members {
		for _, grant := range member.Given {
			if grant.Source == input.SourceRole && grant.ID != "" {
				ids = append(ids, grant.ID)
			}
		}
	}
	rows, err := models.WithIDs[models.ProjectRole](tx, store.Scope{OrgID: orgID}, ids)
	roles := make(projectRoles, len(rows))
	for i := range rows {
		roles[[2]string{rows[i].ProjectID, rows[i].ID}] = compiledProjectRole(&rows[i])
	}
	return roles, err
}

// holdingsOfEach is everything that subjects of one kind can do in an organization: their
// roles there, and their roles and privileges in every project, with their windows.
func holdingsOfEach(tx *store.Tx, orgID, subjectType string, ids []string) (map[string][]input.Holding, error) {
	found := make(map[string][]input.Holding, len(ids))
	for some := range slices.Chunk(ids, models.MostIDs) {
		rows, err := store.Find[models.OrgMembership](tx, store.Scope{OrgID: orgID}, ofSubjects, subjectType, some)
		if err != nil {
			return nil, err
		}
		roles, err := orgGrantsOfEach(tx, orgID, rows)
		if err != nil {
			return nil, err
		}
		for _, id := range some {
			found[id] = []input.Holding{}
		}
		for i := range rows {
			of := rows[i].SubjectID
			found[of] = append(found[of], input.Holding{Scope: permissions.ScopeOrganization, ID: orgID, Grants: roles[rows[i].ID]})
		}
		if err := addProjects(tx, orgID, subjectType, some, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// addProjects adds what subjects hold in projects.
func addProjects(tx *store.Tx, orgID, subjectType string, ids []string, found map[string][]input.Holding) error {
	rows, err := store.Find[models.ProjectMembership](tx.OrderBy("project_id"), store.Scope{OrgID: orgID}, ofSubjects, subjectType, ids)
	if err != nil {
		return err
	}
	granted, err := grantsOfEach(tx, orgID, rows)
	if err != nil {
		return err
	}
	for i := range rows {
		of := rows[i].SubjectID
		found[of] = append(found[of], input.Holding{Scope: permissions.ScopeProject, ID: rows[i].ProjectID, Grants: granted[rows[i].ID]})
	}
	return nil
}

// orgGrantsOfEach is the one role that each membership of an organization gives, by the
// id of the membership. A role that is gone gives nothing.
func orgGrantsOfEach(tx *store.Tx, orgID string, rows []models.OrgMembership) (map[string][]input.Grant, error) {
	roles, err := RolesOfMembers(tx, store.Scope{OrgID: orgID}, rows)
	if err != nil {
		return nil, err
	}
	granted := make(map[string][]input.Grant, len(rows))
	for i := range rows {
		grant := input.Grant{Source: input.SourceRole, Role: rows[i].Role}
		granted[rows[i].ID] = []input.Grant{}
		if rows[i].Role == models.RoleCustom && rows[i].RoleID != nil {
			role := roles[*rows[i].RoleID]
			if role == nil {
				continue
			}
			grant.ID, grant.Permissions = role.ID, compiledOrgRole(role)
		}
		granted[rows[i].ID] = []input.Grant{grant}
	}
	return granted, nil
}

// RolesOfMembers are the custom roles that memberships of an organization name, by their
// ids, as far as they exist.
func RolesOfMembers(tx *store.Tx, scope store.Scope, members []models.OrgMembership) (map[string]*models.OrgRole, error) {
	ids := []string{}
	for i := range members {
		if members[i].RoleID != nil {
			ids = append(ids, *members[i].RoleID)
		}
	}
	rows, err := models.WithIDs[models.OrgRole](tx, store.Scope{OrgID: scope.OrgID}, ids)
	found := make(map[string]*models.OrgRole, len(rows))
	for i := range rows {
		found[rows[i].ID] = &rows[i]
	}
	return found, err
}
