package roles

import (
	"slices"
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Custom project roles (docs/contract.md 2.13): the older form with the project's slug, and
// the newer one with operators and inverted rules.
func projectRoleRoutes() []pep.Route {
	v1 := roleForm{permissions.FormV1, pep.ProjectBySlug}
	v2 := roleForm{permissions.FormV2, pep.ProjectByID}
	table := []pep.Route{{Method: "GET", Path: "/api/v1/projects/roles/:roleId", Modes: pep.UserOrIdentity, Resource: "role", Action: "read", Handler: pep.Handle(getProjectRoleAlone)}}
	for base, form := range map[string]roleForm{
		"/api/v1/workspace/:project/roles": v1, "/api/v2/workspace/:project/roles": v2, "/api/v1/projects/:project/roles": v2,
	} {
		table = append(table,
			pep.Route{Method: "POST", Path: base, Modes: pep.UserOrIdentity, Resource: "role", Action: "create", Event: "create-project-role", Title: "Create project role", Handler: pep.HandleBody(form.create)},
			pep.Route{Method: "GET", Path: base, Modes: pep.UserOrIdentity, Resource: "role", Action: "read", Title: "List project roles", Handler: pep.Handle(form.list)},
			pep.Route{Method: "GET", Path: base + "/slug/:roleSlug", Modes: pep.UserOrIdentity, Resource: "role", Action: "read", Title: "Get project role", Handler: pep.Handle(form.get)},
			pep.Route{Method: "PATCH", Path: base + "/:roleId", Modes: pep.UserOrIdentity, Resource: "role", Action: "edit", Event: "update-project-role", Title: "Update project role", Handler: pep.HandleBody(form.update)},
			pep.Route{Method: "DELETE", Path: base + "/:roleId", Modes: pep.UserOrIdentity, Resource: "role", Action: "delete", Event: "delete-project-role", Title: "Delete project role", Handler: pep.Handle(form.remove)},
		)
	}
	return table
}

// roleForm is one generation of the role routes.
type roleForm struct {
	form    permissions.Form
	project func(*pep.Request) facts.ProjectRef
}

// reservedRoles are slugs that custom roles cannot use.
var reservedRoles = []string{"admin", "member", "custom", "viewer", "no-access", "ssh-host-bootstrapper", "cryptographic-operator"}

type createRoleRequest struct {
	Slug        *string  `json:"slug" validate:"required,slug,min=1,max=64"`
	Name        *string  `json:"name" validate:"required,min=1,max=255"`
	Description *string  `json:"description" validate:"omitnil,max=1024"`
	Permissions RuleList `json:"permissions" bound:"permissions.CheckSize"`
}

func (r *createRoleRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Slug, asks.Permissions = r.Name, r.Slug, r.Permissions.Requested()
}

func (r *createRoleRequest) Normalize() {
	pep.Trim(r.Slug, r.Name)
	if r.Slug != nil {
		*r.Slug = strings.ToLower(*r.Slug)
	}
}

func unreserved(slug string) error {
	if slices.Contains(reservedRoles, slug) {
		return pep.BadRequest("The slug " + slug + " is reserved for a built-in role")
	}
	return nil
}

func (f roleForm) create(r *pep.Request, body *createRoleRequest) (*projectRoleAnswer, error) {
	if err := unreserved(*body.Slug); err != nil {
		return nil, err
	}
	rules, err := body.Permissions.Parse(f.form, permissions.ScopeProject, "permissions")
	if err != nil {
		return nil, err
	}
	question := r.Question(f.project(r), handingOutRules(rules, f.form))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*projectRoleAnswer, error) {
		row := &models.ProjectRole{
			ID: store.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, Slug: *body.Slug, Name: *body.Name,
			Description: body.Description, Permissions: body.Permissions.Text(), Form: int64(f.form), Version: 1,
			CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		}
		return projectRoleBody(row), roleError(store.Create(tx, s.Scope(), row))
	})
}

// handingOutRules adds the permissions of a role or privilege in the project to the policy's
// facts, for every holder.
func handingOutRules(rules []permissions.Rule, form permissions.Form) facts.TargetLoader {
	return func(tx *store.Tx, s *facts.State) error {
		if s.Project == nil {
			return nil
		}
		grant := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, Permissions: permissions.Compile(rules, form)}
		return facts.HandingOut(permissions.ScopeProject, s.Project.ID, grant)(tx, s)
	}
}

func roleError(err error) error { return pep.DuplicateAs("A role with this slug exists already", err) }

type updateRoleRequest struct {
	Slug        *string   `json:"slug" validate:"omitnil,slug,min=1,max=64"`
	Name        *string   `json:"name" validate:"omitnil,min=1,max=255"`
	Description *string   `json:"description" validate:"omitnil,max=1024"`
	Permissions *RuleList `json:"permissions" bound:"permissions.CheckSize"`
}

func (r *updateRoleRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Slug = r.Name, r.Slug
	if r.Permissions != nil {
		asks.Permissions = r.Permissions.Requested()
	}
}

func (r *updateRoleRequest) Normalize() {
	pep.Trim(r.Slug, r.Name)
	if r.Slug != nil {
		*r.Slug = strings.ToLower(*r.Slug)
	}
}

// update compares the caller with the role's current and future permissions: a subject that
// edits a role must hold both.
func (f roleForm) update(r *pep.Request, body *updateRoleRequest) (*projectRoleAnswer, error) {
	targets := []facts.TargetLoader{facts.OnProjectRole(r.Param("roleId"))}
	if body.Slug != nil {
		if err := unreserved(*body.Slug); err != nil {
			return nil, err
		}
	}
	if body.Permissions != nil {
		rules, err := body.Permissions.Parse(f.form, permissions.ScopeProject, "permissions")
		if err != nil {
			return nil, err
		}
		targets = append(targets, handingOutRules(rules, f.form))
	}
	return pep.Change(r, r.Question(f.project(r), targets...), func(tx *store.Tx, s *facts.State) (*projectRoleAnswer, error) {
		row := s.Found.ProjectRole
		err := store.Edit(tx, s.Scope(), row, func(row *models.ProjectRole) error {
			pep.SetIfSent(&row.Slug, body.Slug)
			pep.SetIfSent(&row.Name, body.Name)
			if body.Description != nil {
				row.Description = body.Description
			}
			if body.Permissions != nil {
				row.Permissions, row.Form = body.Permissions.Text(), int64(f.form)
				row.Version++
			}
			row.UpdatedAt = store.At(r.Now)
			return nil
		})
		return projectRoleBody(row), roleError(err)
	})
}

// remove refuses to delete a role in use; permissions are revoked through memberships.
func (f roleForm) remove(r *pep.Request) (*projectRoleAnswer, error) {
	question := r.Question(f.project(r), facts.OnProjectRole(r.Param("roleId")))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*projectRoleAnswer, error) {
		row := s.Found.ProjectRole
		held, err := store.Count[models.MembershipRole](tx, s.Scope(), "custom_role_id = ?", row.ID)
		if err != nil {
			return nil, err
		}
		if held > 0 {
			return nil, pep.BadRequest("The role is assigned to members of the project: assign them another one first")
		}
		_, err = store.Delete[models.ProjectRole](tx, s.Scope(), "id = ?", row.ID)
		return projectRoleBody(row), err
	})
}
