package facts

import (
	"slices"

	"warder/engine"
	"warder/models"
)

// SecretBatch are shared secrets of one folder that a request names, and what
// it makes of them. One that is missing makes the target unknown, unless the
// request does without.
type SecretBatch struct {
	Names   []string
	Changes []Change // of each name; nil where none gets another name or other tags
	New     bool     // they are created
	Lenient bool     // those that are missing are left out, or created

	Missing int                       // index of the first that is needed and not there, or -1
	Rows    map[string]*models.Secret // by name
	Tags    map[int][]models.Tag      // that each gets, by index
}

// Change is the name and the tags that a secret gets; empty and nil leave them
// as they are.
type Change struct {
	Name   string
	TagIDs *[]string
}

// Read is a Target; it comes after OnFolder. Members get the tags of their
// secrets, since conditions speak about them.
func (b *SecretBatch) Read(tx *models.Tx, s *State) error {
	b.Missing, b.Rows, b.Tags = -1, map[string]*models.Secret{}, map[int][]models.Tag{}
	for i := range s.Members {
		s.Members[i].Target = s.target()
	}
	if s.Found.Folder == nil {
		return nil
	}
	if !b.New {
		if err := b.find(tx, s); err != nil {
			return err
		}
	}
	return b.become(tx, s)
}

func (b *SecretBatch) find(tx *models.Tx, s *State) error {
	rows, err := models.Find[models.Secret](s.held(tx).OrderBy("id"), s.Scope(), "folder_id = ? AND type = ? AND key IN ?",
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
			b.lack(i, &s.Members[i])
			continue
		}
		s.Members[i].Resource.ID, s.Members[i].Resource.Properties.SecretTags = row.ID, slugs(tags[row.ID])
	}
	return nil
}

// lack notes that there is no secret of a name.
func (b *SecretBatch) lack(index int, member *engine.Member) {
	if b.Lenient {
		return
	}
	if b.Missing < 0 {
		b.Missing = index
	}
	target := *member.Target
	target.Known = false
	member.Target = &target
}

// become adds what each secret becomes to what it is; of a new one, it is all
// there is.
func (b *SecretBatch) become(tx *models.Tx, s *State) error {
	known, err := b.namedTags(tx, s)
	if err != nil {
		return err
	}
	for i, change := range b.Changes {
		after := s.Members[i]
		if change.Name != "" {
			after.Resource.Properties.SecretName = &change.Name
		}
		if change.TagIDs != nil {
			b.Tags[i] = pick(known, *change.TagIDs)
			after.Resource.Properties.SecretTags = slugs(b.Tags[i])
		}
		switch {
		case b.New:
			s.Members[i] = after
		case change.Name != "" || change.TagIDs != nil:
			s.Members = append(s.Members, after)
		}
	}
	return nil
}

// namedTags reads every tag that some change names.
func (b *SecretBatch) namedTags(tx *models.Tx, s *State) ([]models.Tag, error) {
	var ids []string
	for _, change := range b.Changes {
		if change.TagIDs != nil {
			ids = append(ids, *change.TagIDs...)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return models.Find[models.Tag](tx.OrderBy("slug"), s.Scope(), "id IN ?", ids)
}

// pick are the rows with the ids, in the order of the rows.
func pick(rows []models.Tag, ids []string) []models.Tag {
	found := []models.Tag{}
	for _, row := range rows {
		if slices.Contains(ids, row.ID) {
			found = append(found, row)
		}
	}
	return found
}
