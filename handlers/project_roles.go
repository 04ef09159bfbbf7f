package handlers

import (
	"slices"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

// Custom project roles (docs/contract.md 2.13): the older form, whose project is named
// by slug, and the newer one with operators and inverted rules.
func projectRoleRoutes() []route {
	v1 := roleForm{permissions.FormV1, bySlug}
	v2 := roleForm{permissions.FormV2, byID}
	table := []route{{"GET", "/api/v1/projects/roles/:roleId", ji, "role", "read", "", getProjectRoleAlone, false}}
	for base, form := range map[string]roleForm{
		"/api/v1/workspace/:project/roles": v1, "/api/v2/workspace/:project/roles": v2, "/api/v1/projects/:project/roles": v2,
	} {
		table = append(table,
			route{"POST", base, ji, "role", "create", "create-project-role", form.create, false},
			route{"GET", base, ji, "role", "read", "", form.list, false},
			route{"GET", base + "/slug/:roleSlug", ji, "role", "read", "", form.get, false},
			route{"PATCH", base + "/:roleId", ji, "role", "edit", "update-project-role", form.update, false},
			route{"DELETE", base + "/:roleId", ji, "role", "delete", "delete-project-role", form.remove, false},
		)
	}
	return table
}

// roleForm is one generation of the role routes.
type roleForm struct {
	form    permissions.Form
	project func(*call) facts.ProjectRef
}

// reservedRoles are slugs that no custom role may take.
var reservedRoles = []string{"admin", "member", "custom", "viewer", "no-access", "ssh-host-bootstrapper", "cryptographic-operator"}

type createRoleRequest struct {
	Slug        *string  `json:"slug" validate:"required,slug,min=1,max=64"`
	Name        *string  `json:"name" validate:"required,min=1,max=255"`
	Description *string  `json:"description" validate:"omitnil,max=1024"`
	Permissions ruleList `json:"permissions"`
}

func (r *createRoleRequest) requested(asks *engine.Requested) {
	asks.Name, asks.Slug, asks.Permissions = r.Name, r.Slug, r.Permissions.requested()
}

func (r *createRoleRequest) normalize() {
	trim(r.Slug, r.Name)
	if r.Slug != nil {
		*r.Slug = strings.ToLower(*r.Slug)
	}
}

func unreserved(slug string) error {
	if slices.Contains(reservedRoles, slug) {
		return badRequest("The slug " + slug + " is reserved for a built-in role")
	}
	return nil
}

func (f roleForm) create(c *call) (any, error) {
	var body createRoleRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	if err := unreserved(*body.Slug); err != nil {
		return nil, err
	}
	rules, err := body.Permissions.parse(f.form, permissions.ScopeProject, "permissions")
	if err != nil {
		return nil, err
	}
	question := c.question(f.project(c), handingOutRules(rules, f.form))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := &models.ProjectRole{
			ID: models.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, Slug: *body.Slug, Name: *body.Name,
			Description: body.Description, Permissions: body.Permissions.text(), Form: int64(f.form), Version: 1,
			CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		}
		return projectRoleBody(row), roleError(models.Create(tx, s.Scope(), row))
	})
}

// handingOutRules tells the policy what a role or privilege would give in the
// project, whoever holds it.
func handingOutRules(rules []permissions.Rule, form permissions.Form) facts.Target {
	return func(tx *models.Tx, s *facts.State) error {
		if s.Project == nil {
			return nil
		}
		grant := engine.Grant{Source: engine.SourceRole, Role: engine.RoleCustom, Permissions: permissions.Compile(rules, form)}
		return facts.HandingOut(permissions.ScopeProject, s.Project.ID, grant)(tx, s)
	}
}

func roleError(err error) error { return duplicateAs("A role with this slug exists already", err) }

type updateRoleRequest struct {
	Slug        *string   `json:"slug" validate:"omitnil,slug,min=1,max=64"`
	Name        *string   `json:"name" validate:"omitnil,min=1,max=255"`
	Description *string   `json:"description" validate:"omitnil,max=1024"`
	Permissions *ruleList `json:"permissions"`
}

func (r *updateRoleRequest) requested(asks *engine.Requested) {
	asks.Name, asks.Slug = r.Name, r.Slug
	if r.Permissions != nil {
		asks.Permissions = r.Permissions.requested()
	}
}

func (r *updateRoleRequest) normalize() {
	trim(r.Slug, r.Name)
	if r.Slug != nil {
		*r.Slug = strings.ToLower(*r.Slug)
	}
}

// update compares what the role gives now and what it would give: whoever
// edits a role must hold both.
func (f roleForm) update(c *call) (any, error) {
	var body updateRoleRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	targets := []facts.Target{facts.OnProjectRole(c.Param("roleId"))}
	if body.Slug != nil {
		if err := unreserved(*body.Slug); err != nil {
			return nil, err
		}
	}
	if body.Permissions != nil {
		rules, err := body.Permissions.parse(f.form, permissions.ScopeProject, "permissions")
		if err != nil {
			return nil, err
		}
		targets = append(targets, handingOutRules(rules, f.form))
	}
	return c.change(c.question(f.project(c), targets...), func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.ProjectRole
		overlay(&row.Slug, body.Slug)
		overlay(&row.Name, body.Name)
		if body.Description != nil {
			row.Description = body.Description
		}
		if body.Permissions != nil {
			row.Permissions, row.Form = body.Permissions.text(), int64(f.form)
			row.Version++
		}
		row.UpdatedAt = models.At(c.now)
		return projectRoleBody(row), roleError(models.Update(tx, s.Scope(), row))
	})
}

// remove refuses a role that somebody holds; taking rights away is a matter of
// memberships.
func (f roleForm) remove(c *call) (any, error) {
	question := c.question(f.project(c), facts.OnProjectRole(c.Param("roleId")))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.ProjectRole
		held, err := models.Count[models.MembershipRole](tx, s.Scope(), "custom_role_id = ?", row.ID)
		if err != nil {
			return nil, err
		}
		if held > 0 {
			return nil, badRequest("The role is assigned to members of the project: assign them another one first")
		}
		_, err = models.Delete[models.ProjectRole](tx, s.Scope(), "id = ?", row.ID)
		return projectRoleBody(row), err
	})
}
