package handlers

import (
	"errors"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

// People as members of projects (docs/contract.md 2.16).
func userMembershipRoutes() []route {
	const older, newer = "/api/v1/workspace/:project", "/api/v1/projects/:project"
	table := []route{
		{"GET", older + "/memberships", jki, "member", "read", "", userMembers("memberships"), false},
		{"GET", newer + "/memberships", jki, "member", "read", "", userMembers("memberships"), false},
		{"GET", newer + "/memberships/:membershipId", jki, "member", "read", "", getUserMember, false},
		{"GET", newer + "/user/:userId/membership", jki, "member", "read", "", getMemberByUser, false},
		{"GET", older + "/users", jki, "member", "read", "", userMembers("users"), false},
		{"POST", older + "/memberships", jki, "member", "create", "add-workspace-member", addEncryptedMembers, false},
		{"POST", newer + "/memberships", jki, "member", "create", "add-workspace-member", addUsersWithRoles, false},
		{"POST", "/api/v2/workspace/:project/memberships", jki, "member", "create", "add-workspace-member", addUserMembers, false},
		{"DELETE", newer + "/memberships", jki, "member", "delete", "remove-workspace-member", removeUserMembers, false},
		{"DELETE", "/api/v2/workspace/:project/memberships", jki, "member", "delete", "remove-workspace-member", removeUserMembers, false},
		{"DELETE", older + "/leave", j, "workspace", "leave", "leave-project", leaveProject, false},
		{"GET", older + "/permissions", j, "workspace", "read", "", projectPermissions, false},
	}
	for _, base := range []string{older + "/memberships", newer + "/memberships"} {
		table = append(table,
			route{"POST", base + "/details", jki, "member", "read", "", findUserMember, false},
			route{"PATCH", base + "/:membershipId", jki, "member", "edit", "update-user-workspace-role", replaceUserRoles, false},
			route{"DELETE", base + "/:membershipId", jki, "member", "delete", "remove-workspace-member", removeUserMember, false},
		)
	}
	return table
}

type namedUsersRequest struct {
	Emails    []string `json:"emails" validate:"max=100"`
	Usernames []string `json:"usernames" validate:"max=100"`
}

func (r *namedUsersRequest) requested(*engine.Requested) {} // see facts.NewMembers

// names are the addresses of both lists.
func (r *namedUsersRequest) names() []string {
	names := []string{}
	for _, name := range append(append([]string{}, r.Emails...), r.Usernames...) {
		names = append(names, strings.ToLower(strings.TrimSpace(name)))
	}
	return names
}

// addUserMembers makes users of the organization members with the role member.
func addUserMembers(c *call) (any, error) {
	var body namedUsersRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.addNamed(&body, []string{roleMember})
}

type usersWithRolesRequest struct {
	Emails    []string  `json:"emails" validate:"max=100,dive,lowercase"`
	Usernames []string  `json:"usernames" validate:"max=100,dive,lowercase"`
	RoleSlugs *[]string `json:"roleSlugs" validate:"omitnil,min=1,max=50,dive,min=1,max=64"`
}

func (r *usersWithRolesRequest) requested(*engine.Requested) {} // see facts.NewMembers

// slugs are the roles that every one of them gets.
func (r *usersWithRolesRequest) slugs() []string {
	if r.RoleSlugs == nil {
		return []string{roleMember}
	}
	return *r.RoleSlugs
}

// addUsersWithRoles makes users members with the roles that are named.
func addUsersWithRoles(c *call) (any, error) {
	var body usersWithRolesRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.addNamed(&namedUsersRequest{body.Emails, body.Usernames}, body.slugs())
}

// addNamed makes users of the organization members, each with the same roles.
func (c *call) addNamed(users *namedUsersRequest, slugs []string) (any, error) {
	roles := &roleSet{}
	for i := range slugs {
		roles.wanted = append(roles.wanted, roleAssignment{Role: &slugs[i]})
	}
	joining := &facts.NewMembers{Names: users.names(), Roles: askRoles(roles.wanted)}
	return c.change(c.question(byID(c), roles.handOut, joining.Read), func(tx *models.Tx, s *facts.State) (any, error) {
		if err := roles.known(); err != nil {
			return nil, err
		}
		added := []userMembershipJSON{}
		for _, name := range users.names() {
			row, err := c.addUser(tx, s, name, roles.found)
			if err != nil {
				return nil, err
			}
			added = append(added, describeUserMembership(row))
		}
		return map[string]any{"memberships": added}, nil
	})
}

func (c *call) addUser(tx *models.Tx, s *facts.State, name string, roles []assignedRole) (*models.ProjectMembership, error) {
	user, err := models.UserInOrganization(tx, s.OrgScope(), name)
	if errors.Is(err, models.ErrNotFound) {
		return nil, badRequest("User " + name + " is not a member of the organization")
	}
	if err != nil {
		return nil, err
	}
	row, err := c.addMember(tx, s.Scope(), engine.Subject{Type: models.SubjectUser, ID: user.ID}, roles)
	if errors.Is(err, models.ErrDuplicate) {
		return nil, badRequest("User " + name + " is already a member of the project")
	}
	return row, err
}

// removeUserMembers compares what every one of them holds with the caller.
func removeUserMembers(c *call) (any, error) {
	var body namedUsersRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	members := &facts.NamedMembers{Names: body.names()}
	return c.change(c.question(byID(c), members.Read), func(tx *models.Tx, s *facts.State) (any, error) {
		removed := []userMembershipJSON{}
		for i := range members.Rows {
			if _, err := models.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", members.Rows[i].ID); err != nil {
				return nil, err
			}
			removed = append(removed, describeUserMembership(&members.Rows[i]))
		}
		return map[string]any{"memberships": removed}, nil
	})
}

func replaceUserRoles(c *call) (any, error) {
	var body replaceRolesRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	roles := &roleSet{wanted: body.Roles}
	if err := roles.windows(); err != nil {
		return nil, err
	}
	question := c.question(byID(c), facts.OnMembership(models.SubjectUser, c.Param("membershipId")), roles.handOut)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		if err := roles.known(); err != nil {
			return nil, err
		}
		if _, err := models.Delete[models.MembershipRole](tx, s.Scope(), "membership_id = ?", s.Found.Member.ID); err != nil {
			return nil, err
		}
		rows, err := c.assign(tx, s.Scope(), s.Found.Member.ID, roles.found)
		return map[string]any{"roles": describeAssignedRoles(rows)}, err
	})
}

func removeUserMember(c *call) (any, error) {
	question := c.question(byID(c), facts.OnMembership(models.SubjectUser, c.Param("membershipId")))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		_, err := models.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", s.Found.Member.ID)
		return map[string]any{"membership": describeUserMembership(s.Found.Member)}, err
	})
}

// leaveProject ends the caller's own membership.
func leaveProject(c *call) (any, error) {
	return c.change(c.question(byID(c), facts.OnOwnMembership), func(tx *models.Tx, s *facts.State) (any, error) {
		_, err := models.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", s.Membership.ID)
		return map[string]any{"membership": describeUserMembership(s.Membership)}, err
	})
}

// projectPermissions answers what the calling user holds in a project, packed.
func projectPermissions(c *call) (any, error) {
	return c.read(c.question(byID(c)), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.MembershipRole](tx.OrderBy("created_at, id"), s.Scope(), "membership_id = ?", s.Membership.ID)
		if err != nil {
			return nil, err
		}
		rules, roles := []permissions.Rule{}, []map[string]string{}
		for _, row := range rows {
			roles = append(roles, map[string]string{"role": row.Role})
			held, err := c.rulesOf(tx, s.Scope(), row)
			if err != nil {
				return nil, err
			}
			rules = append(rules, held...)
		}
		return map[string]any{"data": map[string]any{
			"permissions": permissions.Pack(rules),
			"membership": map[string]any{
				"id": s.Membership.ID, "userId": s.Membership.SubjectID, "projectId": s.Project.ID, "roles": roles,
				"createdAt": s.Membership.CreatedAt, "updatedAt": s.Membership.UpdatedAt,
			},
		}}, nil
	})
}

func (c *call) rulesOf(tx *models.Tx, scope models.Scope, row models.MembershipRole) ([]permissions.Rule, error) {
	if row.CustomRoleID == nil {
		return c.api.Engine.BuiltInRules(permissions.ScopeProject, row.Role), nil
	}
	role, err := models.First[models.ProjectRole](tx, scope, "id = ?", *row.CustomRoleID)
	if err != nil {
		return nil, err
	}
	return describeRules(role.Permissions, permissions.Form(role.Form), permissions.ScopeProject), nil
}
