package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/references"
	"warder/models/store"
)

// Referred is a place that references name, in an existing folder. Secret is nil if there
// is no such secret; only callers who may read it learn that.
type Referred struct {
	references.SecretRef
	Secret *StoredSecret
}

// Member is the question about the secret, whether or not it exists.
func (r *Referred) Member() input.Member {
	if r.Secret != nil {
		return r.Secret.Member()
	}
	return input.Member{Resource: input.Resource{Type: "secrets", Properties: input.Properties{
		Environment: &r.Environment, SecretPath: &r.Path, SecretName: &r.Name, SecretTags: []string{},
	}}}
}

// Environments are the environments of the project, by slug.
func Environments(tx *store.Tx, s *State) (map[string]models.Environment, error) {
	rows, err := store.Find[models.Environment](tx, s.Scope(), "")
	bySlug := map[string]models.Environment{}
	for _, row := range rows {
		bySlug[row.Slug] = row
	}
	return bySlug, err
}

// FindReferred reads what references find, all of them at once. Those into
// folders that do not exist are left out: every member sees the folders.
func FindReferred(tx *store.Tx, s *State, environments map[string]models.Environment, refs []references.SecretRef) ([]Referred, error) {
	folders, err := foldersOf(tx, s, environments, refs)
	if err != nil || len(folders) == 0 {
		return nil, err
	}
	secrets, err := secretsOf(tx, s, folders, refs)
	list := []Referred{}
	for _, ref := range refs {
		if _, exists := folders[place{ref.Environment, ref.Path}]; exists {
			list = append(list, Referred{ref, secrets[ref]})
		}
	}
	return list, err
}

// foldersOf are the ids of the folders that references name and that exist.
func foldersOf(tx *store.Tx, s *State, environments map[string]models.Environment, refs []references.SecretRef) (map[place]string, error) {
	slugOf, paths := map[string]string{}, map[string]bool{}
	for _, ref := range refs {
		if stage, known := environments[ref.Environment]; known {
			slugOf[stage.ID], paths[ref.Path] = stage.Slug, true
		}
	}
	rows, err := models.FoldersAt(tx, s.Scope(), sorted(slugOf), sorted(paths))
	ids := map[place]string{}
	for _, row := range rows {
		ids[place{slugOf[row.EnvironmentID], row.Path}] = row.ID
	}
	return ids, err
}

func secretsOf(tx *store.Tx, s *State, folders map[place]string, refs []references.SecretRef) (map[references.SecretRef]*StoredSecret, error) {
	places, names := map[string]place{}, map[string]bool{}
	for _, ref := range refs {
		at := place{ref.Environment, ref.Path}
		if id, exists := folders[at]; exists {
			places[id], names[ref.Name] = at, true
		}
	}
	rows, err := models.SharedSecrets(tx, s.Scope(), sorted(places), sorted(names))
	if err != nil {
		return nil, err
	}
	tags, err := models.TagsOf(tx, s.Scope(), idsOf(rows))
	found := map[references.SecretRef]*StoredSecret{}
	for _, secrets := range stored(rows, tags, places) {
		for i := range secrets {
			found[references.SecretRef{Environment: secrets[i].Environment, Path: secrets[i].Path, Name: secrets[i].Key}] = &secrets[i]
		}
	}
	return found, err
}
