package facts

import (
	"slices"

	"warder/models"
	"warder/models/store"
)

// secretsHere are the secrets of the folder that was found which the subject may have,
// with their tags: that with a name, or with none all. They are there if they were read
// with the caller's token, and else they are read.
func (s *State) secretsHere(tx *store.Tx, environment, path, name string) ([]*models.Secret, map[string][]models.Tag, error) {
	asked := models.SecretQuery{Environment: environment, Path: path, Name: name, UserID: s.Caller.Subject.ID}
	if s.read && *s.Question.Secrets == asked {
		return s.secretsRead(tx)
	}
	folder := s.Found.Folder.ID
	if name == "" {
		rows, err := models.SecretsIn(tx, s.Scope(), []string{folder}, asked.UserID)
		if err != nil || len(rows) == 0 {
			return nil, nil, err
		}
		tags, err := models.TagsIn(tx, s.Scope(), []string{folder})
		return rows, tags, err
	}
	found, err := store.Find[models.Secret](tx, s.Scope(), secretNamed, folder, name, models.SecretShared, asked.UserID)
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	rows := store.Pointers(found)
	tags, err := models.TagsOf(tx, s.Scope(), idsOf(rows))
	return rows, tags, err
}

// secretsRead are those that were read with the token. The tags of a project are kept, so
// that its secrets only have to name theirs.
func (s *State) secretsRead(tx *store.Tx) ([]*models.Secret, map[string][]models.Tag, error) {
	rows, tags := make([]*models.Secret, 0, len(s.secrets)), map[string][]models.Tag{}
	var all []models.Tag // of the project
	if slices.ContainsFunc(s.secrets, func(secret *models.SecretRow) bool { return len(secret.TagIDs) > 0 }) {
		var err error
		all, err = cached(s, s.proof.Project, "tags", [4]string{}, func() ([]models.Tag, error) {
			return store.Find[models.Tag](tx.OrderBy("slug"), s.Scope(), "")
		})
		if err != nil {
			return nil, nil, err
		}
	}
	for _, secret := range s.secrets {
		rows = append(rows, &secret.Secret)
		for i := range all {
			if slices.Contains(secret.TagIDs, all[i].ID) {
				tags[secret.ID] = append(tags[secret.ID], all[i])
			}
		}
	}
	return rows, tags, nil
}
