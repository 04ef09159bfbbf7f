package facts

import (
	"maps"
	"slices"
	"strings"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// SecretList are the secrets of a folder, or of a folder and all below it, each
// one a question for the policy: a list holds what single reads would. With
// imports, so is each secret that imports make appear in one of the folders, as
// it appears there.
type SecretList struct {
	Environment string
	Path        string
	Recursive   bool
	Imports     bool
	AsOf        *AsOf // nil for now

	secrets []StoredSecret
	roots   []models.Folder
	imports importTree
	now     presentPlaces // of a list of the past
}

// Read is a TargetLoader. For a folder or environment that does not exist, the question is
// about the place alone, and only callers who may read there learn that it is missing; see
// Exists.
func (l *SecretList) Read(tx *store.Tx, s *State) error {
	l.secrets, l.roots, l.imports, l.now = nil, nil, importTree{}, presentPlaces{}
	if s.Project == nil {
		return nil
	}
	if err := l.findFolders(tx, s); err != nil || s.Found.Environment == nil {
		return err
	}
	var err error
	if l.AsOf != nil {
		err = l.readThen(tx, s)
	} else {
		err = l.readNow(tx, s)
	}
	s.lists(l.members())
	return err
}

// Exists reports whether the folder that the list is about is there.
func (l *SecretList) Exists() bool {
	return slices.ContainsFunc(l.roots, func(root models.Folder) bool { return root.Path == l.Path })
}

// findFolders reads the folders that the list is about.
func (l *SecretList) findFolders(tx *store.Tx, s *State) (err error) {
	if l.Recursive {
		s.Found.Environment, err = orNil(store.First[models.Environment](tx, s.Scope(), withSlug, l.Environment))
		if err != nil || s.Found.Environment == nil {
			return err
		}
		below := strings.TrimSuffix(l.Path, "/") + "/"
		l.roots, err = store.Find[models.Folder](tx.OrderBy("path"), s.Scope(), "environment_id = ? AND (path = ? OR substr(path, 1, ?) = ?)",
			s.Found.Environment.ID, l.Path, len([]rune(below)), below)
		return err
	}
	at, err := s.placeOf(tx, l.Environment, l.Path)
	s.Found.Environment, s.Found.Folder = copied(at.Environment), copied(at.Folder)
	if at.Folder != nil {
		l.roots = []models.Folder{*at.Folder}
	}
	return err
}

// Single reports whether the list is of one folder, now, without imports.
func (l *SecretList) Single() bool { return !l.Recursive && !l.Imports && l.AsOf == nil }

// Query asks for what Read lists of the folder itself.
func (l *SecretList) Query(subjectID string) *models.SecretQuery {
	return &models.SecretQuery{Environment: l.Environment, Path: l.Path, UserID: subjectID}
}

// readNow reads the secrets of all folders at once, those of imports among them.
func (l *SecretList) readNow(tx *store.Tx, s *State) error {
	places := l.places()
	if l.Single() {
		if len(l.roots) == 0 {
			return nil
		}
		rows, tags, err := s.secretsHere(tx, l.Environment, l.Path, "")
		l.take(stored(rows, tags, places))
		return err
	}
	if l.Imports {
		links, err := models.ImportLinks(tx, s.Scope(), l.rootIDs())
		if err != nil {
			return err
		}
		l.imports = newImportTree(l.roots, links, places)
	}
	ids := sorted(places)
	rows, err := models.SecretsIn(tx, s.Scope(), ids, s.Caller.Subject.ID)
	if err != nil || len(rows) == 0 {
		return err
	}
	tags, err := models.TagsIn(tx, s.Scope(), ids)
	inFolder := stored(rows, tags, places)
	l.imports.hold(inFolder)
	l.take(inFolder)
	return err
}

// take lists the secrets of the folders themselves, folder by folder.
func (l *SecretList) take(inFolder map[string][]StoredSecret) {
	if len(l.roots) == 1 {
		l.secrets = inFolder[l.roots[0].ID]
		return
	}
	for _, root := range l.roots {
		l.secrets = append(l.secrets, inFolder[root.ID]...)
	}
}

func (l *SecretList) rootIDs() []string {
	ids := make([]string, 0, len(l.roots))
	for _, root := range l.roots {
		ids = append(ids, root.ID)
	}
	return ids
}

func (l *SecretList) places() map[string]place {
	places := map[string]place{}
	for _, root := range l.roots {
		places[root.ID] = place{l.Environment, root.Path}
	}
	return places
}

// members are the secrets of the folders, and those that appear in them.
func (l *SecretList) members() []input.Member {
	members := make([]input.Member, 0, len(l.secrets))
	for i := range l.secrets {
		members = append(members, l.secrets[i].Member())
	}
	return append(members, l.imports.appearing()...)
}

// FollowupMembers are what the question does not name yet: the places on the way to imported
// secrets, or of a list of the past the secrets that are elsewhere now.
func (l *SecretList) FollowupMembers() []input.Member {
	if l.AsOf != nil {
		return l.now.members
	}
	return l.imports.onTheWay()
}

// Own are the secrets of the folders that may be seen, by path and name. The
// sights are those of the question's members, then of FollowupMembers.
func (l *SecretList) Own(sights []Sight) []Seen {
	list := make([]Seen, 0, len(l.secrets))
	for i := range l.secrets {
		if sight := l.now.limit(i, sights[i], sights[len(l.secrets):]); sight != Unseen {
			list = append(list, Seen{&l.secrets[i], sight})
		}
	}
	return list
}

// Blocks are what the imports of the folders contribute, import by import. It fails
// with ErrTooManyImports beyond the limits, which those who see nothing below a folder
// do not learn.
func (l *SecretList) Blocks(sights []Sight) ([]ImportBlock, error) {
	if l.Recursive && !slices.ContainsFunc(sights, func(s Sight) bool { return s != Unseen }) {
		return nil, nil
	}
	return l.imports.blocks(sights[len(l.secrets):])
}

// stored joins rows with their folders and tags, by folder.
func stored(rows []*models.Secret, tags map[string][]models.Tag, places map[string]place) map[string][]StoredSecret {
	counts := map[string]int{}
	for _, row := range rows {
		counts[row.FolderID]++
	}
	inFolder := make(map[string][]StoredSecret, len(counts))
	for id, count := range counts {
		inFolder[id] = make([]StoredSecret, 0, count)
	}
	for _, row := range rows {
		at := places[row.FolderID]
		inFolder[row.FolderID] = append(inFolder[row.FolderID], StoredSecret{
			Secret: row, Environment: at.environment, Path: at.path, Tags: tags[row.ID], tagSlugs: slugs(tags[row.ID]),
		})
	}
	return inFolder
}

// sorted are the keys of a map in an order that is the same every time.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
