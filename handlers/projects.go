package handlers

import (
	"errors"
	"slices"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
)

// Projects, which the API calls workspaces (docs/contract.md 2.10).
func projectRoutes() []route {
	return []route{
		{"POST", "/api/v2/workspace", ji, "workspace", "create", "create-project", createProject, false},
		{"POST", "/api/v1/projects", ji, "workspace", "create", "create-project", createProject, false},
		{"GET", "/api/v2/workspace/:project", ji, "workspace", "read", "", getProject(bySlug, flat), false},
		{"PATCH", "/api/v2/workspace/:project", ji, "settings", "edit", "update-project", updateProject(bySlug, flat), false},
		{"DELETE", "/api/v2/workspace/:project", ji, "workspace", "delete", "delete-project", deleteProject(bySlug, flat), false},
		{"GET", "/api/v1/workspace", jki, "account", "listProjects", "", listProjects("workspaces"), false},
		{"GET", "/api/v1/projects", jki, "account", "listProjects", "", listProjects("projects"), false},
		{"GET", "/api/v1/workspace/:project", jksi, "workspace", "read", "", getProject(byID, inWorkspace), false},
		{"GET", "/api/v1/projects/:project", jksi, "workspace", "read", "", getProject(byID, inProject), false},
		{"GET", "/api/v1/workspace/slug/:slug", ji, "workspace", "read", "", getProject(bySlug, flat), false},
		{"GET", "/api/v1/projects/slug/:slug", ji, "workspace", "read", "", getProject(bySlug, flat), false},
		{"PATCH", "/api/v1/workspace/:project", ji, "settings", "edit", "update-project", updateProject(byID, inWorkspace), false},
		{"PATCH", "/api/v1/projects/:project", ji, "settings", "edit", "update-project", updateProject(byID, inProject), false},
		{"DELETE", "/api/v1/workspace/:project", ji, "workspace", "delete", "delete-project", deleteProject(byID, inWorkspace), false},
		{"DELETE", "/api/v1/projects/:project", ji, "workspace", "delete", "delete-project", deleteProject(byID, inProject), false},
		{"DELETE", "/api/v1/projects/slug/:slug", ji, "workspace", "delete", "delete-project", deleteProject(bySlug, flat), false},
		{"GET", "/api/v2/organizations/:org/workspaces", jki, "account", "listProjects", "", listProjects("workspaces"), false},
	}
}

// byID and bySlug are how a path names its project.
func byID(c *call) facts.ProjectRef { return facts.ProjectRef{ID: c.Param("project")} }

func bySlug(c *call) facts.ProjectRef {
	if slug := c.Param("slug"); slug != "" {
		return facts.ProjectRef{Slug: slug}
	}
	return facts.ProjectRef{Slug: c.Param("project")}
}

// flat, inWorkspace and inProject are the shapes that clients expect of
// different routes.
func flat(p *projectJSON) any        { return p }
func inWorkspace(p *projectJSON) any { return map[string]any{"workspace": p} }
func inProject(p *projectJSON) any   { return map[string]any{"project": p} }

type createProjectRequest struct {
	ProjectName             *string `json:"projectName" validate:"required,min=1,max=64"`
	Slug                    *string `json:"slug" validate:"omitnil,slug,min=5,max=36"`
	ProjectDescription      *string `json:"projectDescription" validate:"omitnil,max=1024"`
	Type                    string  `json:"type" validate:"max=64"`
	Template                string  `json:"template" validate:"omitempty,oneof=default"`
	KMSKeyID                *string `json:"kmsKeyId"`
	ShouldCreateDefaultEnvs *bool   `json:"shouldCreateDefaultEnvs"`
	HasDeleteProtection     bool    `json:"hasDeleteProtection"`
	EndToEndEncrypted       bool    `json:"endToEndEncrypted"`
}

func (r *createProjectRequest) requested(asks *engine.Requested) {
	asks.Name, asks.Slug, asks.ProjectType, asks.EndToEndEncrypted = r.ProjectName, r.Slug, &r.Type, &r.EndToEndEncrypted
	asks.DeleteProtection = &r.HasDeleteProtection
}

func (r *createProjectRequest) normalize() {
	trim(r.ProjectName, r.Slug)
	if r.Slug != nil && *r.Slug == "" {
		r.Slug = nil
	}
	if r.Type == "" {
		r.Type = "secret-manager"
	}
}

// check refuses what this server cannot do, rather than seem to have done it.
func (r *createProjectRequest) check() error {
	if r.KMSKeyID != nil && *r.KMSKeyID != "" {
		return field("Keys of an external KMS are not served; leave kmsKeyId out, and the root key of the server seals the project's key", "kmsKeyId")
	}
	return nil
}

// stages are the environments that a new project gets.
func (r *createProjectRequest) stages() [][2]string {
	if r.ShouldCreateDefaultEnvs != nil && !*r.ShouldCreateDefaultEnvs {
		return nil
	}
	return [][2]string{{"Development", "dev"}, {"Staging", "staging"}, {"Production", "prod"}}
}

// Versions of a project: only one of version 1 can be end-to-end encrypted.
const (
	versionSwitchable = 1
	versionNewest     = 3
)

func createProject(c *call) (any, error) {
	var body createProjectRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	if err := body.check(); err != nil {
		return nil, err
	}
	return c.change(c.question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
		row, err := c.newProject(tx, s, &body)
		if errors.Is(err, models.ErrDuplicate) {
			return nil, badRequest("A project with this slug exists already in the organization")
		}
		if err != nil {
			return nil, err
		}
		described, err := describeProject(tx, s.OrgScope(), row)
		return map[string]any{"project": described}, err
	})
}

func (c *call) newProject(tx *models.Tx, s *facts.State, body *createProjectRequest) (*models.Project, error) {
	now := models.At(c.now)
	row := &models.Project{
		ID: models.NewID(), OrgID: s.OrgID(), Name: *body.ProjectName, Description: body.ProjectDescription, Type: body.Type,
		Version: versionNewest, EndToEndEncrypted: body.EndToEndEncrypted, PitVersionLimit: 10, AutoCapitalization: false,
		HasDeleteProtection: body.HasDeleteProtection, SecretSharing: true, SecretDetectionIgnoreValues: []string{},
		CreatedAt: now, UpdatedAt: now,
	}
	if body.EndToEndEncrypted {
		row.Version = versionSwitchable
	}
	row.Slug = uniqueSlug(row.Name)
	overlay(&row.Slug, body.Slug)
	key, err := c.api.Keyring.NewDataKey(seal.Scope{OrgID: row.OrgID, ProjectID: row.ID})
	if err != nil {
		return nil, err
	}
	row.DataKey = key
	if err := c.giveClientKey(row); err != nil {
		return nil, err
	}
	if err := models.Create(tx, s.OrgScope(), row); err != nil {
		return nil, err
	}
	return row, c.furnish(tx, s, row, body.stages())
}

// furnish gives a new project its environments, its bot and its first member.
func (c *call) furnish(tx *models.Tx, s *facts.State, project *models.Project, stages [][2]string) error {
	scope := models.Scope{OrgID: project.OrgID, ProjectID: project.ID}
	for position, stage := range stages {
		if _, err := models.NewEnvironment(tx, scope, stage[0], stage[1], int64(position+1), models.At(c.now)); err != nil {
			return err
		}
	}
	bot, err := c.newBot(project)
	if err != nil {
		return err
	}
	if err := models.Create(tx, scope, bot); err != nil {
		return err
	}
	_, err = c.addMember(tx, scope, s.Caller.Subject, []assignedRole{{role: roleAdmin}})
	return err
}

func getProject(by func(*call) facts.ProjectRef, shape func(*projectJSON) any) endpoint {
	return func(c *call) (any, error) {
		return c.read(c.question(by(c)), func(tx *models.Tx, s *facts.State) (any, error) {
			described, err := describeProject(tx, s.OrgScope(), s.Project)
			return shape(described), err
		})
	}
}

type updateProjectRequest struct {
	Name                *string   `json:"name" validate:"omitnil,min=1,max=64"`
	Description         *string   `json:"description" validate:"omitnil,max=1024"`
	Slug                *string   `json:"slug" validate:"omitnil,projectslug,min=1,max=64"`
	AutoCapitalization  *bool     `json:"autoCapitalization"`
	HasDeleteProtection *bool     `json:"hasDeleteProtection"`
	SecretSharing       *bool     `json:"secretSharing"`
	ShowSnapshotsLegacy *bool     `json:"showSnapshotsLegacy"`
	IgnoreValues        *[]string `json:"secretDetectionIgnoreValues" validate:"omitnil,max=1000,dive,max=1024"`
	PitVersionLimit     *int64    `json:"pitVersionLimit" validate:"omitnil,min=1,max=100"`
}

func (r *updateProjectRequest) requested(asks *engine.Requested) {
	asks.Name, asks.Slug = r.Name, r.Slug
	asks.AutoCapitalization, asks.DeleteProtection, asks.VersionLimit = r.AutoCapitalization, r.HasDeleteProtection, r.PitVersionLimit
}

func (r *updateProjectRequest) normalize() { trim(r.Name, r.Slug) }

func updateProject(by func(*call) facts.ProjectRef, shape func(*projectJSON) any) endpoint {
	return func(c *call) (any, error) {
		var body updateProjectRequest
		if err := c.bind(&body); err != nil {
			return nil, err
		}
		return c.change(c.question(by(c)), func(tx *models.Tx, s *facts.State) (any, error) {
			row := s.Project
			body.apply(row)
			row.UpdatedAt = models.At(c.now)
			err := models.Update(tx, s.OrgScope(), row)
			if errors.Is(err, models.ErrDuplicate) {
				return nil, badRequest("A project with this slug exists already in the organization")
			}
			if err != nil {
				return nil, err
			}
			described, err := describeProject(tx, s.OrgScope(), row)
			return shape(described), err
		})
	}
}

func (r *updateProjectRequest) apply(row *models.Project) {
	overlay(&row.Name, r.Name)
	overlay(&row.Slug, r.Slug)
	overlay(&row.AutoCapitalization, r.AutoCapitalization)
	overlay(&row.HasDeleteProtection, r.HasDeleteProtection)
	overlay(&row.SecretSharing, r.SecretSharing)
	overlay(&row.ShowSnapshotsLegacy, r.ShowSnapshotsLegacy)
	overlay(&row.SecretDetectionIgnoreValues, r.IgnoreValues)
	overlay(&row.PitVersionLimit, r.PitVersionLimit)
	if r.Description != nil {
		row.Description = r.Description
	}
}

func deleteProject(by func(*call) facts.ProjectRef, shape func(*projectJSON) any) endpoint {
	return func(c *call) (any, error) {
		return c.change(c.question(by(c), facts.OnWholeProject), func(tx *models.Tx, s *facts.State) (any, error) {
			described, err := describeProject(tx, s.OrgScope(), s.Project)
			if err != nil {
				return nil, err
			}
			return shape(described), models.DeleteProject(tx, s.Scope())
		})
	}
}

// listProjects answers the projects of the caller that it may read one by one.
func listProjects(field string) endpoint {
	return func(c *call) (any, error) {
		question := c.question(facts.ProjectRef{}, facts.OnSelf)
		question.Organization = c.Param("org")
		return c.ask(c.snapshot(&question), question, func(tx *models.Tx, q *asked) (any, error) {
			rows, err := ownProjects(tx, q.state)
			if err != nil {
				return nil, err
			}
			permitted, err := c.mayInEach(tx, q, "read", "workspace", rows)
			if err != nil {
				return nil, err
			}
			rows = slices.DeleteFunc(rows, func(p models.Project) bool { return !permitted[p.ID] })
			list, err := describeProjects(tx, q.state.OrgScope(), rows)
			return map[string]any{field: list}, err
		}, false)
	}
}

// ofProject is the place of a request that names its project by id.
func ofProject(id string) facts.ProjectRef { return facts.ProjectRef{ID: id} }

// resourceAt is a resource at a place, for conditions on it.
func resourceAt(kind, environment, path string) engine.Resource {
	return engine.Resource{Type: kind, Properties: engine.Properties{Environment: &environment, SecretPath: &path}}
}
