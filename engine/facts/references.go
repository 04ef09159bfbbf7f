package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// Reference is what a piece of a secret's text refers to: a shared secret of a
// place.
type Reference struct{ Environment, Path, Name string }

// member is the question about what a reference leads to, where there may be
// nothing.
func (r Reference) member() input.Member {
	return input.Member{Resource: input.Resource{Type: "secrets", Properties: input.Properties{
		Environment: &r.Environment, SecretPath: &r.Path, SecretName: &r.Name, SecretTags: []string{},
	}}}
}

// Referred is what a reference to an existing folder found there. Secret is nil
// where there is none of the name, which only those may learn who may read it.
type Referred struct {
	Reference
	Secret *StoredSecret
}

// Member is the question about the secret, whether or not it exists.
func (r *Referred) Member() input.Member {
	if r.Secret == nil {
		return r.member()
	}
	return r.Secret.Member()
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
func FindReferred(tx *store.Tx, s *State, environments map[string]models.Environment, refs []Reference) ([]Referred, error) {
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
func foldersOf(tx *store.Tx, s *State, environments map[string]models.Environment, refs []Reference) (map[place]string, error) {
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

func secretsOf(tx *store.Tx, s *State, folders map[place]string, refs []Reference) (map[Reference]*StoredSecret, error) {
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
	found := map[Reference]*StoredSecret{}
	for _, secrets := range stored(rows, tags, places) {
		for i := range secrets {
			found[Reference{secrets[i].Environment, secrets[i].Path, secrets[i].Key}] = &secrets[i]
		}
	}
	return found, err
}
