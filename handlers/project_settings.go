package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Single settings of a project, each under a path of its own (docs/contract.md 2.10).
// What no permission rule names is for administrators of the project.
func projectSettingRoutes() []route {
	const base = "/api/v1/workspace/:project"
	return []route{
		{"POST", base + "/name", j, "settings", "edit", "update-project", renameProject, false},
		{"POST", base + "/auto-capitalization", j, "settings", "edit", "update-project", setAutoCapitalization, false},
		{"PUT", base + "/version-limit", ji, "workspace", "administer", "update-project", setVersionLimit, false},
		{"PUT", base + "/audit-logs-retention", ji, "workspace", "administer", "update-project", setRetention, false},
	}
}

// setProject changes one column of the project and answers the whole.
func (c *call) setProject(ref facts.ProjectRef, message, column string, set func(*models.Project)) (any, error) {
	return c.change(c.question(ref), func(tx *models.Tx, s *facts.State) (any, error) {
		set(s.Project)
		s.Project.UpdatedAt = models.At(c.now)
		if err := models.Update(tx, s.OrgScope(), s.Project, column, "updated_at"); err != nil {
			return nil, err
		}
		described, err := describeProject(tx, s.OrgScope(), s.Project)
		return map[string]any{"message": message, "workspace": described}, err
	})
}

type renameProjectRequest struct {
	Name *string `json:"name" validate:"required,min=1,max=64"`
}

func (r *renameProjectRequest) requested(asks *engine.Requested) { asks.Name = r.Name }

func (r *renameProjectRequest) normalize() { trim(r.Name) }

func renameProject(c *call) (any, error) {
	var body renameProjectRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.setProject(byID(c), "Successfully changed project name", "name", func(p *models.Project) { p.Name = *body.Name })
}

type autoCapitalizationRequest struct {
	AutoCapitalization *bool `json:"autoCapitalization" validate:"required"`
}

func (r *autoCapitalizationRequest) requested(asks *engine.Requested) {
	asks.AutoCapitalization = r.AutoCapitalization
}

func setAutoCapitalization(c *call) (any, error) {
	var body autoCapitalizationRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.setProject(byID(c), "Successfully changed project settings", "auto_capitalization",
		func(p *models.Project) { p.AutoCapitalization = *body.AutoCapitalization })
}

type versionLimitRequest struct {
	PitVersionLimit *int64 `json:"pitVersionLimit" validate:"required,min=1,max=100"`
}

func (r *versionLimitRequest) requested(asks *engine.Requested) {
	asks.VersionLimit = r.PitVersionLimit
}

func setVersionLimit(c *call) (any, error) {
	var body versionLimitRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.setProject(bySlug(c), "Successfully changed project version limit", "pit_version_limit",
		func(p *models.Project) { p.PitVersionLimit = *body.PitVersionLimit })
}

type retentionRequest struct {
	AuditLogsRetentionDays *int64 `json:"auditLogsRetentionDays" validate:"required,min=0,max=36500"`
}

func (r *retentionRequest) requested(asks *engine.Requested) {
	asks.RetentionDays = r.AuditLogsRetentionDays
}

// setRetention says for how many days the project's audit log is kept; 0 keeps
// it for good.
func setRetention(c *call) (any, error) {
	var body retentionRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.setProject(bySlug(c), "Successfully changed project audit log retention", "audit_logs_retention_days",
		func(p *models.Project) { p.AuditLogsRetentionDays = body.AuditLogsRetentionDays })
}
