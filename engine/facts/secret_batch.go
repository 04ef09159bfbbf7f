package facts

import (
	"cmp"
	"slices"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// SecretBatch holds the secrets of one environment that a request names, and their
// changes. Each is a member of the question with its own parameters. A missing secret makes
// the target unknown, unless the request allows it to be missing.
type SecretBatch struct {
	Environment string
	Items       []BatchItem
	New         bool // they are created
	Lenient     bool // those that are missing are left out, or created

	Missing int                  // index of the first that is needed and not there, or -1
	Rows    []*models.Secret     // by index; nil for one that is not there
	Tags    map[int][]models.Tag // that each gets, by index

	folders map[string]*models.Folder // by path
	before  map[string][]models.Tag   // that each has, by the id of its secret
}

// BatchItem is one secret of a batch: where it is, and the name and the tags that
// it gets; empty and nil leave those as they are.
type BatchItem struct {
	Path, Key string
	Personal  bool
	Name      string
	TagIDs    *[]string
}

// At is the state of an item's own folder.
func (b *SecretBatch) At(s *State, index int) *State {
	at := *s
	at.Found.Folder = b.folders[b.Items[index].Path]
	return &at
}

// WritingOrder are the indexes of the items by place and name, a shared secret before the
// personal value that overrides it: of two batches with the same new names, one then waits
// for the other, and never both. A batch that renames keeps its own order, since one item
// may free the name that another one takes.
func (b *SecretBatch) WritingOrder() []int {
	order := make([]int, len(b.Items))
	for i := range order {
		order[i] = i
	}
	if slices.ContainsFunc(b.Items, func(item BatchItem) bool { return item.Name != "" }) {
		return order
	}
	slices.SortStableFunc(order, func(x, y int) int {
		one, other := &b.Items[x], &b.Items[y]
		return cmp.Or(cmp.Compare(one.Path, other.Path), cmp.Compare(one.Key, other.Key), rank(one.Personal)-rank(other.Personal))
	})
	return order
}

func rank(personal bool) int {
	if personal {
		return 1
	}
	return 0
}

// TagsAfter are the tags that a member has once the batch is done.
func (b *SecretBatch) TagsAfter(index int) []models.Tag {
	if b.Items[index].TagIDs != nil {
		return b.Tags[index]
	}
	if row := b.Rows[index]; row != nil {
		return b.before[row.ID]
	}
	return nil
}

// Read is a Target. Members get the tags of their secrets, since conditions speak
// about them.
func (b *SecretBatch) Read(tx *store.Tx, s *State) error {
	b.Missing, b.Rows, b.Tags = -1, make([]*models.Secret, len(b.Items)), map[int][]models.Tag{}
	b.folders, b.before = map[string]*models.Folder{}, nil
	if err := OnEnvironment(b.Environment)(tx, s); err != nil {
		return err
	}
	for i := range s.Members {
		s.Members[i].Target = s.target()
	}
	if s.Found.Environment == nil {
		return nil
	}
	if err := b.findFolders(tx, s); err != nil {
		return err
	}
	if !b.New {
		if err := b.find(tx, s); err != nil {
			return err
		}
	}
	return b.become(tx, s)
}

// findFolders reads the folder of every item; one that is not there makes its
// items unknown.
func (b *SecretBatch) findFolders(tx *store.Tx, s *State) error {
	paths := map[string]bool{}
	for i := range b.Items {
		paths[b.Items[i].Path] = true
	}
	rows, err := models.FoldersAt(s.heldTogether(tx).OrderBy("path"), s.Scope(), []string{s.Found.Environment.ID}, sorted(paths))
	if err != nil {
		return err
	}
	for i := range rows {
		b.folders[rows[i].Path] = &rows[i]
	}
	for i := range b.Items {
		if b.folders[b.Items[i].Path] == nil {
			b.unknown(i, "folder", &s.Members[i])
		}
	}
	return nil
}

func (b *SecretBatch) find(tx *store.Tx, s *State) error {
	found, err := b.read(tx, s)
	if err != nil {
		return err
	}
	s.target().Kind = "secret"
	for i := range b.Items {
		folder := b.folders[b.Items[i].Path]
		if folder == nil {
			continue
		}
		row := found[b.key(s, folder.ID, &b.Items[i])]
		b.Rows[i] = row
		if row == nil {
			b.lack(s, i)
			continue
		}
		s.Members[i].Resource.ID, s.Members[i].Resource.Properties.SecretTags = row.ID, slugs(b.before[row.ID])
	}
	return nil
}

// secretKey tells the secrets of a project apart.
type secretKey struct{ folder, key, owner string }

func (b *SecretBatch) key(s *State, folderID string, item *BatchItem) secretKey {
	key := secretKey{folderID, item.Key, ""}
	if item.Personal {
		key.owner = s.Caller.Subject.ID
	}
	return key
}

// read reads the secrets that the items name, the subject's own and shared ones.
func (b *SecretBatch) read(tx *store.Tx, s *State) (map[secretKey]*models.Secret, error) {
	folders, keys := map[string]bool{}, map[string]bool{}
	for _, folder := range b.folders {
		folders[folder.ID] = true
	}
	for i := range b.Items {
		keys[b.Items[i].Key] = true
	}
	rows, err := store.Find[models.Secret](s.held(tx).OrderBy("id"), s.Scope(), "folder_id IN ? AND key IN ? AND (type = ? OR user_id = ?)",
		sorted(folders), sorted(keys), models.SecretShared, s.Caller.Subject.ID)
	if err != nil {
		return nil, err
	}
	found, ids := map[secretKey]*models.Secret{}, make([]string, 0, len(rows))
	for i := range rows {
		found[secretKey{rows[i].FolderID, rows[i].Key, rows[i].UserID}] = &rows[i]
		ids = append(ids, rows[i].ID)
	}
	b.before, err = models.TagsOf(tx, s.Scope(), ids)
	return found, err
}

// lack notes that there is no such secret. A machine has no personal ones, which
// is told as what it is.
func (b *SecretBatch) lack(s *State, index int) {
	if b.Lenient || b.Items[index].Personal && s.Caller.Subject.Type != input.SubjectUser {
		return
	}
	b.unknown(index, "secret", &s.Members[index])
}

// unknown makes the target of a member unknown.
func (b *SecretBatch) unknown(index int, kind string, member *input.Member) {
	if b.Missing < 0 {
		b.Missing = index
	}
	target := *member.Target
	target.Kind, target.Known = kind, false
	member.Target = &target
}

// become adds what each secret becomes to what it is; of a new one, it is all
// there is.
func (b *SecretBatch) become(tx *store.Tx, s *State) error {
	known, err := b.namedTags(tx, s)
	if err != nil {
		return err
	}
	for i := range b.Items {
		change := &b.Items[i]
		after := s.Members[i]
		if change.Name != "" {
			after.Resource.Properties.SecretName = &change.Name
		}
		if change.TagIDs != nil {
			b.Tags[i] = pick(known, *change.TagIDs)
			after.Resource.Properties.SecretTags = slugs(b.Tags[i])
			after.Requested.Tags = slugs(b.Tags[i])
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
func (b *SecretBatch) namedTags(tx *store.Tx, s *State) ([]models.Tag, error) {
	var ids []string
	for i := range b.Items {
		if change := &b.Items[i]; change.TagIDs != nil {
			ids = append(ids, *change.TagIDs...)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return store.Find[models.Tag](s.heldTogether(tx).OrderBy("slug"), s.Scope(), "id IN ?", ids)
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
