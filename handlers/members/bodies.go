package members

import (
	"slices"

	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

type bareMembershipJSON struct {
	ID         string     `json:"id"`
	ProjectID  string     `json:"projectId"`
	IdentityID string     `json:"identityId"`
	CreatedAt  store.Time `json:"createdAt"`
	UpdatedAt  store.Time `json:"updatedAt"`
}

func describeBareMembership(row *models.ProjectMembership) *bareMembershipJSON {
	if row == nil {
		return nil
	}
	return &bareMembershipJSON{row.ID, row.ProjectID, row.SubjectID, row.CreatedAt, row.UpdatedAt}
}

// memberRoleJSON is one role of a member (docs/contract.md 2.14). A custom role has role
// "custom" and its slug in customRoleSlug.
type memberRoleJSON struct {
	ID                       string      `json:"id"`
	Role                     string      `json:"role"`
	ProjectMembershipID      string      `json:"projectMembershipId"`
	CustomRoleID             *string     `json:"customRoleId"`
	CustomRoleName           *string     `json:"customRoleName"`
	CustomRoleSlug           *string     `json:"customRoleSlug"`
	IsTemporary              bool        `json:"isTemporary"`
	TemporaryMode            *string     `json:"temporaryMode"`
	TemporaryRange           *string     `json:"temporaryRange"`
	TemporaryAccessStartTime *store.Time `json:"temporaryAccessStartTime"`
	TemporaryAccessEndTime   *store.Time `json:"temporaryAccessEndTime"`
	CreatedAt                store.Time  `json:"createdAt"`
	UpdatedAt                store.Time  `json:"updatedAt"`
}

func describeRole(row *models.MembershipRole) memberRoleJSON {
	return memberRoleJSON{
		ID: row.ID, Role: row.Role, ProjectMembershipID: row.MembershipID, CustomRoleID: row.CustomRoleID,
		IsTemporary: row.IsTemporary, TemporaryMode: row.TemporaryMode, TemporaryRange: row.TemporaryRange,
		TemporaryAccessStartTime: row.TemporaryAccessStartTime, TemporaryAccessEndTime: row.TemporaryAccessEndTime,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

func describeAssignedRoles(rows []*models.MembershipRole) []memberRoleJSON {
	list := make([]memberRoleJSON, 0, len(rows))
	for _, row := range rows {
		list = append(list, describeRole(row))
	}
	return list
}

type memberJSON struct {
	bareMembershipJSON
	Roles    []memberRoleJSON `json:"roles"`
	Identity memberIdentity   `json:"identity"`
	Project  memberProject    `json:"project"`
}

type memberIdentity struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	AuthMethod  *string  `json:"authMethod"`
	AuthMethods []string `json:"authMethods"`
}

type memberProject struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// describeMembers reads the roles, identities and projects of all memberships at once.
func describeMembers(tx *store.Tx, scope store.Scope, rows []models.ProjectMembership) ([]*memberJSON, error) {
	org := store.Scope{OrgID: scope.OrgID}
	names, err := readMemberNames(tx, org, rows)
	if err != nil {
		return nil, err
	}
	list := make([]*memberJSON, 0, len(rows))
	for i := range rows {
		identity, found := names.identities[rows[i].SubjectID]
		if !found {
			continue // deleted since the list was read
		}
		project := names.projects[rows[i].ProjectID]
		list = append(list, &memberJSON{
			bareMembershipJSON: *describeBareMembership(&rows[i]),
			Roles:              pep.OrEmpty(names.roles[rows[i].ID]),
			Identity:           identity,
			Project:            memberProject{project.ID, project.Name, project.Type},
		})
	}
	return list, nil
}

type memberNames struct {
	roles      map[string][]memberRoleJSON
	identities map[string]memberIdentity
	projects   map[string]models.Project
}

func readMemberNames(tx *store.Tx, scope store.Scope, rows []models.ProjectMembership) (*memberNames, error) {
	names := &memberNames{map[string][]memberRoleJSON{}, map[string]memberIdentity{}, map[string]models.Project{}}
	ids, subjects, projects := []string{}, []string{}, []string{}
	for _, row := range rows {
		ids, subjects, projects = append(ids, row.ID), append(subjects, row.SubjectID), append(projects, row.ProjectID)
	}
	if err := names.readRoles(tx, scope, ids); err != nil {
		return nil, err
	}
	if err := names.readIdentities(tx, scope, subjects); err != nil {
		return nil, err
	}
	found, err := store.Find[models.Project](tx, scope, "id IN ?", projects)
	for _, project := range found {
		names.projects[project.ID] = project
	}
	return names, err
}

func (n *memberNames) readRoles(tx *store.Tx, scope store.Scope, memberships []string) error {
	rows, err := store.Find[models.MembershipRole](tx.OrderBy("position, created_at, id"), scope, "membership_id IN ?", memberships)
	if err != nil {
		return err
	}
	custom := []string{}
	for _, row := range rows {
		if row.CustomRoleID != nil {
			custom = append(custom, *row.CustomRoleID)
		}
	}
	described, err := store.Find[models.ProjectRole](tx, scope, "id IN ?", custom)
	if err != nil {
		return err
	}
	byID := map[string]models.ProjectRole{}
	for _, role := range described {
		byID[role.ID] = role
	}
	for i := range rows {
		body := describeRole(&rows[i])
		if rows[i].CustomRoleID != nil {
			if role, found := byID[*rows[i].CustomRoleID]; found {
				body.CustomRoleName, body.CustomRoleSlug = &role.Name, &role.Slug
			}
		}
		n.roles[rows[i].MembershipID] = append(n.roles[rows[i].MembershipID], body)
	}
	return nil
}

func (n *memberNames) readIdentities(tx *store.Tx, scope store.Scope, ids []string) error {
	rows, err := store.Find[models.Identity](tx, scope, "id IN ?", ids)
	if err != nil {
		return err
	}
	methods, err := AuthMethodsOf(tx, scope, ids...)
	for _, row := range rows {
		identity := memberIdentity{ID: row.ID, Name: row.Name, AuthMethods: pep.OrEmpty(methods[row.ID])}
		if len(identity.AuthMethods) > 0 {
			identity.AuthMethod = &identity.AuthMethods[0]
		}
		n.identities[row.ID] = identity
	}
	return err
}

// AuthMethodsOf maps identity ids to auth methods.
func AuthMethodsOf(tx *store.Tx, scope store.Scope, ids ...string) (map[string][]string, error) {
	methods := map[string][]string{}
	for some := range slices.Chunk(ids, models.MostIDs) {
		rows, err := store.Find[models.AuthMethod](tx.OrderBy("created_at, method"), store.Scope{OrgID: scope.OrgID}, "identity_id IN ?", some)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			methods[row.IdentityID] = append(methods[row.IdentityID], row.Method)
		}
	}
	return methods, nil
}
