package facts

import (
	"errors"
	"slices"

	"warder/engine/input"
	"warder/models"
)

// importTree holds the folders that some folders import, directly or through nested
// imports, with their shared secrets.
//
// A subject that reads an imported secret must be permitted to read a secret of that name
// and those tags in every folder along the import path. The weakest permission on a path
// decides how much of the secret is shown; of several paths, the most permissive applies.
type importTree struct {
	importGraph
	places  map[string]place
	secrets [][]importedSecret // by folder
	walks   []importWalk
	budget  importBudget

	members []input.Member // appearing first
	index   map[appearance]int
	appears int
}

// importWalk is one import of a folder, with everything behind it.
type importWalk struct {
	root    int // folder
	link    models.ImportLink
	sources []int // folders, the nearest first; see walk
}

// importedSecret is a secret of a source. Of a kind are those that rules cannot tell
// apart within one folder.
type importedSecret struct {
	StoredSecret
	kind int
}

// appearance is a kind of secret as a folder shows it.
type appearance struct{ folder, kind int }

// ImportBlock is what one import contributes to a folder.
type ImportBlock struct {
	models.ImportLink
	Secrets []Seen
}

// ErrTooManyImports is an answer in which imports make more appear than one may hold.
var ErrTooManyImports = errors.New("imports make too much appear")

// Limits of what imports make appear in one answer. Folders that import each other
// make a secret appear as often as there are imports that lead to it, so that the
// answer grows with the third power of their number.
const (
	mostAppearances   = 50_000     // secrets, each as often as it appears
	mostImportedBytes = 64 << 20   // their values and comments
	mostImportMembers = 100_000    // questions to the policy
	mostImportSteps   = 32_000_000 // imports followed
)

// importBudget counts how much of each limit is used.
type importBudget struct{ appearances, bytes, members, steps int }

func (b *importBudget) exceeded() bool {
	return b.appearances > mostAppearances || b.bytes > mostImportedBytes || b.members > mostImportMembers || b.steps > mostImportSteps
}

// newImportTree walks the imports of the roots. Places gain those of the
// sources.
func newImportTree(roots []models.Folder, links []models.ImportLink, places map[string]place) importTree {
	t := importTree{importGraph: newImportGraph(roots, links), places: places, index: map[appearance]int{}}
	t.secrets = make([][]importedSecret, len(t.ids)) // filled by hold
	for _, link := range links {
		places[link.SourceID] = place{link.EnvironmentSlug, link.SourcePath}
	}
	for _, root := range roots {
		at := t.number[root.ID]
		for _, link := range t.links[at] {
			if t.budget.exceeded() {
				return t
			}
			t.walks = append(t.walks, importWalk{at, link.ImportLink, t.walk(at, link.source)})
		}
	}
	return t
}

// walk lists a source and the folders that it imports, level by level, so that direct
// imports come before nested ones. Within a level the last import comes first, as in a
// search by name. The root and folders already listed are left out, which ends cycles.
func (t *importTree) walk(root, source int) []int {
	t.met.clear()
	t.met.add(root)
	t.met.add(source)
	order, level := []int{source}, []int{source}
	for range models.ImportLevels - 1 {
		var next []int
		for _, folder := range level {
			t.budget.steps += len(t.links[folder])
			for _, link := range slices.Backward(t.links[folder]) {
				if !t.met.has(link.source) {
					t.met.add(link.source)
					next = append(next, link.source)
				}
			}
		}
		order, level = append(order, next...), next
	}
	return order
}

// hold takes the shared secrets of the sources: no personal value is imported. It
// stops beyond the limits, and blocks then fails.
func (t *importTree) hold(inFolder map[string][]StoredSecret) {
	kinds := map[string]int{}
	for folder, id := range t.ids {
		for _, secret := range inFolder[id] {
			if secret.Type != models.SecretShared {
				continue
			}
			kind, known := kinds[secret.kind()]
			if !known {
				kind = len(kinds)
				kinds[secret.kind()] = kind
			}
			t.secrets[folder] = append(t.secrets[folder], importedSecret{secret, kind})
		}
	}
	t.each(func(walk *importWalk, folder int) {
		for i := range t.secrets[folder] {
			secret := &t.secrets[folder][i]
			t.budget.appearances++
			t.budget.bytes += len(secret.Value) + len(secret.Comment)
			t.member(walk.root, secret)
		}
	})
	t.appears = len(t.members)
	t.each(func(walk *importWalk, folder int) {
		ways, followed := t.between(walk, folder)
		t.budget.steps += followed + (followed+len(ways))*len(t.secrets[folder])
		for i := range t.secrets[folder] {
			for _, step := range ways {
				t.member(step, &t.secrets[folder][i])
			}
		}
	})
}

// each visits the folders with secrets, walk by walk, until a limit is exceeded.
func (t *importTree) each(do func(walk *importWalk, folder int)) {
	for i := range t.walks {
		for _, folder := range t.walks[i].sources {
			if t.budget.exceeded() {
				return
			}
			if len(t.secrets[folder]) > 0 {
				do(&t.walks[i], folder)
			}
		}
	}
}

// member adds a secret as it appears in a folder, once.
func (t *importTree) member(folder int, secret *importedSecret) {
	key := appearance{folder, secret.kind}
	if _, known := t.index[key]; known || t.budget.exceeded() {
		return
	}
	at := t.places[t.ids[folder]]
	t.index[key] = len(t.members)
	t.members = append(t.members, secret.seenAt(&at.environment, &at.path))
	t.budget.members++
}

// appearing are the imported secrets where they appear, and onTheWay the other
// folders on their ways.
func (t *importTree) appearing() []input.Member { return t.members[:t.appears] }
func (t *importTree) onTheWay() []input.Member  { return t.members[t.appears:] }

// blocks are the imports that contribute something the subject may see, by
// folder and position. Of several secrets of a name in one block the first is
// taken. The sights are those of the members.
func (t *importTree) blocks(sights []Sight) ([]ImportBlock, error) {
	if t.budget.exceeded() {
		return nil, ErrTooManyImports
	}
	list := []ImportBlock{}
	for i := range t.walks {
		if block := t.block(&t.walks[i], sights); len(block.Secrets) > 0 {
			list = append(list, block)
		}
	}
	return list, nil
}

func (t *importTree) block(walk *importWalk, sights []Sight) ImportBlock {
	block := ImportBlock{ImportLink: walk.link}
	taken := map[string]bool{}
	for _, folder := range walk.sources {
		if len(t.secrets[folder]) == 0 {
			continue
		}
		ways, _ := t.between(walk, folder)
		for i := range t.secrets[folder] {
			secret := &t.secrets[folder][i]
			if taken[secret.Key] {
				continue
			}
			if sight := t.sight(walk, folder, ways, secret.kind, sights); sight != Unseen {
				taken[secret.Key] = true
				block.Secrets = append(block.Secrets, Seen{&secret.StoredSecret, sight})
			}
		}
	}
	return block
}

// sight is how much of an imported secret may be seen, which the folders between show.
func (t *importTree) sight(walk *importWalk, folder int, ways []int, kind int, sights []Sight) Sight {
	for _, sight := range []Sight{Revealed, Described} {
		open := func(at int) bool {
			index, known := t.index[appearance{at, kind}]
			return known && sights[index] >= sight
		}
		if open(walk.root) && t.leads(walk, folder, ways, open) {
			return sight
		}
	}
	return Unseen
}
