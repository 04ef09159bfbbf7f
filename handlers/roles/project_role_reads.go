package roles

import (
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// projectRolesAnswer lists the roles of a project.
type projectRolesAnswer struct {
	Roles []projectRoleJSON `json:"roles"`
}

// list returns the built-in roles first, and omits the rules.
func (f roleForm) list(r *pep.Request) (*projectRolesAnswer, error) {
	return pep.Read(r, r.Question(f.project(r)), func(tx *store.Tx, s *facts.State) (*projectRolesAnswer, error) {
		rows, err := store.Find[models.ProjectRole](tx.OrderBy("created_at, id"), s.Scope(), "")
		list := []projectRoleJSON{}
		for _, role := range builtInProjectRoles {
			list = append(list, builtInProjectRole(s.Project, role, nil))
		}
		for i := range rows {
			body := describeProjectRole(&rows[i])
			body.Permissions = nil
			list = append(list, body)
		}
		return &projectRolesAnswer{Roles: list}, err
	})
}

func (f roleForm) get(r *pep.Request) (*projectRoleAnswer, error) {
	slug := r.Param("roleSlug")
	return pep.Read(r, r.Question(f.project(r)), func(tx *store.Tx, s *facts.State) (*projectRoleAnswer, error) {
		for _, role := range builtInProjectRoles {
			if role.slug == slug {
				rules := r.API.Engine.BuiltInRules(permissions.ScopeProject, slug)
				return &projectRoleAnswer{Role: builtInProjectRole(s.Project, role, rules)}, nil
			}
		}
		row, err := facts.ProjectRoleBySlug(tx, s.Scope(), slug)
		if err == nil && row == nil {
			err = pep.NotFound("Project role with slug " + slug + " not found")
		}
		if err != nil {
			return nil, err
		}
		return projectRoleBody(row), nil
	})
}

func getProjectRoleAlone(r *pep.Request) (*projectRoleAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}, facts.OnProjectRoleAlone(r.Param("roleId"))), func(_ *store.Tx, s *facts.State) (*projectRoleAnswer, error) {
		return projectRoleBody(s.Found.ProjectRole), nil
	})
}

// projectRoleJSON is a role of a project (docs/contract.md 2.13).
type projectRoleJSON struct {
	ID          string              `json:"id"`
	Name        string              `json:"name"`
	Slug        string              `json:"slug"`
	Description string              `json:"description"`
	ProjectID   string              `json:"projectId"`
	Permissions *[]permissions.Rule `json:"permissions,omitempty"`
	CreatedAt   store.Time          `json:"createdAt"`
	UpdatedAt   store.Time          `json:"updatedAt"`
}

func describeProjectRole(row *models.ProjectRole) projectRoleJSON {
	rules := DescribeRules(row.Permissions, permissions.Form(row.Form), permissions.ScopeProject)
	body := projectRoleJSON{
		ID: row.ID, Name: row.Name, Slug: row.Slug, ProjectID: row.ProjectID, Permissions: &rules,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
	pep.SetIfSent(&body.Description, row.Description)
	return body
}

// builtInProjectRole describes a built-in role as if it belonged to the project. Its id is its
// slug, because it has no row.
func builtInProjectRole(project *models.Project, role builtInRole, rules []permissions.Rule) projectRoleJSON {
	body := projectRoleJSON{
		ID: role.slug, Name: role.name, Slug: role.slug, Description: role.description, ProjectID: project.ID,
		CreatedAt: project.CreatedAt, UpdatedAt: project.UpdatedAt,
	}
	if rules != nil {
		body.Permissions = &rules
	}
	return body
}

// projectRoleAnswer is the response for one role of a project.
type projectRoleAnswer struct {
	Role projectRoleJSON `json:"role"`
}

func projectRoleBody(row *models.ProjectRole) *projectRoleAnswer {
	return &projectRoleAnswer{describeProjectRole(row)}
}
