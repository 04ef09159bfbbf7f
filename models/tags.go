package models

// taggedSecret is a tag together with the secret that has it.
type taggedSecret struct {
	Tag
	SecretID string
}

// tagsOf reads the tags of secrets, and tagsIn those of all secrets of folders,
// without naming the secrets.
const (
	tagsOf = `
SELECT tags.*, secret_tags.secret_id
FROM secret_tags
JOIN tags ON tags.id = secret_tags.tag_id AND tags.org_id = @org AND tags.project_id = @project
WHERE secret_tags.secret_id IN @ids AND secret_tags.org_id = @org AND secret_tags.project_id = @project
ORDER BY tags.slug`
	tagsIn = `
SELECT tags.*, secret_tags.secret_id
FROM secrets
JOIN secret_tags ON secret_tags.secret_id = secrets.id
JOIN tags ON tags.id = secret_tags.tag_id AND tags.org_id = @org AND tags.project_id = @project
WHERE secrets.folder_id IN @ids AND secrets.org_id = @org AND secrets.project_id = @project
ORDER BY tags.slug`
)

// TagsOf reads the tags of secrets, by secret id, in the order of their slugs.
func TagsOf(tx *Tx, scope Scope, secretIDs []string) (map[string][]Tag, error) {
	return tagged(tx, scope, tagsOf, secretIDs)
}

// TagsIn reads the tags of all secrets of folders, as TagsOf does.
func TagsIn(tx *Tx, scope Scope, folderIDs []string) (map[string][]Tag, error) {
	return tagged(tx, scope, tagsIn, folderIDs)
}

func tagged(tx *Tx, scope Scope, statement string, ids []string) (map[string][]Tag, error) {
	tags := map[string][]Tag{}
	err := inParts(ids, func(part []string) error {
		rows := []taggedSecret{}
		err := tx.DB().Raw(statement, map[string]any{"org": scope.OrgID, "project": scope.ProjectID, "ids": part}).Scan(&rows).Error
		for _, row := range rows {
			tags[row.SecretID] = append(tags[row.SecretID], row.Tag)
		}
		return err
	})
	if err != nil {
		return nil, wrap[SecretTag]("read", err)
	}
	return tags, nil
}
