package facts

import (
	"warder/models"
	"warder/models/store"
)

// CarriedByTag returns the shared secrets that have a tag, before and after the tag gets
// another slug. An empty slug removes the tag.
func CarriedByTag(tx *store.Tx, s *State, tag *models.Tag, slug string) ([]CarriedSecret, error) {
	links, err := store.Find[models.SecretTag](tx, s.Scope(), "tag_id = ?", tag.ID)
	if err != nil || len(links) == 0 {
		return nil, err
	}
	ids := make([]string, 0, len(links))
	for i := range links {
		ids = append(ids, links[i].SecretID)
	}
	rows, err := models.WithIDs[models.Secret](tx, s.Scope(), ids)
	if err != nil {
		return nil, err
	}
	places, err := placesOf(tx, s, rows)
	if err != nil {
		return nil, err
	}
	tags, err := models.TagsOf(tx, s.Scope(), ids)
	if err != nil {
		return nil, err
	}
	list := make([]CarriedSecret, 0, len(rows))
	for _, secrets := range stored(store.Pointers(rows), tags, places) {
		for i := range secrets {
			if secrets[i].Type != models.SecretShared {
				continue
			}
			after := secrets[i]
			after.tagSlugs = reslugged(secrets[i].Tags, tag.ID, slug)
			list = append(list, CarriedSecret{secrets[i].Member(), after.Member()})
		}
	}
	return list, nil
}

// reslugged returns the slugs of tags after one tag got another slug or was removed.
func reslugged(tags []models.Tag, id, slug string) []string {
	names := make([]string, 0, len(tags))
	for i := range tags {
		switch {
		case tags[i].ID != id:
			names = append(names, tags[i].Slug)
		case slug != "":
			names = append(names, slug)
		}
	}
	return names
}

// placesOf are the folders of secrets of the project, as rules know them.
func placesOf(tx *store.Tx, s *State, rows []models.Secret) (map[string]place, error) {
	ids := make([]string, 0, len(rows))
	for i := range rows {
		ids = append(ids, rows[i].FolderID)
	}
	folders, err := models.WithIDs[models.Folder](tx, s.Scope(), ids)
	if err != nil {
		return nil, err
	}
	environments, err := store.Find[models.Environment](tx, s.Scope(), "")
	if err != nil {
		return nil, err
	}
	slugOf := make(map[string]string, len(environments))
	for i := range environments {
		slugOf[environments[i].ID] = environments[i].Slug
	}
	places := make(map[string]place, len(folders))
	for i := range folders {
		places[folders[i].ID] = place{slugOf[folders[i].EnvironmentID], folders[i].Path}
	}
	return places, nil
}
