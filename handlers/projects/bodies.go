package projects

import (
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// projectJSON is a project in the API (docs/contract.md 2.10).
type projectJSON struct {
	ID                        string                `json:"id"`
	UnderscoreID              string                `json:"_id"`
	Name                      string                `json:"name"`
	Slug                      string                `json:"slug"`
	Description               *string               `json:"description"`
	Type                      string                `json:"type"`
	DefaultProduct            string                `json:"defaultProduct"`
	OrgID                     string                `json:"orgId"`
	Organization              string                `json:"organization"`
	AutoCapitalization        bool                  `json:"autoCapitalization"`
	Version                   int64                 `json:"version"`
	UpgradeStatus             *string               `json:"upgradeStatus"`
	PitVersionLimit           int64                 `json:"pitVersionLimit"`
	AuditLogsRetentionDays    *int64                `json:"auditLogsRetentionDays"`
	KMSCertificateKeyID       *string               `json:"kmsCertificateKeyId"`
	KMSSecretManagerKeyID     *string               `json:"kmsSecretManagerKeyId"`
	HasDeleteProtection       bool                  `json:"hasDeleteProtection"`
	SecretSharing             bool                  `json:"secretSharing"`
	ShowSnapshotsLegacy       bool                  `json:"showSnapshotsLegacy"`
	SecretDetectionIgnoreVals []string              `json:"secretDetectionIgnoreValues"`
	CreatedAt                 store.Time            `json:"createdAt"`
	UpdatedAt                 store.Time            `json:"updatedAt"`
	Environments              []pep.EnvironmentStub `json:"environments"`
}

func describeProject(tx *store.Tx, scope store.Scope, row *models.Project) (*projectJSON, error) {
	list, err := describeProjects(tx, scope, []models.Project{*row})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// describeProjects reads the environments of all the projects at once.
func describeProjects(tx *store.Tx, scope store.Scope, rows []models.Project) ([]*projectJSON, error) {
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	environments, err := store.Find[models.Environment](tx.OrderBy("position, id"), store.Scope{OrgID: scope.OrgID}, "project_id IN ?", ids)
	if err != nil {
		return nil, err
	}
	stages := map[string][]pep.EnvironmentStub{}
	for _, e := range environments {
		stages[e.ProjectID] = append(stages[e.ProjectID], pep.EnvironmentStub{Name: e.Name, Slug: e.Slug, ID: e.ID})
	}
	list := make([]*projectJSON, 0, len(rows))
	for i := range rows {
		list = append(list, projectWith(&rows[i], stages[rows[i].ID]))
	}
	return list, nil
}

func projectWith(row *models.Project, stages []pep.EnvironmentStub) *projectJSON {
	return &projectJSON{
		ID: row.ID, UnderscoreID: row.ID, Name: row.Name, Slug: row.Slug, Description: row.Description, Type: row.Type,
		DefaultProduct: row.Type, OrgID: row.OrgID, Organization: row.OrgID, AutoCapitalization: row.AutoCapitalization,
		Version: row.Version, PitVersionLimit: row.PitVersionLimit, AuditLogsRetentionDays: row.AuditLogsRetentionDays,
		HasDeleteProtection: row.HasDeleteProtection, SecretSharing: row.SecretSharing, ShowSnapshotsLegacy: row.ShowSnapshotsLegacy,
		SecretDetectionIgnoreVals: pep.OrEmpty(row.SecretDetectionIgnoreValues),
		CreatedAt:                 row.CreatedAt, UpdatedAt: row.UpdatedAt, Environments: pep.OrEmpty(stages),
	}
}
