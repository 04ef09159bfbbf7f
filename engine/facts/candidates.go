package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// SearchSubject is a subject that a search considers.
type SearchSubject struct {
	Subject input.Subject
	Name    string
}

// Subjects are the subjects of one type in an organization, in a stable order;
// of a type that does not exist there are none.
func Subjects(tx *store.Tx, scope store.Scope, subjectType string) ([]SearchSubject, error) {
	found := []SearchSubject{}
	add := func(id, name string) {
		found = append(found, SearchSubject{input.Subject{Type: subjectType, ID: id}, name})
	}
	switch subjectType {
	case input.SubjectIdentity:
		rows, err := store.Find[models.Identity](tx.OrderBy("created_at, id"), scope, "")
		for i := range rows {
			add(rows[i].ID, rows[i].Name)
		}
		return found, err
	case input.SubjectServiceToken:
		rows, err := store.Find[models.ServiceToken](tx.OrderBy("created_at, id"), scope, "")
		for i := range rows {
			add(rows[i].ID, rows[i].Name)
		}
		return found, err
	case input.SubjectUser:
		return users(tx, scope)
	}
	return found, nil
}

func users(tx *store.Tx, scope store.Scope) ([]SearchSubject, error) {
	members, err := store.Find[models.OrgMembership](tx.OrderBy("created_at, id"), scope,
		"subject_type = ? AND subject_id <> ''", models.SubjectUser)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(members))
	for i := range members {
		ids = append(ids, members[i].SubjectID)
	}
	rows, err := store.Find[models.User](tx, store.Installation, "id IN ?", ids)
	names := map[string]string{}
	for i := range rows {
		names[rows[i].ID] = rows[i].Email
	}
	found := []SearchSubject{}
	for _, id := range ids {
		found = append(found, SearchSubject{input.Subject{Type: input.SubjectUser, ID: id}, names[id]})
	}
	return found, err
}

// Resources are the resources of one type in an organization, within the place
// that is named, in a stable order. Types that have no rows of their own have
// none.
func Resources(tx *store.Tx, scope store.Scope, within Named) ([]Named, error) {
	scope.ProjectID = within.ProjectID
	switch within.Type {
	case "workspace":
		return rows(tx, store.Scope{OrgID: scope.OrgID}, within, func(row *models.Project) Named { return Named{ID: row.ID} })
	case "identity":
		if within.ProjectID == "" {
			return rows(tx, scope, within, func(row *models.Identity) Named { return Named{ID: row.ID} })
		}
		return rows(tx, scope, within, func(row *models.ProjectMembership) Named {
			return Named{ID: row.SubjectID, ProjectID: row.ProjectID}
		}, "subject_type = ?", models.SubjectIdentity)
	case "role":
		if within.ProjectID == "" {
			return rows(tx, scope, within, func(row *models.OrgRole) Named { return Named{ID: row.ID} })
		}
		return rows(tx, scope, within, func(row *models.ProjectRole) Named { return Named{ID: row.ID, ProjectID: row.ProjectID} })
	case "service-tokens":
		return rows(tx, scope, within, func(row *models.ServiceToken) Named { return Named{ID: row.ID} })
	case "secrets":
		return secretsWithin(tx, scope, within)
	case "secret-folders":
		folders, _, err := foldersWithin(tx, scope, within)
		return folders, err
	}
	return []Named{}, nil
}

func rows[T any](tx *store.Tx, scope store.Scope, within Named, name func(*T) Named, where ...any) ([]Named, error) {
	condition := ""
	if len(where) > 0 {
		condition, _ = where[0].(string)
		where = where[1:]
	}
	list, err := store.Find[T](tx.OrderBy("created_at, id"), scope, condition, where...)
	found := make([]Named, 0, len(list))
	for i := range list {
		named := name(&list[i])
		named.Type = within.Type
		found = append(found, named)
	}
	return found, err
}

// foldersWithin returns the folders below a project, environment and path, and the
// resource that each folder id stands for.
func foldersWithin(tx *store.Tx, scope store.Scope, within Named) ([]Named, map[string]Named, error) {
	stages, err := store.Find[models.Environment](tx, scope, "")
	if err != nil {
		return nil, nil, err
	}
	slugs := map[string]string{}
	for i := range stages {
		slugs[stages[i].ID] = stages[i].Slug
	}
	list, err := store.Find[models.Folder](tx.OrderBy("created_at, id"), scope, "")
	found, byID := []Named{}, map[string]Named{}
	for i := range list {
		slug := slugs[list[i].EnvironmentID]
		if within.Environment != nil && *within.Environment != slug || within.SecretPath != nil && *within.SecretPath != list[i].Path {
			continue
		}
		folder := Named{Type: within.Type, ID: list[i].ID, ProjectID: list[i].ProjectID, Environment: &slug, SecretPath: &list[i].Path}
		found, byID[list[i].ID] = append(found, folder), folder
	}
	return found, byID, err
}

func secretsWithin(tx *store.Tx, scope store.Scope, within Named) ([]Named, error) {
	_, folders, err := foldersWithin(tx, scope, within)
	if err != nil {
		return nil, err
	}
	list, err := store.Find[models.Secret](tx.OrderBy("created_at, id"), scope, "type = ?", models.SecretShared)
	found := []Named{}
	for i := range list {
		folder, there := folders[list[i].FolderID]
		if !there || within.SecretName != nil && *within.SecretName != list[i].Key {
			continue
		}
		folder.ID, folder.SecretName = list[i].ID, &list[i].Key
		found = append(found, folder)
	}
	return found, err
}
