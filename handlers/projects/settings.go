package projects

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Single settings of a project, each with its own path (docs/contract.md 2.10). Settings
// without a permission rule require an administrator of the project.
func projectSettingRoutes() []pep.Route {
	const base = "/api/v1/workspace/:project"
	return []pep.Route{
		{Method: "POST", Path: base + "/name", Modes: pep.UserOnly, Resource: "settings", Action: "edit", Event: "update-project", Handler: pep.HandleBody(renameProject)},
		{Method: "POST", Path: base + "/auto-capitalization", Modes: pep.UserOnly, Resource: "settings", Action: "edit", Event: "update-project", Handler: pep.HandleBody(setAutoCapitalization)},
		{Method: "PUT", Path: base + "/version-limit", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "administer", Event: "update-project", Handler: pep.HandleBody(setVersionLimit)},
		{Method: "PUT", Path: base + "/audit-logs-retention", Modes: pep.UserOrIdentity, Resource: "workspace", Action: "administer", Event: models.RetentionEvent, Handler: pep.HandleBody(setRetention)},
	}
}

// changedProjectAnswer is a project after a change of a setting.
type changedProjectAnswer struct {
	pep.Message
	Workspace *projectJSON `json:"workspace"`
}

// setProject changes one setting and returns the whole project.
func setProject(r *pep.Request, ref facts.ProjectRef, message string, set func(*models.Project)) (*changedProjectAnswer, error) {
	return pep.Change(r, r.Question(ref), func(tx *store.Tx, s *facts.State) (*changedProjectAnswer, error) {
		err := store.Edit(tx, s.OrgScope(), s.Project, func(row *models.Project) error {
			set(row)
			row.UpdatedAt = store.At(r.Now)
			return nil
		})
		if err != nil {
			return nil, err
		}
		described, err := describeProject(tx, s.OrgScope(), s.Project)
		return &changedProjectAnswer{pep.Message{Message: message}, described}, err
	})
}

type renameProjectRequest struct {
	Name *string `json:"name" validate:"required,min=1,max=64"`
}

func (r *renameProjectRequest) Requested(asks *input.Requested) { asks.Name = r.Name }

func (r *renameProjectRequest) Normalize() { pep.Trim(r.Name) }

func renameProject(r *pep.Request, body *renameProjectRequest) (*changedProjectAnswer, error) {
	return setProject(r, pep.ProjectByID(r), "Successfully changed project name", func(p *models.Project) { p.Name = *body.Name })
}

type autoCapitalizationRequest struct {
	AutoCapitalization *bool `json:"autoCapitalization" validate:"required"`
}

func (r *autoCapitalizationRequest) Requested(asks *input.Requested) {
	asks.AutoCapitalization = r.AutoCapitalization
}

func setAutoCapitalization(r *pep.Request, body *autoCapitalizationRequest) (*changedProjectAnswer, error) {
	return setProject(r, pep.ProjectByID(r), "Successfully changed project settings",
		func(p *models.Project) { p.AutoCapitalization = *body.AutoCapitalization })
}

type versionLimitRequest struct {
	PitVersionLimit *int64 `json:"pitVersionLimit" validate:"required,min=1,max=100"`
}

func (r *versionLimitRequest) Requested(asks *input.Requested) {
	asks.VersionLimit = r.PitVersionLimit
}

func setVersionLimit(r *pep.Request, body *versionLimitRequest) (*changedProjectAnswer, error) {
	return setProject(r, pep.ProjectBySlug(r), "Successfully changed project version limit",
		func(p *models.Project) { p.PitVersionLimit = *body.PitVersionLimit })
}

type retentionRequest struct {
	AuditLogsRetentionDays *int64 `json:"auditLogsRetentionDays" validate:"required,min=0,max=36500"`
}

func (r *retentionRequest) Requested(asks *input.Requested) {
	asks.RetentionDays = r.AuditLogsRetentionDays
}

// setRetention sets the number of days for which the project's audit log is kept; 0 means
// forever. A shorter time applies to records made from now on.
func setRetention(r *pep.Request, body *retentionRequest) (*changedProjectAnswer, error) {
	return setProject(r, pep.ProjectBySlug(r), "Successfully changed project audit log retention",
		func(p *models.Project) { p.SetRetention(*body.AuditLogsRetentionDays, store.At(r.Now)) })
}
