package handlers

import (
	"errors"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

// People as members of projects (CONTRACT 2.16).
func userMembershipRoutes() []route {
	const base = "/api/v1/workspace/:project/memberships"
	return []route{
		{"GET", base, jki, "member", "read", "", userMembers("memberships"), false},
		{"POST", base, jki, "member", "create", "add-workspace-member", addEncryptedMembers, false},
		{"POST", base + "/details", jki, "member", "read", "", findUserMember, false},
		{"PATCH", base + "/:membershipId", jki, "member", "edit", "update-user-workspace-role", replaceUserRoles, false},
		{"DELETE", base + "/:membershipId", jki, "member", "delete", "remove-workspace-member", removeUserMember, false},
		{"GET", "/api/v1/workspace/:project/users", jki, "member", "read", "", userMembers("users"), false},
		{"DELETE", "/api/v1/workspace/:project/leave", j, "workspace", "leave", "leave-project", leaveProject, false},
		{"POST", "/api/v2/workspace/:project/memberships", jki, "member", "create", "add-workspace-member", addUserMembers, false},
		{"DELETE", "/api/v2/workspace/:project/memberships", jki, "member", "delete", "remove-workspace-member", removeUserMembers, false},
		{"GET", "/api/v1/workspace/:project/permissions", j, "workspace", "read", "", projectPermissions, false},
	}
}

type namedUsersRequest struct {
	Emails    []string `json:"emails" validate:"max=100"`
	Usernames []string `json:"usernames" validate:"max=100"`
}

func (r *namedUsersRequest) requested(asks *engine.Requested) { asks.Roles = askRole("member") }

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
	role := "member"
	roles := &roleSet{wanted: []roleAssignment{{Role: &role}}}
	return c.change(c.question(byID(c), roles.handOut), func(tx *models.Tx, s *facts.State) (any, error) {
		added := []bareMembershipJSON{}
		for _, name := range body.names() {
			user, err := models.UserInOrganization(tx, s.OrgScope(), name)
			if errors.Is(err, models.ErrNotFound) {
				return nil, badRequest("User " + name + " is not a member of the organization")
			}
			if err != nil {
				return nil, err
			}
			row, err := c.addMember(tx, s.Scope(), engine.Subject{Type: models.SubjectUser, ID: user.ID}, roles.found)
			if errors.Is(err, models.ErrDuplicate) {
				return nil, badRequest("User " + name + " is already a member of the project")
			}
			if err != nil {
				return nil, err
			}
			added = append(added, *describeBareMembership(row))
		}
		return map[string]any{"memberships": added}, nil
	})
}

// removeUserMembers compares what every one of them holds with the caller.
func removeUserMembers(c *call) (any, error) {
	var body namedUsersRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	members := &facts.NamedMembers{Names: body.names()}
	return c.change(c.question(byID(c), members.Read), func(tx *models.Tx, s *facts.State) (any, error) {
		removed := []bareMembershipJSON{}
		for i := range members.Rows {
			if _, err := models.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", members.Rows[i].ID); err != nil {
				return nil, err
			}
			removed = append(removed, *describeBareMembership(&members.Rows[i]))
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
		return map[string]any{"membership": describeBareMembership(s.Found.Member)}, err
	})
}

// leaveProject ends the caller's own membership.
func leaveProject(c *call) (any, error) {
	return c.change(c.question(byID(c), facts.OnOwnMembership), func(tx *models.Tx, s *facts.State) (any, error) {
		_, err := models.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", s.Membership.ID)
		return map[string]any{"membership": describeBareMembership(s.Membership)}, err
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
