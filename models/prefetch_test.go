package models_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"warder/models"
)

// foresighted is a store with two environments, and what is read ahead of them:
// all in the order of their slugs, one of them, and the folders of each.
func foresighted(t *testing.T, store *models.Store) func() *models.Prefetch {
	t.Helper()
	err := store.Write(t.Context(), func(tx *models.Tx) error {
		return errors.Join(
			models.Create(tx, models.Installation, &models.Organization{ID: "o", Name: "o", Slug: "o"}, &models.Organization{ID: "other", Name: "p", Slug: "p"}),
			models.Create(tx, inOrg, &models.Project{ID: "p", OrgID: "o", Slug: "p"}),
			models.Create(tx, inProject, &models.Environment{ID: "e1", OrgID: "o", ProjectID: "p", Slug: "z"}, &models.Environment{ID: "e2", OrgID: "o", ProjectID: "p", Slug: "a"}),
			models.Create(tx, inProject, &models.Folder{ID: "f1", OrgID: "o", ProjectID: "p", EnvironmentID: "e1", Path: "/"},
				&models.Folder{ID: "f2", OrgID: "o", ProjectID: "p", EnvironmentID: "e2", Path: "/"}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() *models.Prefetch {
		f := &models.Prefetch{}
		in := models.ScopeRef{Org: "o", Project: "p"}
		all := models.PrefetchFind[models.Environment](f, "slug", in, "position >= ?", 0)
		models.PrefetchFirst[models.Folder](f, in, "environment_id = ? AND path = ?", all.Column("id"), "/")
		models.PrefetchFind[models.Folder](f, "path", in, "environment_id IN ?", all.Column("id"))
		models.PrefetchFirst[models.Environment](f, in, "slug = ?", "missing")
		return f
	}
}

func Test_what_was_read_ahead_is_answered_in_the_same_words_only(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		ahead := foresighted(t, store)
		for name, c := range map[string]struct {
			ask  func(tx *models.Tx) (int, error)
			want int
			err  error
		}{
			"all":           {func(tx *models.Tx) (int, error) { return slugs(tx.OrderBy("slug"), inProject, "position >= ?", 0) }, 1, nil},
			"each":          {func(tx *models.Tx) (int, error) { return numberOf(tx, "e2") }, 2, nil},
			"at once":       {func(tx *models.Tx) (int, error) { return foldersOf(tx.OrderBy("path"), "e2", "e1") }, 2, nil},
			"absent":        {func(tx *models.Tx) (int, error) { return slugs1(tx, "missing") }, 0, models.ErrNotFound},
			"another value": {func(tx *models.Tx) (int, error) { return slugs1(tx, "z") }, 0, models.ErrNotPrefetched},
			"another order": {func(tx *models.Tx) (int, error) { return slugs(tx, inProject, "position >= ?", 0) }, 0, models.ErrNotPrefetched},
			"a page": {func(tx *models.Tx) (int, error) {
				return slugs(tx.OrderBy("slug").Page(1, 0), inProject, "position >= ?", 0)
			}, 0, models.ErrNotPrefetched},
			"another type": {func(tx *models.Tx) (int, error) { return slugs(tx.OrderBy("slug"), inProject, "position >= ?", "0") }, 0, models.ErrNotPrefetched},
			"another project": {func(tx *models.Tx) (int, error) {
				return slugs(tx.OrderBy("slug"), models.Scope{OrgID: "o", ProjectID: "q"}, "position >= ?", 0)
			}, 0, models.ErrNotPrefetched},
			"another tenant": {func(tx *models.Tx) (int, error) {
				return slugs(tx.OrderBy("slug"), models.Scope{OrgID: "other"}, "position >= ?", 0)
			}, 0, models.ErrNotPrefetched},
			"no tenant":      {func(tx *models.Tx) (int, error) { return slugs(tx.OrderBy("slug"), models.Scope{}, "position >= ?", 0) }, 0, models.ErrScope},
			"part of a list": {func(tx *models.Tx) (int, error) { return foldersOf(tx.OrderBy("path"), "e2") }, 0, models.ErrNotPrefetched},
			"a count": {func(tx *models.Tx) (int, error) {
				_, err := models.Count[models.Folder](tx, inProject, "")
				return 0, err
			}, 0, models.ErrNotPrefetched},
			"SQL": {func(tx *models.Tx) (int, error) { return 0, tx.DB().Exec("SELECT 1").Error }, 0, models.ErrNotPrefetched},
		} {
			got := 0
			err := store.Prefetch(t.Context(), ahead(), func(tx *models.Tx) (err error) {
				got, err = c.ask(tx)
				return err
			})
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("%s: %d and %v, want %d and %v", name, got, err, c.want, c.err)
			}
		}
	})
}

// Rows that were read ahead are those that a query reads, whole and in its order.
func Test_what_was_read_ahead_is_what_a_query_reads(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		foresighted(t, store)
		err := store.Write(t.Context(), func(tx *models.Tx) error {
			var rows []*models.Environment
			for i, slug := range []string{"b", "B", "ä", "ab", "10", "9", "c"} {
				rows = append(rows, &models.Environment{ID: "more" + slug, OrgID: "o", ProjectID: "p", Slug: slug, Name: slug + "!", Position: int64(10 - i%2*8)})
			}
			return models.Create(tx, inProject, rows...)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, order := range []string{"slug", "slug DESC", "position, slug", "position DESC, slug DESC", "name, id", "lower(slug) DESC"} {
			const where = "position >= ?"
			var asked, ahead []models.Environment
			ask := func(into *[]models.Environment) func(*models.Tx) error {
				return func(tx *models.Tx) (err error) {
					*into, err = models.Find[models.Environment](tx.OrderBy(order), inProject, where, 0)
					return err
				}
			}
			f := &models.Prefetch{}
			models.PrefetchFind[models.Environment](f, order, models.ScopeRef{Org: "o", Project: "p"}, where, 0)
			if err := store.Snapshot(t.Context(), ask(&asked)); err != nil {
				t.Fatal(err)
			}
			err := store.Prefetch(t.Context(), f, ask(&ahead))
			if refused := strings.Contains(order, "(") && store.Dialect() == models.SQLite; refused != (err != nil) {
				t.Fatalf("in the order of %s: %v", order, err)
			} else if refused {
				continue // rather than in another order
			}
			if len(asked) != 9 || !reflect.DeepEqual(asked, ahead) {
				t.Errorf("in the order of %s: read ahead %+v, a query %+v", order, ahead, asked)
			}
		}
	})
}

// slugs is 1 if the two environments come in the order of their slugs.
func slugs(tx *models.Tx, scope models.Scope, where string, args ...any) (int, error) {
	rows, err := models.Find[models.Environment](tx, scope, where, args...)
	if err == nil && len(rows) == 2 && rows[0].ID == "e2" {
		return 1, nil
	}
	return 0, err
}

func slugs1(tx *models.Tx, slug string) (int, error) {
	_, err := models.First[models.Environment](tx, inProject, "slug = ?", slug)
	return 0, err
}

// numberOf is the number in the folder's id.
func numberOf(tx *models.Tx, environmentID string) (int, error) {
	row, err := models.First[models.Folder](tx, inProject, "environment_id = ? AND path = ?", environmentID, "/")
	if err != nil {
		return 0, err
	}
	return int(row.ID[1] - '0'), nil
}

func foldersOf(tx *models.Tx, environmentIDs ...string) (int, error) {
	rows, err := models.Find[models.Folder](tx, inProject, "environment_id IN ?", environmentIDs)
	return len(rows), err
}

func Test_a_transaction_that_reads_ahead_asks_the_rest_as_ever(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		ahead := foresighted(t, store)
		err := store.Write(t.Context(), func(tx *models.Tx) error {
			known, err := tx.WithPrefetched(ahead())
			if err != nil {
				return err
			}
			if _, err := models.Delete[models.Folder](tx, inProject, "id = ?", "f1"); err != nil {
				return err
			}
			if n, err := numberOf(known, "e1"); n != 1 || err != nil {
				t.Errorf("what was read ahead changed: %d, %v", n, err)
			}
			if _, err := numberOf(known.Locking(), "e1"); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("a row is locked from memory: %v", err)
			}
			if _, err := slugs1(known, "z"); err != nil {
				t.Errorf("what was not foreseen is not asked: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func Test_rows_from_memory_are_the_askers_own(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		err := store.Prefetch(t.Context(), foresighted(t, store)(), func(tx *models.Tx) error {
			first, err := models.First[models.Folder](tx, inProject, "environment_id = ? AND path = ?", "e1", "/")
			if err != nil {
				return err
			}
			first.Path = "/changed"
			_, err = numberOf(tx, "e1")
			again, _ := models.First[models.Folder](tx, inProject, "environment_id = ? AND path = ?", "e1", "/")
			if again.Path != "/" {
				t.Error("a change of one answer changes the next")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
