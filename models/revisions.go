package models

import "warder/models/store"

// Revision is a word that stands for the state of what is known about a tenant:
// who its members are, what they may do, and where things are; not what is
// stored there. The database itself writes another one with every change of such
// a row (migration 00014), so that no change can forget to. It is drawn at
// random: one that was seen before means that nothing has changed since, even in
// a database that was restored meanwhile.
type Revision struct {
	Tenant   string `gorm:"primaryKey"` // organization, project, or empty for the installation
	Revision string
}

// Revisions prove what is kept about an installation, an organization and a project;
// each is empty where it is not known.
type Revisions struct{ Installation, Organization, Project string }

// RevisionsOf reads the revisions of an organization and a project, either of which may
// be empty, and of the installation.
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
