package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

func Test_rows_come_back_as_they_were_written(t *testing.T) {
	start, text, bits := store.At(modelstest.Now.Add(time.Hour)), "text", 24
	sealed := &models.SealedText{Ciphertext: "c", IV: "i", Tag: "t"}
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Project(t, db, modelstest.Organization(t, db, "acme"), "one")
		folder := modelstest.FolderOf(scope, "/")
		secret := &models.Secret{
			ID: "s", OrgID: scope.OrgID, ProjectID: scope.ProjectID, EnvironmentID: folder.EnvironmentID,
			FolderID: folder.ID, CreatedAt: modelstest.Now, UpdatedAt: start, SecretFields: models.SecretFields{
				Key: "K", Type: models.SecretShared, Version: 1, Value: []byte{0, 1, 255}, ClientValue: sealed,
				Metadata: []models.MetadataEntry{{Key: "a", Value: "b"}}, ReminderNote: &text, SkipMultilineEncoding: true,
			},
		}
		method := &models.AuthMethod{
			ID: "m", OrgID: scope.OrgID, IdentityID: "i", Method: models.MethodUniversalAuth,
			AccessTokenTrustedIPs: []models.TrustedIP{{IPAddress: "10.0.0.0", Type: "ipv4", Prefix: &bits}},
			CreatedAt:             modelstest.Now, UpdatedAt: modelstest.Now,
		}
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return errors.Join(
				store.Create(tx, store.Scope{OrgID: scope.OrgID}, modelstest.Identity(scope, "i")),
				store.Create(tx, scope, folder), store.Create(tx, scope, secret),
				store.Create(tx, store.Scope{OrgID: scope.OrgID}, method))
		})
		tx := db.Statement(t.Context())
		gotSecret, secretErr := store.First[models.Secret](tx, scope, "id = ?", "s")
		gotMethod, methodErr := store.First[models.AuthMethod](tx, store.Scope{OrgID: scope.OrgID}, "id = ?", "m")
		if err := errors.Join(secretErr, methodErr); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(gotSecret, secret) || !reflect.DeepEqual(gotMethod, method) {
			t.Errorf("got  %+v %+v\nwant %+v %+v", gotSecret, gotMethod, secret, method)
		}
	})
}

func Test_an_update_writes_what_it_names_and_never_the_tenant(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Organization(t, db, "acme")
		row := modelstest.Identity(scope, "i1")
		row.HasDeleteProtection = true
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, row) })

		changed := *row
		changed.OrgID, changed.ProjectID, changed.CreatedAt = "org-other", "p1", store.At(modelstest.Now.Add(time.Hour))
		changed.Name, changed.HasDeleteProtection = "renamed", false
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Update(tx, scope, &changed, "name") })
		named := *row
		named.Name = "renamed"
		expect(t, db, scope, &named)

		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Update(tx, scope, &changed, "name", "has_delete_protection") })
		named.HasDeleteProtection = false
		expect(t, db, scope, &named)
	})
}

// An edit starts from the row as it is, not as it was read, and of two that meet the
// second starts from what the first wrote.
func Test_an_edit_keeps_what_others_wrote_since_the_row_was_read(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Organization(t, db, "acme")
		row := modelstest.Identity(scope, "i1")
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, row) })
		read, elsewhere := *row, *row
		elsewhere.HasDeleteProtection = true
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Update(tx, scope, &elsewhere, "has_delete_protection") })
		rename := func(name string) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				edited := read
				err := store.Edit(tx, scope, &edited, func(row *models.Identity) error { row.Name += name; return nil })
				if !edited.HasDeleteProtection {
					t.Error("the edit saw the row as it was read")
				}
				return err
			}
		}
		var group errgroup.Group
		for range 4 {
			group.Go(func() error { return db.Write(t.Context(), rename("+")) })
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		elsewhere.Name = read.Name + "++++"
		expect(t, db, scope, &elsewhere)

		refused := errors.New("refused")
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return store.Edit(tx, scope, &read, func(*models.Identity) error { return refused })
		})
		if !errors.Is(err, refused) {
			t.Errorf("%v, want the error of the change", err)
		}
		expect(t, db, scope, &elsewhere)
	})
}

func expect(t *testing.T, db *store.Store, scope store.Scope, want *models.Identity) {
	t.Helper()
	got, err := store.First[models.Identity](db.Statement(t.Context()), scope, "id = ?", want.ID)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func Test_a_change_without_a_condition_is_refused(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Organization(t, db, "acme")
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, modelstest.Identity(scope, "i1")) })
		for name, change := range map[string]func(*store.Tx) error{
			"update": func(tx *store.Tx) error { return store.Update(tx, scope, modelstest.Identity(scope, ""), "name") },
			"edit": func(tx *store.Tx) error {
				return store.Edit(tx, scope, modelstest.Identity(scope, ""), func(*models.Identity) error { return nil })
			},
			"delete": func(tx *store.Tx) error {
				_, err := store.Delete[models.Identity](tx, scope, "")
				return err
			},
		} {
			if err := db.Write(t.Context(), change); !errors.Is(err, store.ErrStatement) {
				t.Errorf("%s: %v, want ErrStatement", name, err)
			}
		}
		expect(t, db, scope, modelstest.Identity(scope, "i1"))
	})
}

func Test_pages_are_ordered_and_bounded(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Organization(t, db, "acme")
		var rows []*models.Identity
		for i := range 1500 { // more than one batch
			rows = append(rows, modelstest.Identity(scope, fmt.Sprintf("i%04d", i)))
		}
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, rows...) })
		for _, c := range []struct{ limit, offset, want int }{{10, 0, 10}, {10, 1495, 5}, {0, 0, 0}, {-1, 0, 0}, {1, -5, 1}} {
			tx := db.Statement(t.Context()).OrderBy("id DESC").Page(c.limit, c.offset)
			page, err := store.Find[models.Identity](tx, scope, "")
			if err != nil || len(page) != c.want {
				t.Fatalf("%+v: %d rows, %v", c, len(page), err)
			}
			if last := 1499 - max(c.offset, 0); c.want > 0 && page[0].ID != fmt.Sprintf("i%04d", last) {
				t.Errorf("%+v starts with %s", c, page[0].ID)
			}
		}
	})
}
