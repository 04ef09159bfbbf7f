package projects

import (
	"errors"
	"slices"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/members"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

// Projects, which the API calls workspaces (docs/contract.md 2.10).
func projectRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v2/workspace", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "create", Event: "create-project", Handler: pep.HandleBody(createProject)},
		{Method: "POST", Path: "/api/v1/projects", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "create", Event: "create-project", Handler: pep.HandleBody(createProject)},
		{Method: "GET", Path: "/api/v2/workspace/:project", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "read", Handler: getProject(pep.ProjectBySlug, flat)},
		{Method: "PATCH", Path: "/api/v2/workspace/:project", Modes: pep.UserOrIdentity, Resource: "settings", Action: "edit", Event: "update-project", Handler: updateProject(pep.ProjectBySlug, flat)},
		{Method: "DELETE", Path: "/api/v2/workspace/:project", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "delete", Event: "delete-project", Handler: deleteProject(pep.ProjectBySlug, flat)},
		{Method: "GET", Path: "/api/v1/workspace", Modes: pep.UserAPIKeyOrIdentity, Resource: "account", Action: "listProjects", Handler: listProjects(asWorkspaces)},
		{Method: "GET", Path: "/api/v1/projects", Modes: pep.UserAPIKeyOrIdentity, Resource: "account", Action: "listProjects", Handler: listProjects(asProjects)},
		{Method: "GET", Path: "/api/v1/workspace/:project", Modes: pep.AnyCredential, Resource: "workspace", Action: "read", Handler: getProject(pep.ProjectByID, inWorkspace)},
		{Method: "GET", Path: "/api/v1/projects/:project", Modes: pep.AnyCredential, Resource: "workspace", Action: "read", Handler: getProject(pep.ProjectByID, inProject)},
		{Method: "GET", Path: "/api/v1/workspace/slug/:slug", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "read", Handler: getProject(pep.ProjectBySlug, flat)},
		{Method: "GET", Path: "/api/v1/projects/slug/:slug", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "read", Handler: getProject(pep.ProjectBySlug, flat)},
		{Method: "PATCH", Path: "/api/v1/workspace/:project", Modes: pep.UserOrIdentity, Resource: "settings", Action: "edit", Event: "update-project", Handler: updateProject(pep.ProjectByID, inWorkspace)},
		{Method: "PATCH", Path: "/api/v1/projects/:project", Modes: pep.UserOrIdentity, Resource: "settings", Action: "edit", Event: "update-project", Handler: updateProject(pep.ProjectByID, inProject)},
		{Method: "DELETE", Path: "/api/v1/workspace/:project", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "delete", Event: "delete-project", Handler: deleteProject(pep.ProjectByID, inWorkspace)},
		{Method: "DELETE", Path: "/api/v1/projects/:project", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "delete", Event: "delete-project", Handler: deleteProject(pep.ProjectByID, inProject)},
		{Method: "DELETE", Path: "/api/v1/projects/slug/:slug", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "delete", Event: "delete-project", Handler: deleteProject(pep.ProjectBySlug, flat)},
		{Method: "GET", Path: "/api/v2/organizations/:org/workspaces", Modes: pep.UserAPIKeyOrIdentity, Resource: "account", Action: "listProjects", Handler: listProjects(asWorkspaces)},
	}
}

// workspaceAnswer and projectAnswer are the response for one project under the field name of
// their route; other routes return the project itself.
type (
	workspaceAnswer struct {
		Workspace *projectJSON `json:"workspace"`
	}
	projectAnswer struct {
		Project *projectJSON `json:"project"`
	}
)

func flat(p *projectJSON) *projectJSON { return p }

func inWorkspace(p *projectJSON) *workspaceAnswer { return &workspaceAnswer{p} }

func inProject(p *projectJSON) *projectAnswer { return &projectAnswer{p} }

type createProjectRequest struct {
	ProjectName             *string      `json:"projectName" validate:"required,min=1,max=64"`
	Slug                    *string      `json:"slug" validate:"omitnil,slug,min=5,max=36"`
	ProjectDescription      *string      `json:"projectDescription" validate:"omitnil,max=1024"`
	Type                    string       `json:"type" validate:"oneof=secret-manager"`
	Template                string       `json:"template" validate:"omitempty,oneof=default"`
	KMSKeyID                pep.Unserved `json:"kmsKeyId" validate:"unserved=Keys of an external KMS are not served: the root key of the server seals the project's key"`
	ShouldCreateDefaultEnvs *bool        `json:"shouldCreateDefaultEnvs"`
	HasDeleteProtection     bool         `json:"hasDeleteProtection"`
	EndToEndEncrypted       bool         `json:"endToEndEncrypted"`
	OrganizationSlug        pep.Unserved `json:"organizationSlug" validate:"unserved=A project is created in the organization of the token"`
}

func (r *createProjectRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Slug, asks.ProjectType, asks.EndToEndEncrypted = r.ProjectName, r.Slug, &r.Type, &r.EndToEndEncrypted
	asks.DeleteProtection = &r.HasDeleteProtection
}

func (r *createProjectRequest) Normalize() {
	pep.Trim(r.ProjectName, r.Slug)
	if r.Slug != nil && *r.Slug == "" {
		r.Slug = nil
	}
	if r.Type == "" {
		r.Type = "secret-manager"
	}
}

// stages are the environments of a new project.
func (r *createProjectRequest) stages() [][2]string {
	if r.ShouldCreateDefaultEnvs != nil && !*r.ShouldCreateDefaultEnvs {
		return nil
	}
	return [][2]string{{"Development", "dev"}, {"Staging", "staging"}, {"Production", "prod"}}
}

// Versions of a project: only version 1 can be end-to-end encrypted.
const (
	versionSwitchable = 1
	versionNewest     = 3
)

func createProject(r *pep.Request, body *createProjectRequest) (*projectAnswer, error) {
	return pep.Change(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (*projectAnswer, error) {
		row, err := newProject(r, tx, s, body)
		if errors.Is(err, store.ErrDuplicate) {
			return nil, pep.BadRequest("A project with this slug exists already in the organization")
		}
		if err != nil {
			return nil, err
		}
		described, err := describeProject(tx, s.OrgScope(), row)
		return &projectAnswer{Project: described}, err
	})
}

func newProject(r *pep.Request, tx *store.Tx, s *facts.State, body *createProjectRequest) (*models.Project, error) {
	now := store.At(r.Now)
	row := &models.Project{
		ID: store.NewID(), OrgID: s.OrgID(), Name: *body.ProjectName, Description: body.ProjectDescription, Type: body.Type,
		Version: versionNewest, EndToEndEncrypted: body.EndToEndEncrypted, PitVersionLimit: 10, AutoCapitalization: false,
		HasDeleteProtection: body.HasDeleteProtection, SecretSharing: true, SecretDetectionIgnoreValues: []string{},
		CreatedAt: now, UpdatedAt: now,
	}
	if body.EndToEndEncrypted {
		row.Version = versionSwitchable
	}
	row.Slug = pep.UniqueSlug(row.Name)
	pep.SetIfSent(&row.Slug, body.Slug)
	if err := r.VaultOf(s, row).Furnish(); err != nil {
		return nil, err
	}
	if err := store.Create(tx, s.OrgScope(), row); err != nil {
		return nil, err
	}
	return row, furnish(r, tx, s, row, body.stages())
}

// furnish creates a new project's environments, bot and first member.
func furnish(r *pep.Request, tx *store.Tx, s *facts.State, project *models.Project, stages [][2]string) error {
	scope := store.Scope{OrgID: project.OrgID, ProjectID: project.ID}
	for position, stage := range stages {
		if _, err := models.NewEnvironment(tx, scope, stage[0], stage[1], int64(position+1), store.At(r.Now)); err != nil {
			return err
		}
	}
	bot, err := r.VaultOf(s, project).NewBot()
	if err != nil {
		return err
	}
	if err := store.Create(tx, scope, bot); err != nil {
		return err
	}
	_, err = members.AddMember(r, tx, scope, s.Caller.Subject, []roles.AssignedRole{{Role: roles.Admin}})
	return err
}

func getProject[A any](by func(*pep.Request) facts.ProjectRef, shape func(*projectJSON) *A) pep.Handler {
	return pep.Handle(func(r *pep.Request) (*A, error) {
		return pep.Read(r, r.Question(by(r)), func(tx *store.Tx, s *facts.State) (*A, error) {
			described, err := describeProject(tx, s.OrgScope(), s.Project)
			return shape(described), err
		})
	})
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

	DefaultProduct          *string      `json:"defaultProduct" validate:"omitnil,oneof=secret-manager"`
	EnforceEncryptedEntries pep.Unserved `json:"enforceEncryptedSecretManagerSecretMetadata" validate:"unserved=Metadata are not sealed"`
}

func (r *updateProjectRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Slug = r.Name, r.Slug
	asks.AutoCapitalization, asks.DeleteProtection, asks.VersionLimit = r.AutoCapitalization, r.HasDeleteProtection, r.PitVersionLimit
}

func (r *updateProjectRequest) Normalize() { pep.Trim(r.Name, r.Slug) }

func updateProject[A any](by func(*pep.Request) facts.ProjectRef, shape func(*projectJSON) *A) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body *updateProjectRequest) (*A, error) {
		return pep.Change(r, r.Question(by(r)), func(tx *store.Tx, s *facts.State) (*A, error) {
			row := s.Project
			err := store.Edit(tx, s.OrgScope(), row, func(row *models.Project) error {
				body.apply(row)
				row.UpdatedAt = store.At(r.Now)
				return nil
			})
			if errors.Is(err, store.ErrDuplicate) {
				return nil, pep.BadRequest("A project with this slug exists already in the organization")
			}
			if err != nil {
				return nil, err
			}
			described, err := describeProject(tx, s.OrgScope(), row)
			return shape(described), err
		})
	})
}

func (r *updateProjectRequest) apply(row *models.Project) {
	pep.SetIfSent(&row.Name, r.Name)
	pep.SetIfSent(&row.Slug, r.Slug)
	pep.SetIfSent(&row.AutoCapitalization, r.AutoCapitalization)
	pep.SetIfSent(&row.HasDeleteProtection, r.HasDeleteProtection)
	pep.SetIfSent(&row.SecretSharing, r.SecretSharing)
	pep.SetIfSent(&row.ShowSnapshotsLegacy, r.ShowSnapshotsLegacy)
	pep.SetIfSent(&row.SecretDetectionIgnoreValues, r.IgnoreValues)
	pep.SetIfSent(&row.PitVersionLimit, r.PitVersionLimit)
	if r.Description != nil {
		row.Description = r.Description
	}
}

func deleteProject[A any](by func(*pep.Request) facts.ProjectRef, shape func(*projectJSON) *A) pep.Handler {
	return pep.Handle(func(r *pep.Request) (*A, error) {
		return pep.Change(r, r.Question(by(r), facts.OnWholeProject), func(tx *store.Tx, s *facts.State) (*A, error) {
			described, err := describeProject(tx, s.OrgScope(), s.Project)
			if err != nil {
				return nil, err
			}
			return shape(described), models.DeleteProject(tx, s.Scope())
		})
	})
}

// workspacesAnswer and projectsAnswer list projects under the field name of their route.
type (
	workspacesAnswer struct {
		Workspaces []*projectJSON `json:"workspaces"`
	}
	projectsAnswer struct {
		Projects []*projectJSON `json:"projects"`
	}
)

func asWorkspaces(list []*projectJSON) *workspacesAnswer { return &workspacesAnswer{list} }

func asProjects(list []*projectJSON) *projectsAnswer { return &projectsAnswer{list} }

// listProjects lists the caller's projects that it may read.
func listProjects[A any](shape func([]*projectJSON) *A) pep.Handler {
	return pep.Handle(func(r *pep.Request) (*A, error) {
		question := r.Question(facts.ProjectRef{}, facts.OnSelf)
		question.Organization = r.Param("org")
		return pep.Ask(r, r.Snapshot(&question), question, func(tx *store.Tx, q *pep.Evaluation) (*A, error) {
			rows, err := pep.OwnProjects(tx, q.State)
			if err != nil {
				return nil, err
			}
			permitted, err := r.MayInEach(tx, q, "read", "workspace", rows)
			if err != nil {
				return nil, err
			}
			rows = slices.DeleteFunc(rows, func(p models.Project) bool { return !permitted[p.ID] })
			list, err := describeProjects(tx, q.State.OrgScope(), rows)
			return shape(list), err
		}, false)
	})
}
