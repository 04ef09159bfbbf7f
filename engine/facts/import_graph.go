package facts

import "warder/models"

// importGraph are folders and the imports between them. Folders have numbers, which
// makes following many imports cheap.
type importGraph struct {
	ids    []string       // of the folders, by number
	number map[string]int // by id
	links  [][]numberedLink
	before [][]int // the folders that import one

	met, within folderSet
}

// numberedLink is an import with the number of its source.
type numberedLink struct {
	models.ImportLink
	source int
}

// folderSet holds numbers of folders. It is emptied at no cost.
type folderSet struct {
	marks []int
	now   int
}

func (s *folderSet) clear()              { s.now++ }
func (s *folderSet) add(folder int)      { s.marks[folder] = s.now }
func (s *folderSet) has(folder int) bool { return s.marks[folder] == s.now }

// newImportGraph has the imports of a folder by position.
func newImportGraph(roots []models.Folder, links []models.ImportLink) importGraph {
	g := importGraph{number: map[string]int{}}
	for _, root := range roots {
		g.numbered(root.ID)
	}
	for _, link := range links {
		from, source := g.numbered(link.FolderID), g.numbered(link.SourceID)
		g.links[from] = append(g.links[from], numberedLink{link, source})
		g.before[source] = append(g.before[source], from)
	}
	g.met, g.within = folderSet{make([]int, len(g.ids)), 1}, folderSet{make([]int, len(g.ids)), 1}
	return g
}

func (g *importGraph) numbered(id string) int {
	if number, known := g.number[id]; known {
		return number
	}
	g.number[id] = len(g.ids)
	g.ids, g.links, g.before = append(g.ids, id), append(g.links, nil), append(g.before, nil)
	return g.number[id]
}

// between are the folders of a walk from which a folder can be reached, that
// folder among them, and how many imports were followed to know.
func (g *importGraph) between(walk *importWalk, folder int) (reaching []int, followed int) {
	g.within.clear()
	for _, source := range walk.sources {
		g.within.add(source)
	}
	g.met.clear()
	g.met.add(folder)
	reaching = []int{folder}
	for i := 0; i < len(reaching); i++ {
		followed += len(g.before[reaching[i]])
		for _, from := range g.before[reaching[i]] {
			if g.within.has(from) && !g.met.has(from) {
				g.met.add(from)
				reaching = append(reaching, from)
			}
		}
	}
	return reaching, followed
}

// leads reports whether some way of a walk leads to a folder through open ones. Ways are
// the folders between.
func (g *importGraph) leads(walk *importWalk, folder int, ways []int, open func(int) bool) bool {
	all := true
	g.within.clear()
	for _, step := range ways {
		if open(step) {
			g.within.add(step)
		} else {
			all = false
		}
	}
	source := g.number[walk.link.SourceID]
	if all || !g.within.has(folder) || !g.within.has(source) {
		return all
	}
	g.met.clear()
	g.met.add(source)
	level := []int{source}
	for range models.ImportLevels {
		var next []int
		for _, at := range level {
			if at == folder {
				return true
			}
			for _, link := range g.links[at] {
				if g.within.has(link.source) && !g.met.has(link.source) {
					g.met.add(link.source)
					next = append(next, link.source)
				}
			}
		}
		level = next
	}
	return false
}
