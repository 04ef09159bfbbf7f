package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// SecretSearch looks for a secret by name: in a folder and, with Imports, in
// what the folder imports, the last import first. With Overrides the subject's
// own value is preferred to the shared one.
type SecretSearch struct {
	Environment string
	Path        string
	Name        string
	Type        string
	Imports     bool
	Overrides   bool

	own     *StoredSecret
	imports importTree
}

// Read is a Target. A secret of the folder is the target itself; one that is
// imported is a question for each form in which it may appear there.
func (x *SecretSearch) Read(tx *store.Tx, s *State) error {
	x.own, x.imports = nil, importTree{}
	if err := OnFolder(x.Environment, x.Path)(tx, s); err != nil || !s.target().Known {
		return err
	}
	rows, tags, err := s.secretsHere(tx, x.Environment, x.Path, x.Name)
	if err != nil {
		return err
	}
	row := x.choose(rows)
	if row == nil && x.Imports {
		return x.readImports(tx, s)
	}
	if row == nil {
		s.foundSecret(nil, nil)
		return nil
	}
	s.foundSecret(row, tags[row.ID])
	stored := s.Stored(row, tags[row.ID])
	x.own = &stored
	return nil
}

// Query asks for what Read looks for, except for imports.
func (x *SecretSearch) Query(subjectID string) *models.SecretQuery {
	return &models.SecretQuery{Environment: x.Environment, Path: x.Path, Name: x.Name, UserID: subjectID}
}

// choose takes the row of the type that was asked for.
func (x *SecretSearch) choose(rows []*models.Secret) *models.Secret {
	var chosen *models.Secret
	for _, row := range rows {
		preferred := x.Overrides && row.Type == models.SecretPersonal
		if preferred || row.Type == x.Type && chosen == nil {
			chosen = row
		}
	}
	return chosen
}

func (x *SecretSearch) readImports(tx *store.Tx, s *State) error {
	roots, places := []models.Folder{*s.Found.Folder}, map[string]place{s.Found.Folder.ID: {x.Environment, x.Path}}
	links, err := models.ImportLinks(tx, s.Scope(), []string{s.Found.Folder.ID})
	if err != nil {
		return err
	}
	x.imports = newImportTree(roots, links, places)
	rows, err := models.SharedSecrets(tx, s.Scope(), sorted(places), []string{x.Name})
	if err != nil {
		return err
	}
	tags, err := models.TagsOf(tx, s.Scope(), idsOf(rows))
	x.imports.hold(stored(rows, tags, places))
	s.lists(x.imports.appearing())
	s.target().Kind, s.target().Known = "secret", len(s.Members) > 0
	return err
}

// Own is the secret of the folder itself, or nil.
func (x *SecretSearch) Own() *StoredSecret { return x.own }

// FollowupMembers are the places on the way to imported secrets that the question does
// not name yet.
func (x *SecretSearch) FollowupMembers() []input.Member { return x.imports.onTheWay() }

// Imported is the secret that the imports contribute, if the subject may see
// one; see SecretList.Blocks. The sights are those of the question's members, then of FollowupMembers.
func (x *SecretSearch) Imported(sights []Sight) (seen Seen, found bool, err error) {
	blocks, err := x.imports.blocks(sights)
	if len(blocks) == 0 {
		return Seen{}, false, err
	}
	return blocks[len(blocks)-1].Secrets[0], true, nil
}

func idsOf(rows []*models.Secret) []string {
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return ids
}

// FoundSecret is the secret that is the target, where it is.
func (s *State) FoundSecret() *StoredSecret {
	stored := s.Stored(s.Found.Secret, s.Found.SecretTags)
	return &stored
}
