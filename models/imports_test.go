package models_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// linked makes folders of dev, the first of them the root, and imports between
// them in the order of the pairs "to<from".
func linked(t *testing.T, db *store.Store, paths []string, pairs ...[2]string) store.Scope {
	t.Helper()
	scope := modelstest.Project(t, db, modelstest.Organization(t, db, "acme"), "p")
	modelstest.Write(t, db, func(tx *store.Tx) error {
		var problems []error
		for _, path := range paths {
			problems = append(problems, store.Create(tx, scope, modelstest.FolderOf(scope, path)))
		}
		for _, pair := range pairs {
			problems = append(problems, models.AddImport(tx, scope, importOf(scope, pair[0], pair[1])))
		}
		return errors.Join(problems...)
	})
	return scope
}

func importOf(scope store.Scope, to, from string) *models.SecretImport {
	return &models.SecretImport{
		ID: to + "<" + from, OrgID: scope.OrgID, ProjectID: scope.ProjectID, FolderID: modelstest.FolderOf(scope, to).ID,
		ImportEnvironmentID: "dev-" + scope.ProjectID, ImportPath: from,
	}
}

func links(t *testing.T, db *store.Store, scope store.Scope, path string) []string {
	t.Helper()
	found, err := models.ImportLinks(db.Statement(t.Context()), scope, []string{modelstest.FolderOf(scope, path).ID})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{}
	for _, link := range found {
		texts = append(texts, fmt.Sprintf("%s<%s in %s", link.FolderID[len("folder-p"):], link.SourcePath, link.EnvironmentSlug))
	}
	return texts
}

func Test_import_links_are_followed_through_cycles_and_past_missing_sources(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := linked(t, db, []string{"/", "/a", "/b", "/c"},
			[2]string{"/a", "/b"}, [2]string{"/a", "/nowhere"}, [2]string{"/a", "/c"}, [2]string{"/b", "/c"}, [2]string{"/c", "/a"})
		want := []string{"/a</b in dev", "/a</c in dev", "/b</c in dev", "/c</a in dev"}
		if got := links(t, db, scope, "/a"); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got := links(t, db, scope, "/"); len(got) != 0 {
			t.Errorf("the root imports nothing, got %v", got)
		}
		other := store.Scope{OrgID: scope.OrgID, ProjectID: "other"}
		if found, err := models.ImportLinks(db.Statement(t.Context()), other, []string{modelstest.FolderOf(scope, "/a").ID}); err != nil || len(found) != 0 {
			t.Errorf("another project sees %v, %v", found, err)
		}
	})
}

func Test_import_links_end_after_ten_levels(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		var paths []string
		var pairs [][2]string
		for i := range 13 {
			paths = append(paths, fmt.Sprintf("/%02d", i))
			pairs = append(pairs, [2]string{fmt.Sprintf("/%02d", i), fmt.Sprintf("/%02d", i+1)})
		}
		scope := linked(t, db, paths, pairs...)
		if got := links(t, db, scope, "/00"); len(got) != models.ImportLevels || got[9] != "/09</10 in dev" {
			t.Errorf("got %v", got)
		}
	})
}

func Test_imports_are_ranked_without_gaps(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := linked(t, db, []string{"/a"}, [2]string{"/a", "/1"}, [2]string{"/a", "/2"}, [2]string{"/a", "/3"})
		order := func() (paths []string) {
			rows, err := models.ImportsOf(db.Statement(t.Context()), scope, modelstest.FolderOf(scope, "/a").ID)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				if row.Position != int64(i+1) {
					t.Errorf("%s is at %d", row.ImportPath, row.Position)
				}
				paths = append(paths, row.ImportPath)
			}
			return paths
		}
		third := importOf(scope, "/a", "/3")
		modelstest.Write(t, db, func(tx *store.Tx) error { return models.UpdateImport(tx, scope, third, new(int64(1))) })
		if got := order(); !slices.Equal(got, []string{"/3", "/1", "/2"}) || third.Position != 1 {
			t.Errorf("moved first: %v", got)
		}
		modelstest.Write(t, db, func(tx *store.Tx) error { return models.UpdateImport(tx, scope, third, new(int64(99))) })
		if got := order(); !slices.Equal(got, []string{"/1", "/2", "/3"}) || third.Position != 3 {
			t.Errorf("moved last: %v", got)
		}
		modelstest.Write(t, db, func(tx *store.Tx) error { return models.DeleteImport(tx, scope, importOf(scope, "/a", "/1")) })
		if got := order(); !slices.Equal(got, []string{"/2", "/3"}) {
			t.Errorf("deleted the first: %v", got)
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error { return models.AddImport(tx, scope, importOf(scope, "/a", "/2")) })
		if !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("the same source again: %v", err)
		}
	})
}

func Test_imports_that_are_moved_at_once_keep_their_ranks(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := linked(t, db, []string{"/a"}, [2]string{"/a", "/1"}, [2]string{"/a", "/2"}, [2]string{"/a", "/3"}, [2]string{"/a", "/4"}, [2]string{"/a", "/5"})
		var group errgroup.Group
		for mover := range 4 {
			group.Go(func() error {
				for turn := range 8 {
					row := importOf(scope, "/a", fmt.Sprint("/", (mover+turn)%4+1))
					if err := db.Write(t.Context(), func(tx *store.Tx) error {
						return models.UpdateImport(tx, scope, row, new(int64(5-mover)))
					}); err != nil {
						return err
					}
				}
				return nil
			})
		}
		group.Go(func() error {
			return db.Write(t.Context(), func(tx *store.Tx) error { return models.DeleteImport(tx, scope, importOf(scope, "/a", "/5")) })
		})
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		rows, err := models.ImportsOf(db.Statement(t.Context()), scope, modelstest.FolderOf(scope, "/a").ID)
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d imports, %v", len(rows), err)
		}
		for i, row := range rows {
			if row.Position != int64(i+1) {
				t.Errorf("%s is at %d, want %d", row.ImportPath, row.Position, i+1)
			}
		}
	})
}

func Test_imports_follow_a_renamed_source(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := linked(t, db, []string{"/", "/a", "/old", "/old/in", "/older"}, [2]string{"/a", "/old"}, [2]string{"/a", "/old/in"}, [2]string{"/a", "/older"})
		row := modelstest.FolderOf(scope, "/old")
		row.ParentID = ptr(modelstest.FolderOf(scope, "/").ID)
		modelstest.Write(t, db, func(tx *store.Tx) error { return models.RenameFolder(tx, scope, row, "né", modelstest.Now) })
		want := []string{"/a</né in dev", "/a</né/in in dev", "/a</older in dev"}
		if got := links(t, db, scope, "/a"); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// told is a secret of a folder with its first version.
func told(scope store.Scope, id, path, secretType, user string) (*models.Secret, *models.SecretVersion) {
	fields := models.SecretFields{Key: id, Type: secretType, UserID: user, Version: 1}
	folderID := modelstest.FolderOf(scope, path).ID
	return &models.Secret{ID: id, OrgID: scope.OrgID, ProjectID: scope.ProjectID, FolderID: folderID, SecretFields: fields},
		&models.SecretVersion{ID: id + "-1", OrgID: scope.OrgID, ProjectID: scope.ProjectID, FolderID: folderID, SecretID: id, SecretFields: fields, CreatedAt: modelstest.Now}
}

func after(seconds int) store.Time {
	return store.At(modelstest.Now.Add(time.Duration(seconds) * time.Second))
}

func Test_a_folder_is_read_as_it_was(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := linked(t, db, []string{"/", "/b"})
		tag := &models.Tag{ID: "tag", OrgID: scope.OrgID, ProjectID: "p", Slug: "closed"}
		shared, first := told(scope, "K", "/", models.SecretShared, "")
		mine, firstOfMine := told(scope, "MINE", "/", models.SecretPersonal, "me")
		second := *first
		second.ID, second.Version, second.CreatedAt = "K-2", 2, after(10)
		moved := *first
		moved.ID, moved.Version, moved.CreatedAt, moved.FolderID = "K-3", 3, after(20), modelstest.FolderOf(scope, "/b").ID
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return errors.Join(store.Create(tx, scope, tag), store.Create(tx, scope, shared, mine),
				store.Create(tx, scope, first, firstOfMine, &second, &moved),
				store.Create(tx, scope, &models.SecretTag{OrgID: scope.OrgID, ProjectID: "p", SecretID: "K", TagID: "tag"}),
				models.DeleteSecret(tx, scope, shared, after(30)))
		})
		at := func(path, user string, seconds int) []string {
			rows, err := models.VersionsAt(db.Statement(t.Context()), scope, []string{modelstest.FolderOf(scope, path).ID}, user, after(seconds))
			if err != nil {
				t.Fatal(err)
			}
			list := []string{}
			for _, row := range rows {
				list = append(list, fmt.Sprintf("%s %v", row.ID, row.DeletedTags))
			}
			return list
		}
		for _, c := range []struct {
			path, user string
			seconds    int
			want       []string
		}{
			{"/", "", -1, []string{}},
			{"/", "", 0, []string{"K-1 [closed]"}},
			{"/", "me", 9, []string{"K-1 [closed]", "MINE-1 []"}},
			{"/", "", 10, []string{"K-2 [closed]"}},
			{"/", "", 20, []string{}},
			{"/b", "", 20, []string{"K-3 [closed]"}},
			{"/b", "", 29, []string{"K-3 [closed]"}},
			{"/b", "", 30, []string{}},
			{"/", "you", 40, []string{}},
			{"/", "me", 40, []string{"MINE-1 []"}},
		} {
			if got := at(c.path, c.user, c.seconds); !slices.Equal(got, c.want) {
				t.Errorf("%s for %q after %d s: %v, want %v", c.path, c.user, c.seconds, got, c.want)
			}
		}
		if got := remaining(t, db); slices.Contains(got, "SecretTag") {
			t.Errorf("left %v", got)
		}
	})
}

func Test_tags_and_secrets_of_folders_are_read_at_once(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := linked(t, db, []string{"/", "/b"})
		one, _ := told(scope, "A", "/", models.SecretShared, "")
		two, _ := told(scope, "B", "/b", models.SecretShared, "")
		override, _ := told(scope, "C", "/b", models.SecretPersonal, "me")
		override.Key = "B"
		modelstest.Write(t, db, func(tx *store.Tx) error {
			problems := []error{store.Create(tx, scope, one, two, override)}
			for _, slug := range []string{"x", "a"} {
				problems = append(problems, store.Create(tx, scope, &models.Tag{ID: slug, OrgID: scope.OrgID, ProjectID: "p", Slug: slug, Name: "N" + slug}),
					store.Create(tx, scope, &models.SecretTag{OrgID: scope.OrgID, ProjectID: "p", SecretID: "B", TagID: slug}))
			}
			return errors.Join(problems...)
		})
		tx, folders := db.Statement(t.Context()), []string{modelstest.FolderOf(scope, "/").ID, modelstest.FolderOf(scope, "/b").ID}
		tags, err := models.TagsIn(tx, scope, folders)
		if err != nil || len(tags) != 1 || len(tags["B"]) != 2 || tags["B"][0].Slug != "a" || tags["B"][0].Name != "Na" || tags["B"][0].ID != "a" {
			t.Errorf("%+v, %v", tags, err)
		}
		for user, want := range map[string][]string{"me": {"A", "B", "C"}, "you": {"A", "B"}} {
			rows, err := models.SecretsIn(tx, scope, folders, user)
			got := []string{}
			for _, row := range rows {
				got = append(got, row.ID)
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s has %v, want %v, %v", user, got, want, err)
			}
		}
		named, err := models.SharedSecrets(tx, scope, folders, []string{"B"})
		if err != nil || len(named) != 1 || named[0].ID != "B" {
			t.Errorf("%+v, %v", named, err)
		}
	})
}
