package models_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"warder/models"
)

func Test_rows_come_back_as_they_were_written(t *testing.T) {
	start, text, bits := models.At(now.Add(time.Hour)), "text", 24
	sealed := &models.SealedText{Ciphertext: "c", IV: "i", Tag: "t"}
	each(t, func(t *testing.T, store *models.Store) {
		scope := project(t, store, organization(t, store, "acme"), "one")
		folder := folderOf(scope, "/")
		secret := &models.Secret{
			ID: "s", OrgID: scope.OrgID, ProjectID: scope.ProjectID, EnvironmentID: folder.EnvironmentID,
			FolderID: folder.ID, CreatedAt: now, UpdatedAt: start, SecretFields: models.SecretFields{
				Key: "K", Type: models.SecretShared, Version: 1, Value: []byte{0, 1, 255}, ClientValue: sealed,
				Metadata: []models.MetadataEntry{{Key: "a", Value: "b"}}, ReminderNote: &text, SkipMultilineEncoding: true,
			},
		}
		method := &models.AuthMethod{
			ID: "m", OrgID: scope.OrgID, IdentityID: "i", Method: models.MethodUniversalAuth,
			AccessTokenTrustedIPs: []models.TrustedIP{{IPAddress: "10.0.0.0", Type: "ipv4", Prefix: &bits}},
			CreatedAt:             now, UpdatedAt: now,
		}
		write(t, store, func(tx *models.Tx) error {
			return errors.Join(
				models.Create(tx, models.Scope{OrgID: scope.OrgID}, identity(scope, "i")),
				models.Create(tx, scope, folder), models.Create(tx, scope, secret),
				models.Create(tx, models.Scope{OrgID: scope.OrgID}, method))
		})
		tx := store.Statement(t.Context())
		gotSecret, secretErr := models.First[models.Secret](tx, scope, "id = ?", "s")
		gotMethod, methodErr := models.First[models.AuthMethod](tx, models.Scope{OrgID: scope.OrgID}, "id = ?", "m")
		if err := errors.Join(secretErr, methodErr); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(gotSecret, secret) || !reflect.DeepEqual(gotMethod, method) {
			t.Errorf("got  %+v %+v\nwant %+v %+v", gotSecret, gotMethod, secret, method)
		}
	})
}

func Test_an_update_writes_what_it_names_and_never_the_tenant(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		scope := organization(t, store, "acme")
		row := identity(scope, "i1")
		row.HasDeleteProtection = true
		write(t, store, func(tx *models.Tx) error { return models.Create(tx, scope, row) })

		changed := *row
		changed.OrgID, changed.ProjectID, changed.CreatedAt = "org-other", "p1", models.At(now.Add(time.Hour))
		changed.Name, changed.HasDeleteProtection = "renamed", false
		write(t, store, func(tx *models.Tx) error { return models.Update(tx, scope, &changed, "name") })
		named := *row
		named.Name = "renamed"
		expect(t, store, scope, &named)

		write(t, store, func(tx *models.Tx) error { return models.Update(tx, scope, &changed) })
		named.HasDeleteProtection = false
		expect(t, store, scope, &named)
	})
}

func expect(t *testing.T, store *models.Store, scope models.Scope, want *models.Identity) {
	t.Helper()
	got, err := models.First[models.Identity](store.Statement(t.Context()), scope, "id = ?", want.ID)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func Test_a_change_without_a_condition_is_refused(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		scope := organization(t, store, "acme")
		write(t, store, func(tx *models.Tx) error { return models.Create(tx, scope, identity(scope, "i1")) })
		for name, change := range map[string]func(*models.Tx) error{
			"update": func(tx *models.Tx) error { return models.Update(tx, scope, identity(scope, "")) },
			"delete": func(tx *models.Tx) error {
				_, err := models.Delete[models.Identity](tx, scope, "")
				return err
			},
		} {
			if err := store.Write(t.Context(), change); !errors.Is(err, models.ErrStatement) {
				t.Errorf("%s: %v, want ErrStatement", name, err)
			}
		}
		expect(t, store, scope, identity(scope, "i1"))
	})
}

func Test_pages_are_ordered_and_bounded(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		scope := organization(t, store, "acme")
		var rows []*models.Identity
		for i := range 1500 { // more than one batch
			rows = append(rows, identity(scope, fmt.Sprintf("i%04d", i)))
		}
		write(t, store, func(tx *models.Tx) error { return models.Create(tx, scope, rows...) })
		for _, c := range []struct{ limit, offset, want int }{{10, 0, 10}, {10, 1495, 5}, {0, 0, 0}, {-1, 0, 0}, {1, -5, 1}} {
			tx := store.Statement(t.Context()).OrderBy("id DESC").Page(c.limit, c.offset)
			page, err := models.Find[models.Identity](tx, scope, "")
			if err != nil || len(page) != c.want {
				t.Fatalf("%+v: %d rows, %v", c, len(page), err)
			}
			if last := 1499 - max(c.offset, 0); c.want > 0 && page[0].ID != fmt.Sprintf("i%04d", last) {
				t.Errorf("%+v starts with %s", c, page[0].ID)
			}
		}
	})
}
