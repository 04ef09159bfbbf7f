package models

// TagsOf reads the tags of secrets, by secret id, in the order of their slugs.
func TagsOf(tx *Tx, scope Scope, secretIDs []string) (map[string][]Tag, error) {
	tags := map[string][]Tag{}
	if len(secretIDs) == 0 {
		return tags, nil
	}
	links, err := Find[SecretTag](tx, scope, "secret_id IN ?", secretIDs)
	if err != nil || len(links) == 0 {
		return tags, err
	}
	ids := make([]string, 0, len(links))
	for _, link := range links {
		ids = append(ids, link.TagID)
	}
	rows, err := Find[Tag](tx.OrderBy("slug"), scope, "id IN ?", ids)
	for _, row := range rows {
		for _, link := range links {
			if link.TagID == row.ID {
				tags[link.SecretID] = append(tags[link.SecretID], row)
			}
		}
	}
	return tags, err
}
