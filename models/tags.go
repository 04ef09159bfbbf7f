package models

// taggedSecret is a tag together with the secret that has it.
type taggedSecret struct {
	Tag
	SecretID string `gorm:"from:secret_tags"`
}

func (*taggedSecret) joins() (table, from string) {
	return "tags", `secrets
JOIN secret_tags ON secret_tags.secret_id = secrets.id AND secret_tags.org_id = secrets.org_id AND secret_tags.project_id = secrets.project_id
JOIN tags ON tags.id = secret_tags.tag_id AND tags.org_id = secrets.org_id AND tags.project_id = secrets.project_id`
}

// In whose tags they are, in the words of a Foresight.
const (
	ofSecret  = "secret_tags.secret_id = ?"
	inFolders = "secrets.folder_id IN ?"
)

// ForeseeTagsOf adds the tags of each secret that a question finds.
func ForeseeTagsOf(f *Foresight, scope Within, secrets *Coming) {
	ForeseeFind[taggedSecret](f, "slug", scope, ofSecret, secrets.Column("id"))
}

// ForeseeTagsIn adds the tags of all secrets of the folders that a question finds.
func ForeseeTagsIn(f *Foresight, scope Within, folders *Coming) {
	ForeseeFind[taggedSecret](f, "slug", scope, inFolders, folders.Column("id"))
}

// foreseenTags are tags that were read ahead, all of them or none.
func foreseenTags(tx *Tx, scope Scope, where string, each []any) (map[string][]Tag, bool) {
	ordered := *tx
	ordered.order = "slug"
	tags := map[string][]Tag{}
	for _, arg := range each {
		rows, known := answered[taggedSecret](&ordered, scope, where, []any{arg})
		if !known {
			return nil, false
		}
		for _, row := range rows {
			tags[row.SecretID] = append(tags[row.SecretID], row.Tag)
		}
	}
	return tags, true
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
	each := make([]any, 0, len(secretIDs))
	for _, id := range secretIDs {
		each = append(each, id)
	}
	if tags, known := foreseenTags(tx, scope, ofSecret, each); known {
		return tags, nil
	}
	return tagged(tx, scope, tagsOf, secretIDs)
}

// TagsIn reads the tags of all secrets of folders, as TagsOf does.
func TagsIn(tx *Tx, scope Scope, folderIDs []string) (map[string][]Tag, error) {
	if tags, known := foreseenTags(tx, scope, inFolders, []any{folderIDs}); known {
		return tags, nil
	}
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
