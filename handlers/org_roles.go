package handlers

import (
	"encoding/json"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

// Organization roles (docs/contract.md 2.5): packed rules under the organization's id,
// plain rules under the caller's own organization.
func orgRoleRoutes() []route {
	const packed = "/api/v1/organization/:org/roles"
	const plain = "/api/v1/organization/roles"
	return []route{
		{"POST", packed, j, "role", "create", "create-org-role", createOrgRole(permissions.FormPacked), false},
		{"PATCH", packed + "/:roleId", j, "role", "edit", "update-org-role", updateOrgRole(permissions.FormPacked), false},
		{"DELETE", packed + "/:roleId", j, "role", "delete", "delete-org-role", deleteOrgRole, false},
		{"GET", packed, j, "role", "read", "", listOrgRoles, false},
		{"GET", "/api/v1/organization/:org/permissions", j, "organization", "read", "", orgPermissions, false},
		{"POST", plain, ji, "role", "create", "create-org-role", createOrgRole(permissions.FormOrganization), false},
		{"PATCH", plain + "/:roleId", ji, "role", "edit", "update-org-role", updateOrgRole(permissions.FormOrganization), false},
		{"DELETE", plain + "/:roleId", ji, "role", "delete", "delete-org-role", deleteOrgRole, false},
		{"GET", plain + "/:roleId", ji, "role", "read", "", getOrgRole, false},
		{"GET", plain + "/slug/:roleSlug", ji, "role", "read", "", getOrgRoleBySlug, false},
	}
}

// inOrganization asks about something in the organization of the path, or in
// the caller's own.
func (c *call) inOrganization(targets ...facts.Target) facts.Question {
	question := c.question(facts.ProjectRef{}, targets...)
	question.Organization = c.Param("org")
	return question
}

// handingOutOrgRules tells the policy what an organization role would give.
func handingOutOrgRules(rules []permissions.Rule, form permissions.Form) facts.Target {
	return func(tx *models.Tx, s *facts.State) error {
		grant := engine.Grant{Source: engine.SourceRole, Role: engine.RoleCustom, Permissions: permissions.Compile(rules, form)}
		return facts.HandingOut(permissions.ScopeOrganization, s.OrgID(), grant)(tx, s)
	}
}

func createOrgRole(form permissions.Form) endpoint {
	return func(c *call) (any, error) {
		var body createRoleRequest
		if err := c.bind(&body); err != nil {
			return nil, err
		}
		if err := unreserved(*body.Slug); err != nil {
			return nil, err
		}
		rules, err := body.Permissions.parse(form, permissions.ScopeOrganization, "permissions")
		if err != nil {
			return nil, err
		}
		return c.change(c.inOrganization(handingOutOrgRules(rules, form)), func(tx *models.Tx, s *facts.State) (any, error) {
			row := &models.OrgRole{
				ID: models.NewID(), OrgID: s.OrgID(), Slug: *body.Slug, Name: *body.Name, Permissions: body.Permissions.text(),
				Packed: form == permissions.FormPacked, Version: 1, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
			}
			overlay(&row.Description, body.Description)
			return orgRoleBody(row, form), roleError(models.Create(tx, s.OrgScope(), row))
		})
	}
}

func updateOrgRole(form permissions.Form) endpoint {
	return func(c *call) (any, error) {
		var body updateRoleRequest
		if err := c.bind(&body); err != nil {
			return nil, err
		}
		targets := []facts.Target{facts.OnOrgRole(c.Param("roleId"))}
		if body.Slug != nil {
			if err := unreserved(*body.Slug); err != nil {
				return nil, err
			}
		}
		if body.Permissions != nil {
			rules, err := body.Permissions.parse(form, permissions.ScopeOrganization, "permissions")
			if err != nil {
				return nil, err
			}
			targets = append(targets, handingOutOrgRules(rules, form))
		}
		return c.change(c.inOrganization(targets...), func(tx *models.Tx, s *facts.State) (any, error) {
			row := s.Found.OrgRole
			overlay(&row.Slug, body.Slug)
			overlay(&row.Name, body.Name)
			overlay(&row.Description, body.Description)
			if body.Permissions != nil {
				row.Permissions, row.Packed = body.Permissions.text(), form == permissions.FormPacked
				row.Version++
			}
			row.UpdatedAt = models.At(c.now)
			return orgRoleBody(row, form), roleError(models.Update(tx, s.OrgScope(), row))
		})
	}
}

// deleteOrgRole refuses a role that somebody holds.
func deleteOrgRole(c *call) (any, error) {
	return c.change(c.inOrganization(facts.OnOrgRole(c.Param("roleId"))), func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.OrgRole
		held, err := models.Count[models.OrgMembership](tx, s.OrgScope(), "role_id = ?", row.ID)
		if err != nil {
			return nil, err
		}
		if held > 0 {
			return nil, badRequest("The role is assigned to members of the organization: assign them another one first")
		}
		_, err = models.Delete[models.OrgRole](tx, s.OrgScope(), "id = ?", row.ID)
		return orgRoleBody(row, formOf(row)), err
	})
}

func getOrgRole(c *call) (any, error) {
	return c.read(c.inOrganization(facts.OnOrgRole(c.Param("roleId"))), func(_ *models.Tx, s *facts.State) (any, error) {
		return orgRoleBody(s.Found.OrgRole, permissions.FormOrganization), nil
	})
}

func getOrgRoleBySlug(c *call) (any, error) {
	return c.read(c.inOrganization(facts.OnOrgRoleSlug(c.Param("roleSlug"))), func(_ *models.Tx, s *facts.State) (any, error) {
		return orgRoleBody(s.Found.OrgRole, permissions.FormOrganization), nil
	})
}

func formOf(row *models.OrgRole) permissions.Form {
	if row.Packed {
		return permissions.FormPacked
	}
	return permissions.FormOrganization
}

// orgRoleJSON is an organization role; permissions are packed or plain as the
// route asks, and byte for byte what was sent where that is the form sent.
type orgRoleJSON struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Slug        string      `json:"slug"`
	Description string      `json:"description"`
	OrgID       string      `json:"orgId"`
	Permissions any         `json:"permissions"`
	CreatedAt   models.Time `json:"createdAt"`
	UpdatedAt   models.Time `json:"updatedAt"`
}

func describeOrgRole(row *models.OrgRole, form permissions.Form) orgRoleJSON {
	body := orgRoleJSON{
		ID: row.ID, Name: row.Name, Slug: row.Slug, Description: row.Description, OrgID: row.OrgID,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
	rules := describeRules(row.Permissions, formOf(row), permissions.ScopeOrganization)
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

func orgRoleBody(row *models.OrgRole, form permissions.Form) map[string]any {
	return map[string]any{"role": describeOrgRole(row, form)}
}

func listOrgRoles(c *call) (any, error) {
	return c.read(c.inOrganization(), func(tx *models.Tx, s *facts.State) (any, error) {
		org, err := models.First[models.Organization](tx, models.Installation, "id = ?", s.OrgID())
		if err != nil {
			return nil, err
		}
		list := []orgRoleJSON{}
		for _, role := range builtInOrgRoles {
			list = append(list, orgRoleJSON{
				ID: role.slug, Name: role.name, Slug: role.slug, Description: role.description, OrgID: s.OrgID(),
				Permissions: permissions.Pack(c.api.Engine.BuiltInRules(permissions.ScopeOrganization, role.slug)),
				CreatedAt:   org.CreatedAt, UpdatedAt: org.UpdatedAt,
			})
		}
		rows, err := models.Find[models.OrgRole](tx.OrderBy("created_at, id"), s.OrgScope(), "")
		for i := range rows {
			list = append(list, describeOrgRole(&rows[i], permissions.FormPacked))
		}
		return map[string]any{"data": map[string]any{"roles": list}}, err
	})
}

// orgPermissions answers what the caller itself holds.
func orgPermissions(c *call) (any, error) {
	return c.read(c.inOrganization(), func(tx *models.Tx, s *facts.State) (any, error) {
		membership := s.OrgMembership
		rules := c.api.Engine.BuiltInRules(permissions.ScopeOrganization, membership.Role)
		if membership.RoleID != nil {
			role, err := facts.OrgRoleByID(tx, s.OrgScope(), *membership.RoleID)
			if err != nil {
				return nil, err
			}
			if role != nil {
				rules = describeRules(role.Permissions, formOf(role), permissions.ScopeOrganization)
			}
		}
		return map[string]any{"permissions": permissions.Pack(rules), "membership": describeOrgMembership(membership)}, nil
	})
}

type orgMembershipJSON struct {
	ID               string      `json:"id"`
	Role             string      `json:"role"`
	RoleID           *string     `json:"roleId"`
	Status           string      `json:"status"`
	InviteEmail      *string     `json:"inviteEmail"`
	UserID           *string     `json:"userId"`
	OrgID            string      `json:"orgId"`
	IsActive         bool        `json:"isActive"`
	ProjectFavorites []string    `json:"projectFavorites"`
	CreatedAt        models.Time `json:"createdAt"`
	UpdatedAt        models.Time `json:"updatedAt"`
}

func describeOrgMembership(row *models.OrgMembership) orgMembershipJSON {
	return orgMembershipJSON{
		ID: row.ID, Role: row.Role, RoleID: row.RoleID, Status: row.Status, InviteEmail: optional(row.InviteEmail),
		UserID: optional(row.SubjectID), OrgID: row.OrgID, IsActive: row.IsActive, ProjectFavorites: []string{},
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

// optional is nil for an empty text.
func optional(text string) *string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return &text
}
