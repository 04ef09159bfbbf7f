package models

import "warder/models/store"

// Revision identifies the state of a tenant's memberships, rights and places, but not of
// its secrets. Triggers replace it with every change of such a row (migration 00014), so
// that no code path can forget to. It is random: a revision seen before proves that nothing
// has changed since, even in a database that was restored meanwhile.
type Revision struct {
	Tenant   string `gorm:"primaryKey"` // organization, project, or empty for the installation
	Revision string
}

// Revisions validate the cached facts of an installation, an organization and a project.
// An unknown one is empty.
type Revisions struct{ Installation, Organization, Project string }

// RevisionsOf reads the revisions of the installation, an organization and a project;
// orgID and projectID may be empty.
func RevisionsOf(tx *store.Tx, orgID, projectID string) (Revisions, error) {
	rows := []Revision{}
	if err := tx.DB().Where("tenant IN ?", []string{"", orgID, projectID}).Find(&rows).Error; err != nil {
		return Revisions{}, store.Failed[Revision]("read", err)
	}
	read := Revisions{}
	for _, row := range rows {
		switch row.Tenant {
		case "":
			read.Installation = row.Revision
		case orgID:
			read.Organization = row.Revision
		case projectID:
			read.Project = row.Revision
		}
	}
	return read, nil
}
