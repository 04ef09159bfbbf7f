package members

import (
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

// Users as members of projects (docs/contract.md 2.16).
func userMembershipRoutes() []pep.Route {
	const older, newer = "/api/v1/workspace/:project", "/api/v1/projects/:project"
	table := []pep.Route{
		{Method: "GET", Path: older + "/memberships", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "read", Handler: userMembers(asMemberships)},
		{Method: "GET", Path: newer + "/memberships", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "read", Handler: userMembers(asMemberships)},
		{Method: "GET", Path: newer + "/memberships/:membershipId", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "read", Handler: pep.Handle(getUserMember)},
		{Method: "GET", Path: newer + "/user/:userId/membership", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "read", Handler: pep.Handle(getMemberByUser)},
		{Method: "GET", Path: older + "/users", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "read", Handler: userMembers(asUsers)},
		{Method: "POST", Path: older + "/memberships", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "create", Event: "add-workspace-member", Handler: pep.HandleBody(addEncryptedMembers)},
		{Method: "POST", Path: newer + "/memberships", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "create", Event: "add-workspace-member", Handler: pep.HandleBody(addUsersWithRoles)},
		{Method: "POST", Path: "/api/v2/workspace/:project/memberships", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "create", Event: "add-workspace-member", Handler: pep.HandleBody(addUserMembers)},
		{Method: "DELETE", Path: newer + "/memberships", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "delete", Event: "remove-workspace-member", Handler: pep.HandleBody(removeUserMembers)},
		{Method: "DELETE", Path: "/api/v2/workspace/:project/memberships", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "delete", Event: "remove-workspace-member", Handler: pep.HandleBody(removeUserMembers)},
		{Method: "DELETE", Path: older + "/leave", Modes: pep.UserOnly, Resource: "workspace", Action: "leave", Event: "leave-project", Handler: pep.Handle(leaveProject)},
		{Method: "GET", Path: older + "/permissions", Modes: pep.UserOnly, Resource: "workspace", Action: "read", Handler: pep.Handle(projectPermissions)},
	}
	for _, base := range []string{older + "/memberships", newer + "/memberships"} {
		table = append(table,
			pep.Route{Method: "POST", Path: base + "/details", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "read", Handler: pep.HandleBody(findUserMember)},
			pep.Route{Method: "PATCH", Path: base + "/:membershipId", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "edit", Event: "update-user-workspace-role", Handler: pep.HandleBody(replaceUserRoles)},
			pep.Route{Method: "DELETE", Path: base + "/:membershipId", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "delete", Event: "remove-workspace-member", Handler: pep.Handle(removeUserMember)},
		)
	}
	return table
}

type namedUsersRequest struct {
	Emails    []string `json:"emails" validate:"max=100,dive,max=255"`
	Usernames []string `json:"usernames" validate:"max=100,dive,max=255"`
}

func (r *namedUsersRequest) Requested(*input.Requested) {} // see facts.NewMembers

// names are the email addresses of both lists.
func (r *namedUsersRequest) names() []string {
	names := []string{}
	for _, name := range append(append([]string{}, r.Emails...), r.Usernames...) {
		names = append(names, pep.NormalizeEmail(name))
	}
	return names
}

// addUsersRequest is the older form of naming users and their roles, in upper or lower case.
type addUsersRequest struct {
	namedUsersRequest
	RoleSlugs *[]string `json:"roleSlugs" validate:"omitnil,min=1,max=50,dive,min=1,max=64"`
}

// addUserMembers adds users of the organization as members with the named roles.
func addUserMembers(r *pep.Request, body *addUsersRequest) (*userMembershipsAnswer, error) {
	return addNamed(r, &body.namedUsersRequest, slugsOf(body.RoleSlugs))
}

type usersWithRolesRequest struct {
	Emails    []string  `json:"emails" validate:"max=100,dive,lowercase,max=255"`
	Usernames []string  `json:"usernames" validate:"max=100,dive,lowercase,max=255"`
	RoleSlugs *[]string `json:"roleSlugs" validate:"omitnil,min=1,max=50,dive,min=1,max=64"`
}

func (r *usersWithRolesRequest) Requested(*input.Requested) {} // see facts.NewMembers

// slugsOf are the roles of every added user: member by default.
func slugsOf(sent *[]string) []string {
	if sent == nil {
		return []string{roles.Member}
	}
	return *sent
}

// addUsersWithRoles adds users as members with the named roles.
func addUsersWithRoles(r *pep.Request, body *usersWithRolesRequest) (*userMembershipsAnswer, error) {
	return addNamed(r, &namedUsersRequest{body.Emails, body.Usernames}, slugsOf(body.RoleSlugs))
}

// addNamed adds users of the organization as members, all with the same roles.
func addNamed(r *pep.Request, users *namedUsersRequest, slugs []string) (*userMembershipsAnswer, error) {
	assigned := &roles.Set{}
	for i := range slugs {
		assigned.Wanted = append(assigned.Wanted, roles.Assignment{Role: &slugs[i]})
	}
	joining := &facts.NewMembers{Names: users.names(), Roles: roles.AskRoles(assigned.Wanted)}
	return pep.Change(r, r.Question(pep.ProjectByID(r), assigned.HandOut, joining.Read), func(tx *store.Tx, s *facts.State) (*userMembershipsAnswer, error) {
		if err := assigned.Known(); err != nil {
			return nil, err
		}
		added := []userMembershipJSON{}
		for _, name := range users.names() {
			row, err := addUser(r, tx, s, name, assigned.Found)
			if err != nil {
				return nil, err
			}
			added = append(added, describeUserMembership(row))
		}
		return &userMembershipsAnswer{Memberships: added}, nil
	})
}

func addUser(r *pep.Request, tx *store.Tx, s *facts.State, name string, assigned []roles.AssignedRole) (*models.ProjectMembership, error) {
	user, err := models.UserInOrganization(tx, s.OrgScope(), name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, pep.BadRequest("User " + name + " is not a member of the organization")
	}
	if err != nil {
		return nil, err
	}
	row, err := AddMember(r, tx, s.Scope(), input.Subject{Type: models.SubjectUser, ID: user.ID}, assigned)
	if errors.Is(err, store.ErrDuplicate) {
		return nil, pep.BadRequest("User " + name + " is already a member of the project")
	}
	return row, err
}

// removeUserMembers compares the caller with the privileges of every removed member.
func removeUserMembers(r *pep.Request, body *namedUsersRequest) (*userMembershipsAnswer, error) {
	members := &facts.NamedMembers{Names: body.names()}
	return pep.Change(r, r.Question(pep.ProjectByID(r), members.Read), func(tx *store.Tx, s *facts.State) (*userMembershipsAnswer, error) {
		removed := []userMembershipJSON{}
		for i := range members.Rows {
			if _, err := store.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", members.Rows[i].ID); err != nil {
				return nil, err
			}
			removed = append(removed, describeUserMembership(&members.Rows[i]))
		}
		return &userMembershipsAnswer{Memberships: removed}, nil
	})
}

func replaceUserRoles(r *pep.Request, body *replaceRolesRequest) (*rolesAnswer, error) {
	assigned, err := body.wanted()
	if err != nil {
		return nil, err
	}
	question := r.Question(pep.ProjectByID(r), facts.OnMembership(models.SubjectUser, r.Param("membershipId")), assigned.HandOut)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*rolesAnswer, error) {
		if err := assigned.Known(); err != nil {
			return nil, err
		}
		if _, err := store.Delete[models.MembershipRole](tx, s.Scope(), "membership_id = ?", s.Found.Member.ID); err != nil {
			return nil, err
		}
		rows, err := assign(r, tx, s.Scope(), s.Found.Member.ID, assigned.Found)
		return &rolesAnswer{Roles: describeAssignedRoles(rows)}, err
	})
}

func removeUserMember(r *pep.Request) (*userMembershipAnswer, error) {
	question := r.Question(pep.ProjectByID(r), facts.OnMembership(models.SubjectUser, r.Param("membershipId")))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*userMembershipAnswer, error) {
		_, err := store.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", s.Found.Member.ID)
		return &userMembershipAnswer{Membership: describeUserMembership(s.Found.Member)}, err
	})
}

// leaveProject deletes the caller's own membership.
func leaveProject(r *pep.Request) (*userMembershipAnswer, error) {
	return pep.Change(r, r.Question(pep.ProjectByID(r), facts.OnOwnMembership), func(tx *store.Tx, s *facts.State) (*userMembershipAnswer, error) {
		_, err := store.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", s.Membership.ID)
		return &userMembershipAnswer{Membership: describeUserMembership(s.Membership)}, err
	})
}

// projectPermissionsAnswer has a member's permissions in a project as packed rules.
type projectPermissionsAnswer struct {
	Data projectPermissionsJSON `json:"data"`
}

type projectPermissionsJSON struct {
	Permissions [][]any           `json:"permissions"`
	Membership  ownMembershipJSON `json:"membership"`
}

type ownMembershipJSON struct {
	userMembershipJSON
	Roles []roleNameJSON `json:"roles"`
}

type roleNameJSON struct {
	Role string `json:"role"`
}

// projectPermissions returns the calling user's permissions in a project as packed rules.
func projectPermissions(r *pep.Request) (*projectPermissionsAnswer, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*projectPermissionsAnswer, error) {
		rows, err := store.Find[models.MembershipRole](tx.OrderBy("created_at, id"), s.Scope(), "membership_id = ?", s.Membership.ID)
		if err != nil {
			return nil, err
		}
		rules, names := []permissions.Rule{}, []roleNameJSON{}
		for _, row := range rows {
			names = append(names, roleNameJSON{row.Role})
			held, err := rulesOf(r, tx, s.Scope(), row)
			if err != nil {
				return nil, err
			}
			rules = append(rules, held...)
		}
		membership := ownMembershipJSON{describeUserMembership(s.Membership), names}
		return &projectPermissionsAnswer{projectPermissionsJSON{permissions.Pack(rules), membership}}, nil
	})
}

func rulesOf(r *pep.Request, tx *store.Tx, scope store.Scope, row models.MembershipRole) ([]permissions.Rule, error) {
	if row.CustomRoleID == nil {
		return r.API.Engine.BuiltInRules(permissions.ScopeProject, row.Role), nil
	}
	role, err := store.First[models.ProjectRole](tx, scope, "id = ?", *row.CustomRoleID)
	if err != nil {
		return nil, err
	}
	return roles.DescribeRules(role.Permissions, permissions.Form(role.Form), permissions.ScopeProject), nil
}
