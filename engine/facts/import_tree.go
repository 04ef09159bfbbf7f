package facts

import (
	"slices"

	"warder/engine/input"
	"warder/models"
)

// importTree are the folders that imports of some folders lead to, directly or
// through further imports, with the shared secrets in them.
//
// An imported secret is read at every folder on a way from where it appears to
// where it is: the subject has to be permitted to read a secret of that name,
// with its tags, in each of them. What is seen of it is what the least of these
// permissions gives; of several ways, the best counts.
type importTree struct {
	links   map[string][]models.ImportLink // by destination folder, by position
	places  map[string]place
	secrets map[string][]StoredSecret // by folder
	walks   []importWalk

	members []input.Member // appearing first
	index   map[string]int // of a member, by folder and kind of secret
	appears int
}

// importWalk is one import of a folder, with everything behind it.
type importWalk struct {
	root    models.Folder
	link    models.ImportLink
	sources []string // folders, the nearest first; see walk
}

// ImportBlock is what one import contributes to a folder.
type ImportBlock struct {
	models.ImportLink
	Secrets []Seen
}

// newImportTree walks the imports of the roots. Places gain those of the
// sources.
func newImportTree(roots []models.Folder, links []models.ImportLink, places map[string]place) importTree {
	t := importTree{links: map[string][]models.ImportLink{}, places: places, index: map[string]int{}}
	for _, link := range links {
		t.links[link.FolderID] = append(t.links[link.FolderID], link)
		places[link.SourceID] = place{link.EnvironmentSlug, link.SourcePath}
	}
	for _, root := range roots {
		for _, link := range t.links[root.ID] {
			t.walks = append(t.walks, importWalk{root, link, t.walk(root.ID, link.SourceID)})
		}
	}
	return t
}

// walk lists a source and the folders behind it, level by level, so that what
// is imported directly comes before what is nested. Within a level the last
// import comes first, as it does where a secret is looked for by name. The root
// itself and every folder met before are left out, which ends cycles.
func (t *importTree) walk(root, source string) []string {
	order, level := []string{source}, []string{source}
	for range models.ImportLevels - 1 {
		var next []string
		for _, folder := range level {
			for _, link := range slices.Backward(t.links[folder]) {
				if link.SourceID != root && !slices.Contains(order, link.SourceID) {
					order, next = append(order, link.SourceID), append(next, link.SourceID)
				}
			}
		}
		level = next
	}
	return order
}

// hold takes the shared secrets of the sources: no personal value is
// imported.
func (t *importTree) hold(inFolder map[string][]StoredSecret) {
	t.secrets = map[string][]StoredSecret{}
	for _, walk := range t.walks {
		for _, folder := range walk.sources {
			if _, done := t.secrets[folder]; !done {
				t.secrets[folder] = slices.DeleteFunc(slices.Clone(inFolder[folder]), func(s StoredSecret) bool { return s.Type != models.SecretShared })
			}
		}
	}
	t.each(func(walk *importWalk, _ string, secret *StoredSecret) { t.member(walk.root.ID, secret) })
	t.appears = len(t.members)
	ways := map[string][]string{}
	t.each(func(walk *importWalk, folder string, secret *StoredSecret) {
		key := walk.root.ID + walk.link.SourceID + folder
		if ways[key] == nil {
			ways[key] = t.between(walk, folder)
		}
		for _, step := range ways[key] {
			t.member(step, secret)
		}
	})
}

func (t *importTree) each(do func(walk *importWalk, folder string, secret *StoredSecret)) {
	for i := range t.walks {
		for _, folder := range t.walks[i].sources {
			for j := range t.secrets[folder] {
				do(&t.walks[i], folder, &t.secrets[folder][j])
			}
		}
	}
}

// member adds a secret as it appears in a folder, once.
func (t *importTree) member(folder string, secret *StoredSecret) {
	key := folder + secret.kind()
	if _, known := t.index[key]; known {
		return
	}
	at := t.places[folder]
	t.index[key] = len(t.members)
	t.members = append(t.members, secret.seenAt(&at.environment, &at.path))
}

// between are the folders of a walk from which a folder can be reached, that
// folder among them.
func (t *importTree) between(walk *importWalk, folder string) []string {
	reaching := []string{folder}
	for grown := true; grown; {
		grown = false
		for _, candidate := range walk.sources {
			leads := slices.ContainsFunc(t.links[candidate], func(l models.ImportLink) bool { return slices.Contains(reaching, l.SourceID) })
			if leads && !slices.Contains(reaching, candidate) {
				reaching, grown = append(reaching, candidate), true
			}
		}
	}
	return reaching
}

// appearing are the imported secrets where they appear, and onTheWay the other
// folders on their ways.
func (t *importTree) appearing() []input.Member { return t.members[:t.appears] }
func (t *importTree) onTheWay() []input.Member  { return t.members[t.appears:] }

// blocks are the imports that contribute something the subject may see, by
// folder and position. Of several secrets of a name in one block the first is
// taken. The sights are those of the members.
func (t *importTree) blocks(sights []Sight) []ImportBlock {
	list := []ImportBlock{}
	for i := range t.walks {
		if block := t.block(&t.walks[i], sights); len(block.Secrets) > 0 {
			list = append(list, block)
		}
	}
	return list
}

func (t *importTree) block(walk *importWalk, sights []Sight) ImportBlock {
	block := ImportBlock{ImportLink: walk.link}
	taken := map[string]bool{}
	for _, folder := range walk.sources {
		for i := range t.secrets[folder] {
			secret := &t.secrets[folder][i]
			if sight := t.sight(walk, folder, secret, sights); sight != Unseen && !taken[secret.Key] {
				taken[secret.Key] = true
				block.Secrets = append(block.Secrets, Seen{secret, sight})
			}
		}
	}
	return block
}

// sight is how much of an imported secret may be seen.
func (t *importTree) sight(walk *importWalk, folder string, secret *StoredSecret, sights []Sight) Sight {
	for _, sight := range []Sight{Revealed, Described} {
		open := func(at string) bool {
			index, known := t.index[at+secret.kind()]
			return known && sights[index] >= sight
		}
		if open(walk.root.ID) && t.reaches(walk, folder, open) {
			return sight
		}
	}
	return Unseen
}

// reaches is whether some way of a walk leads to a folder through open ones.
func (t *importTree) reaches(walk *importWalk, folder string, open func(string) bool) bool {
	if !open(folder) || !open(walk.link.SourceID) {
		return false
	}
	met, level := map[string]bool{walk.root.ID: true, walk.link.SourceID: true}, []string{walk.link.SourceID}
	for range models.ImportLevels {
		var next []string
		for _, at := range level {
			if at == folder {
				return true
			}
			for _, link := range t.links[at] {
				if !met[link.SourceID] && open(link.SourceID) {
					met[link.SourceID] = true
					next = append(next, link.SourceID)
				}
			}
		}
		level = next
	}
	return false
}
