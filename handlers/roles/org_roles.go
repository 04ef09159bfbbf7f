package roles

import (
	"encoding/json"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Organization roles (docs/contract.md 2.5): packed rules on routes with the organization's
// id, plain rules on routes for the caller's organization.
func orgRoleRoutes() []pep.Route {
	const packed = "/api/v1/organization/:org/roles"
	const plain = "/api/v1/organization/roles"
	return []pep.Route{
		{Method: "POST", Path: packed, Modes: pep.UserOnly, Resource: "role", Action: "create", Event: "create-org-role", Handler: createOrgRole(permissions.FormPacked)},
		{Method: "PATCH", Path: packed + "/:roleId", Modes: pep.UserOnly, Resource: "role", Action: "edit", Event: "update-org-role", Handler: updateOrgRole(permissions.FormPacked)},
		{Method: "DELETE", Path: packed + "/:roleId", Modes: pep.UserOnly, Resource: "role", Action: "delete", Event: "delete-org-role", Handler: pep.Handle(deleteOrgRole)},
		{Method: "GET", Path: packed, Modes: pep.UserOnly, Resource: "role", Action: "read", Handler: pep.Handle(listOrgRoles)},
		{Method: "GET", Path: "/api/v1/organization/:org/permissions", Modes: pep.UserOnly, Resource: "organization", Action: "read", Handler: pep.Handle(orgPermissions)},
		{Method: "POST", Path: plain, Modes: pep.UserOrIdentity, Resource: "role", Action: "create", Event: "create-org-role", Handler: createOrgRole(permissions.FormOrganization)},
		{Method: "PATCH", Path: plain + "/:roleId", Modes: pep.UserOrIdentity, Resource: "role", Action: "edit", Event: "update-org-role", Handler: updateOrgRole(permissions.FormOrganization)},
		{Method: "DELETE", Path: plain + "/:roleId", Modes: pep.UserOrIdentity, Resource: "role", Action: "delete", Event: "delete-org-role", Handler: pep.Handle(deleteOrgRole)},
		{Method: "GET", Path: plain + "/:roleId", Modes: pep.UserOrIdentity, Resource: "role", Action: "read", Handler: pep.Handle(getOrgRole)},
		{Method: "GET", Path: plain + "/slug/:roleSlug", Modes: pep.UserOrIdentity, Resource: "role", Action: "read", Handler: pep.Handle(getOrgRoleBySlug)},
	}
}

// InOrganization asks about a resource of the organization in the path, or else of the
// caller's organization.
func InOrganization(r *pep.Request, targets ...facts.TargetLoader) facts.Question {
	question := r.Question(facts.ProjectRef{}, targets...)
	question.Organization = r.Param("org")
	return question
}

// handingOutOrgRules adds an organization role's permissions to the policy's facts.
func handingOutOrgRules(rules []permissions.Rule, form permissions.Form) facts.TargetLoader {
	return func(tx *store.Tx, s *facts.State) error {
		grant := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, Permissions: permissions.Compile(rules, form)}
		return facts.HandingOut(permissions.ScopeOrganization, s.OrgID(), grant)(tx, s)
	}
}

func createOrgRole(form permissions.Form) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body *createRoleRequest) (*orgRoleAnswer, error) {
		if err := unreserved(*body.Slug); err != nil {
			return nil, err
		}
		rules, err := body.Permissions.Parse(form, permissions.ScopeOrganization, "permissions")
		if err != nil {
			return nil, err
		}
		return pep.Change(r, InOrganization(r, handingOutOrgRules(rules, form)), func(tx *store.Tx, s *facts.State) (*orgRoleAnswer, error) {
			row := &models.OrgRole{
				ID: store.NewID(), OrgID: s.OrgID(), Slug: *body.Slug, Name: *body.Name, Permissions: body.Permissions.Text(),
				Packed: form == permissions.FormPacked, Version: 1, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
			}
			pep.SetIfSent(&row.Description, body.Description)
			return orgRoleBody(row, form), roleError(store.Create(tx, s.OrgScope(), row))
		})
	})
}

func updateOrgRole(form permissions.Form) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body *updateRoleRequest) (*orgRoleAnswer, error) {
		targets := []facts.TargetLoader{facts.OnOrgRole(r.Param("roleId"))}
		if body.Slug != nil {
			if err := unreserved(*body.Slug); err != nil {
				return nil, err
			}
		}
		if body.Permissions != nil {
			rules, err := body.Permissions.Parse(form, permissions.ScopeOrganization, "permissions")
			if err != nil {
				return nil, err
			}
			targets = append(targets, handingOutOrgRules(rules, form))
		}
		return pep.Change(r, InOrganization(r, targets...), func(tx *store.Tx, s *facts.State) (*orgRoleAnswer, error) {
			row := s.Found.OrgRole
			err := store.Edit(tx, s.OrgScope(), row, func(row *models.OrgRole) error {
				pep.SetIfSent(&row.Slug, body.Slug)
				pep.SetIfSent(&row.Name, body.Name)
				pep.SetIfSent(&row.Description, body.Description)
				if body.Permissions != nil {
					row.Permissions, row.Packed = body.Permissions.Text(), form == permissions.FormPacked
					row.Version++
				}
				row.UpdatedAt = store.At(r.Now)
				return nil
			})
			return orgRoleBody(row, form), roleError(err)
		})
	})
}

// deleteOrgRole refuses to delete a role in use.
func deleteOrgRole(r *pep.Request) (*orgRoleAnswer, error) {
	return pep.Change(r, InOrganization(r, facts.OnOrgRole(r.Param("roleId"))), func(tx *store.Tx, s *facts.State) (*orgRoleAnswer, error) {
		row := s.Found.OrgRole
		held, err := store.Count[models.OrgMembership](tx, s.OrgScope(), "role_id = ?", row.ID)
		if err != nil {
			return nil, err
		}
		if held > 0 {
			return nil, pep.BadRequest("The role is assigned to members of the organization: assign them another one first")
		}
		_, err = store.Delete[models.OrgRole](tx, s.OrgScope(), "id = ?", row.ID)
		return orgRoleBody(row, formOf(row)), err
	})
}

func getOrgRole(r *pep.Request) (*orgRoleAnswer, error) {
	return pep.Read(r, InOrganization(r, facts.OnOrgRole(r.Param("roleId"))), func(_ *store.Tx, s *facts.State) (*orgRoleAnswer, error) {
		return orgRoleBody(s.Found.OrgRole, permissions.FormOrganization), nil
	})
}

func getOrgRoleBySlug(r *pep.Request) (*orgRoleAnswer, error) {
	return pep.Read(r, InOrganization(r, facts.OnOrgRoleSlug(r.Param("roleSlug"))), func(_ *store.Tx, s *facts.State) (*orgRoleAnswer, error) {
		return orgRoleBody(s.Found.OrgRole, permissions.FormOrganization), nil
	})
}

func formOf(row *models.OrgRole) permissions.Form {
	if row.Packed {
		return permissions.FormPacked
	}
	return permissions.FormOrganization
}

// orgRoleJSON is an organization role. Its permissions are packed or plain, depending on the
// route, and byte for byte as sent if they were sent in that form.
type orgRoleJSON struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Slug        string     `json:"slug"`
	Description string     `json:"description"`
	OrgID       string     `json:"orgId"`
	Permissions any        `json:"permissions"`
	CreatedAt   store.Time `json:"createdAt"`
	UpdatedAt   store.Time `json:"updatedAt"`
}

func describeOrgRole(row *models.OrgRole, form permissions.Form) orgRoleJSON {
	body := orgRoleJSON{
		ID: row.ID, Name: row.Name, Slug: row.Slug, Description: row.Description, OrgID: row.OrgID,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
	rules := DescribeRules(row.Permissions, formOf(row), permissions.ScopeOrganization)
	switch {
	case form == permissions.FormPacked && row.Packed:
		body.Permissions = json.RawMessage(row.Permissions)
	case form == permissions.FormPacked:
		body.Permissions = permissions.Pack(rules)
	default:
		body.Permissions = rules
	}
	return body
}

// orgRoleAnswer is the response for one role of an organization.
type orgRoleAnswer struct {
	Role orgRoleJSON `json:"role"`
}

func orgRoleBody(row *models.OrgRole, form permissions.Form) *orgRoleAnswer {
	return &orgRoleAnswer{describeOrgRole(row, form)}
}

type orgRoleList struct {
	Roles []orgRoleJSON `json:"roles"`
}

// orgRolesAnswer lists the roles of an organization.
type orgRolesAnswer struct {
	Data orgRoleList `json:"data"`
}

func listOrgRoles(r *pep.Request) (*orgRolesAnswer, error) {
	return pep.Read(r, InOrganization(r), func(tx *store.Tx, s *facts.State) (*orgRolesAnswer, error) {
		org, err := store.First[models.Organization](tx, store.Installation, "id = ?", s.OrgID())
		if err != nil {
			return nil, err
		}
		list := []orgRoleJSON{}
		for _, role := range builtInOrgRoles {
			list = append(list, orgRoleJSON{
				ID: role.slug, Name: role.name, Slug: role.slug, Description: role.description, OrgID: s.OrgID(),
				Permissions: permissions.Pack(r.API.Engine.BuiltInRules(permissions.ScopeOrganization, role.slug)),
				CreatedAt:   org.CreatedAt, UpdatedAt: org.UpdatedAt,
			})
		}
		rows, err := store.Find[models.OrgRole](tx.OrderBy("created_at, id"), s.OrgScope(), "")
		for i := range rows {
			list = append(list, describeOrgRole(&rows[i], permissions.FormPacked))
		}
		return &orgRolesAnswer{orgRoleList{list}}, err
	})
}

// orgPermissionsAnswer has a member's permissions in an organization as packed rules.
type orgPermissionsAnswer struct {
	Permissions [][]any           `json:"permissions"`
	Membership  OrgMembershipJSON `json:"membership"`
}

// orgPermissions returns the caller's own permissions.
func orgPermissions(r *pep.Request) (*orgPermissionsAnswer, error) {
	return pep.Read(r, InOrganization(r), func(tx *store.Tx, s *facts.State) (*orgPermissionsAnswer, error) {
		membership := s.OrgMembership
		rules := r.API.Engine.BuiltInRules(permissions.ScopeOrganization, membership.Role)
		if membership.RoleID != nil {
			role, err := facts.OrgRoleByID(tx, s.OrgScope(), *membership.RoleID)
			if err != nil {
				return nil, err
			}
			if role != nil {
				rules = DescribeRules(role.Permissions, formOf(role), permissions.ScopeOrganization)
			}
		}
		return &orgPermissionsAnswer{Permissions: permissions.Pack(rules), Membership: DescribeOrgMembership(membership)}, nil
	})
}

// OrgMembershipJSON is a membership of an organization in the API.
type OrgMembershipJSON struct {
	ID               string     `json:"id"`
	Role             string     `json:"role"`
	RoleID           *string    `json:"roleId"`
	Status           string     `json:"status"`
	InviteEmail      *string    `json:"inviteEmail"`
	UserID           *string    `json:"userId"`
	OrgID            string     `json:"orgId"`
	IsActive         bool       `json:"isActive"`
	ProjectFavorites []string   `json:"projectFavorites"`
	CreatedAt        store.Time `json:"createdAt"`
	UpdatedAt        store.Time `json:"updatedAt"`
}

// DescribeOrgMembership converts a stored membership to its API form.
func DescribeOrgMembership(row *models.OrgMembership) OrgMembershipJSON {
	return OrgMembershipJSON{
		ID: row.ID, Role: row.Role, RoleID: row.RoleID, Status: row.Status, InviteEmail: pep.NilIfEmpty(row.InviteEmail),
		UserID: pep.NilIfEmpty(row.SubjectID), OrgID: row.OrgID, IsActive: row.IsActive, ProjectFavorites: []string{},
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}
