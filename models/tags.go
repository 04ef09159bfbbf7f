package models

// taggedSecret is a tag together with the secret that has it.
type taggedSecret struct {
	Tag
	SecretID string `gorm:"from:secret_tags"`
}

func (*taggedSecret) joins() (table, from string) {
	return "tags", fromTagged
}

// fromTagged leads from secrets to their tags. The tenant of each is that of the
// one before it, so that no database looks for tags by project.
const fromTagged = `secrets
JOIN secret_tags ON secret_tags.secret_id = secrets.id AND secret_tags.org_id = secrets.org_id AND secret_tags.project_id = secrets.project_id
JOIN tags ON tags.id = secret_tags.tag_id AND tags.org_id = secret_tags.org_id AND tags.project_id = secret_tags.project_id`

// In whose tags they are, in the words of a Prefetch.
const (
	ofSecret  = "secret_tags.secret_id = ?"
	inFolders = "secrets.folder_id IN ?"
)

// PrefetchTagsOf adds the tags of each secret that a question finds.
func PrefetchTagsOf(f *Prefetch, scope ScopeRef, secrets *Query) {
	any := prefetchAnyTag(f, scope)
	PrefetchFind[taggedSecret](f, "slug", scope, ofSecret, secrets.Column("id")).given = any
}

// PrefetchTagsIn adds the tags of all secrets of the folders that a question finds.
func PrefetchTagsIn(f *Prefetch, scope ScopeRef, folders *Query) {
	any := prefetchAnyTag(f, scope)
	PrefetchFind[taggedSecret](f, "slug", scope, inFolders, folders.Column("id")).given = any
}

// prefetchAnyTag asks whether the project has a tag at all. Many have none, which a
// revision proves, and then no secret needs to be asked for its tags.
func prefetchAnyTag(f *Prefetch, scope ScopeRef) *Query {
	return PrefetchFirst[Tag](f, scope, "id <> ''")
}

// prefetchedTags are tags that were read ahead, all of them or none.
func prefetchedTags(tx *Tx, scope Scope, where string, each []any) (map[string][]Tag, bool) {
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

// TagsOf reads the tags of secrets, by secret id, in the order of their slugs.
func TagsOf(tx *Tx, scope Scope, secretIDs []string) (map[string][]Tag, error) {
	each := make([]any, 0, len(secretIDs))
	for _, id := range secretIDs {
		each = append(each, id)
	}
	if tags, known := prefetchedTags(tx, scope, ofSecret, each); known {
		return tags, nil
	}
	return tagged(tx, scope, "secret_tags.secret_id", secretIDs)
}

// TagsIn reads the tags of all secrets of folders, as TagsOf does.
func TagsIn(tx *Tx, scope Scope, folderIDs []string) (map[string][]Tag, error) {
	if tags, known := prefetchedTags(tx, scope, inFolders, []any{folderIDs}); known {
		return tags, nil
	}
	return tagged(tx, scope, "secrets.folder_id", folderIDs)
}

// tagged reads the tags of secrets of which a column has one of the ids.
func tagged(tx *Tx, scope Scope, column string, ids []string) (map[string][]Tag, error) {
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
		return nil, Failed[SecretTag]("read", err)
	}
	return tags, nil
}
