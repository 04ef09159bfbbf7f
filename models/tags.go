package models

import "warder/models/store"

// taggedSecret is a tag together with the secret that has it.
type taggedSecret struct {
	Tag
	SecretID string
}

// fromTagged leads from secrets to their tags. The tenant of each is that of the
// one before it, so that no database looks for tags by project.
const fromTagged = `secrets
JOIN secret_tags ON secret_tags.secret_id = secrets.id AND secret_tags.org_id = secrets.org_id AND secret_tags.project_id = secrets.project_id
JOIN tags ON tags.id = secret_tags.tag_id AND tags.org_id = secret_tags.org_id AND tags.project_id = secret_tags.project_id`

// TagsOf reads the tags of secrets, by secret id, in the order of their slugs.
func TagsOf(tx *store.Tx, scope store.Scope, secretIDs []string) (map[string][]Tag, error) {
	return tagged(tx, scope, "secret_tags.secret_id", secretIDs)
}

// TagsIn reads the tags of all secrets of folders, as TagsOf does.
func TagsIn(tx *store.Tx, scope store.Scope, folderIDs []string) (map[string][]Tag, error) {
	return tagged(tx, scope, "secrets.folder_id", folderIDs)
}

// tagged reads the tags of the secrets that have one of the ids in a column.
func tagged(tx *store.Tx, scope store.Scope, column string, ids []string) (map[string][]Tag, error) {
	statement := "SELECT tags.*, secret_tags.secret_id FROM " + fromTagged +
		" WHERE " + column + " IN ? AND secrets.org_id = ? AND secrets.project_id = ? ORDER BY tags.slug"
	tags := map[string][]Tag{}
	err := inParts(ids, func(part []string) error {
		rows := []taggedSecret{}
		err := tx.DB().Raw(statement, part, scope.OrgID, scope.ProjectID).Scan(&rows).Error
		for _, row := range rows {
			tags[row.SecretID] = append(tags[row.SecretID], row.Tag)
		}
		return err
	})
	if err != nil {
		return nil, store.Failed[SecretTag]("read", err)
	}
	return tags, nil
}
