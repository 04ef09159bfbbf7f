package facts

import "warder/models"

// SecretBatch are shared secrets of one folder that a request names. One that
// is missing makes the target unknown.
type SecretBatch struct {
	Names []string
	Rows  map[string]*models.Secret // by name
}

// Read is a Target; it comes after OnFolder. Items get the tags of their
// secrets, since conditions speak about them.
func (b *SecretBatch) Read(tx *models.Tx, s *State) error {
	b.Rows = map[string]*models.Secret{}
	if s.Found.Folder == nil {
		return nil
	}
	rows, err := models.Find[models.Secret](tx, s.Scope(), "folder_id = ? AND type = ? AND key IN ?",
		s.Found.Folder.ID, models.SecretShared, b.Names)
	if err != nil {
		return err
	}
	ids := make([]string, 0, len(rows))
	for i := range rows {
		b.Rows[rows[i].Key] = &rows[i]
		ids = append(ids, rows[i].ID)
	}
	tags, err := models.TagsOf(tx, s.Scope(), ids)
	if err != nil {
		return err
	}
	s.target().Kind = "secret"
	for i, name := range b.Names {
		row := b.Rows[name]
		if row == nil {
			s.target().Known = false
			continue
		}
		s.Request.Resource.Items[i].SecretTags = slugs(tags[row.ID])
	}
	return nil
}
