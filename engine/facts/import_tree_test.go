package facts

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"warder/models"
)

// mesh are folders that each import all later ones, with one secret in each.
func mesh(folders, bytes int) (roots []models.Folder, links []models.ImportLink, inFolder map[string][]StoredSecret, places map[string]place) {
	inFolder, places = map[string][]StoredSecret{}, map[string]place{}
	id := func(i int) string { return fmt.Sprintf("f%d", i) }
	for i := range folders {
		roots = append(roots, models.Folder{ID: id(i), Path: "/" + id(i)})
		row := &models.Secret{ID: "s" + id(i), FolderID: id(i)}
		row.Key, row.Type, row.Value = "K"+id(i), models.SecretShared, make([]byte, bytes)
		inFolder[id(i)] = []StoredSecret{{Secret: row, Environment: "dev", Path: "/" + id(i)}}
		places[id(i)] = place{"dev", "/" + id(i)}
		for j := i + 1; j < folders; j++ {
			links = append(links, models.ImportLink{FolderID: id(i), Position: int64(j), SourceID: id(j), SourcePath: "/" + id(j), EnvironmentSlug: "dev"})
		}
	}
	return roots, links, inFolder, places
}

func all(members int, sight Sight) []Sight { return slices.Repeat([]Sight{sight}, members) }

func Test_imports_that_multiply_are_refused_before_they_are_shown(t *testing.T) {
	for _, c := range []struct {
		name           string
		folders, bytes int
		roots          int // that are listed
		refused        bool
	}{
		{"a few", 10, 400 << 10, 1, false},
		{"many bytes", 24, 400 << 10, 24, true}, // 10 MB stored, 4.3 GB shown
		{"many folders", 100, 1, 1, false},
		{"many folders with all below", 100, 1, 100, true},
		{"very many folders", 400, 1, 1, true},
	} {
		roots, links, inFolder, places := mesh(c.folders, c.bytes)
		tree := newImportTree(roots[:c.roots], links, places)
		tree.hold(inFolder)
		blocks, err := tree.blocks(all(len(tree.members), Revealed))
		if refused := errors.Is(err, ErrTooManyImports); refused != c.refused {
			t.Errorf("%s: refused is %v; %+v", c.name, refused, tree.budget)
		}
		if b := tree.budget; b.steps > 2*mostImportSteps || b.bytes > 2*mostImportedBytes || b.members > mostImportMembers+1 {
			t.Errorf("%s: went on beyond the limits: %+v", c.name, b)
		}
		if !c.refused && (len(blocks) != c.folders-1 || len(blocks[0].Secrets) != c.folders-1 || blocks[1].Secrets[0].StoredSecret.Secret != inFolder["f2"][0].Secret) {
			t.Errorf("%s: %d blocks", c.name, len(blocks))
		}
	}
}

// Of f0, f1 and f2 each imports all later ones: f3 is reached through f1, through f2, and directly.
func Test_an_imported_secret_needs_every_folder_of_some_way(t *testing.T) {
	roots, links, inFolder, places := mesh(4, 1)
	for _, c := range []struct {
		name   string
		closed []string // folders that do not permit to read the secret of f3
		want   []string // imports of f0 that show it
	}{
		{"all open", nil, []string{"/f1", "/f2", "/f3"}},
		{"f2", []string{"f2"}, []string{"/f1", "/f3"}},
		{"f1", []string{"f1"}, []string{"/f2", "/f3"}},
		{"f1 and f2", []string{"f1", "f2"}, []string{"/f3"}},
		{"where it is", []string{"f3"}, nil},
		{"where it appears", []string{"f0"}, nil},
	} {
		tree := newImportTree(roots[:1], links, places)
		tree.hold(inFolder)
		sights := all(len(tree.members), Revealed)
		secret := tree.secrets[tree.number["f3"]][0]
		for _, folder := range c.closed {
			index, known := tree.index[appearance{tree.number[folder], secret.kind}]
			if !known {
				t.Fatalf("%s is not asked about", folder)
			}
			sights[index] = Unseen
		}
		blocks, err := tree.blocks(sights)
		if err != nil {
			t.Fatal(err)
		}
		var shows []string
		for _, block := range blocks {
			if slices.ContainsFunc(block.Secrets, func(s Seen) bool { return s.Key == "Kf3" }) {
				shows = append(shows, block.SourcePath)
			}
		}
		if !slices.Equal(shows, c.want) {
			t.Errorf("closed %s: shown by %v, want %v", c.name, shows, c.want)
		}
	}
}
