package models_test

import (
	"errors"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// FuzzFolderTree makes, renames and deletes folders in any order, and holds the rows to a tree
// that is a set of paths. Each line of the input is one change: "+/a/b" makes, "-/a" deletes,
// and "/a>b" renames; other lines are skipped.
func FuzzFolderTree(f *testing.F) {
	for _, seed := range []string{
		"+/a/b/c\n/a>z\n-/z/b", "+/a\n+/ab/c\n/a>x", "+/ä/b\n/ä>a\n+/ä", "+/a%/b\n+/a_/b\n/a_>c", "+/a/a/a\n/a/a>b\n/a>b\n-/b/b",
		"+/a\n+/b\n/a>b", "-/\n/>a", "+/🐢/b\n/🐢>t\n+/t/c", "+/A/b\n+/a/b\n/A>B\n-/a",
	} {
		f.Add(seed)
	}
	url := database.SQLite(f)
	db := modelstest.Open(f, url)
	_, scope := modelstest.Plant(f, db)
	environment := modelstest.FolderOf(scope, "/").EnvironmentID
	undo := errors.New("leave nothing for the next input")
	f.Fuzz(func(t *testing.T, input string) {
		if len(input) > 2000 {
			return
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			tree := folderTree{t: t, tx: tx, scope: scope, environment: environment, want: map[string]bool{}}
			for _, row := range tree.rows() {
				tree.want[row.Path] = true
			}
			for line := range strings.Lines(input) {
				tree.change(strings.TrimSuffix(line, "\n"))
			}
			tree.check()
			return undo
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
	})
}

// folderTree is a tree of folders in the database beside the set of paths that it should have.
type folderTree struct {
	t           *testing.T
	tx          *store.Tx
	scope       store.Scope
	environment string
	want        map[string]bool
}

func (f *folderTree) rows() []models.Folder {
	rows, err := store.Find[models.Folder](f.tx.OrderBy("path"), f.scope, "environment_id = ?", f.environment)
	f.must(err)
	return rows
}

func (f *folderTree) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *folderTree) change(line string) {
	if full, makes := strings.CutPrefix(line, "+"); makes {
		f.create(full)
	} else if full, deletes := strings.CutPrefix(line, "-"); deletes {
		f.remove(full)
	} else if full, name, renames := strings.Cut(line, ">"); renames {
		f.rename(full, name)
	}
}

func (f *folderTree) create(full string) {
	if !models.IsPath(full) {
		return
	}
	_, err := models.EnsureFolder(f.tx, f.scope, f.environment, full, nil, store.Time{})
	f.must(err)
	for ; full != "/"; full = path.Dir(full) {
		f.want[full] = true
	}
}

func (f *folderTree) remove(full string) {
	row := f.at(full)
	if row == nil {
		return
	}
	err := models.DeleteFolder(f.tx, f.scope, row)
	if full == "/" {
		if !errors.Is(err, models.ErrRootFolder) {
			f.t.Fatalf("the root is deleted: %v", err)
		}
		return
	}
	f.must(err)
	maps.DeleteFunc(f.want, func(at string, _ bool) bool { return within(at, full) })
}

func (f *folderTree) rename(full, name string) {
	row, to := f.at(full), path.Join(path.Dir(full), name)
	if row == nil || !models.IsFolderName(name) || f.want[to] {
		return
	}
	below, err := models.FoldersUnder(f.tx, f.scope, f.environment, full, true)
	f.must(err)
	if want := f.inside(full); len(below) != want {
		f.t.Fatalf("%q has %d folders below it, want %d", full, len(below), want)
	}
	err = models.RenameFolder(f.tx, f.scope, row, name, store.Time{})
	if full == "/" {
		if !errors.Is(err, models.ErrRootFolder) {
			f.t.Fatalf("the root is renamed: %v", err)
		}
		return
	}
	f.must(err)
	for _, at := range slices.Collect(maps.Keys(f.want)) {
		if within(at, full) {
			delete(f.want, at)
			f.want[to+strings.TrimPrefix(at, full)] = true
		}
	}
}

func (f *folderTree) at(full string) *models.Folder {
	row, err := store.First[models.Folder](f.tx, f.scope, "environment_id = ? AND path = ?", f.environment, full)
	if errors.Is(err, store.ErrNotFound) {
		if f.want[full] {
			f.t.Fatalf("there is no %q", full)
		}
		return nil
	}
	f.must(err)
	return row
}

// inside counts the folders below one.
func (f *folderTree) inside(full string) (count int) {
	for at := range f.want {
		if at != full && within(at, full) {
			count++
		}
	}
	return count
}

func within(at, full string) bool {
	return at == full || strings.HasPrefix(at, strings.TrimSuffix(full, "/")+"/")
}

// check holds that each path is there once, and is that of its parent and its name.
func (f *folderTree) check() {
	rows, got := f.rows(), map[string]bool{}
	paths := map[string]string{}
	for _, row := range rows {
		got[row.Path], paths[row.ID] = true, row.Path
	}
	if len(rows) != len(got) || !maps.Equal(got, f.want) {
		f.t.Fatalf("%d rows at %q, want %q", len(rows), slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(f.want)))
	}
	for _, row := range rows {
		if row.ParentID != nil && path.Join(paths[*row.ParentID], row.Name) != row.Path {
			f.t.Fatalf("%q is named %q below %q", row.Path, row.Name, paths[*row.ParentID])
		}
	}
}
