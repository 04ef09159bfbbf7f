package models_test

import (
	"context"
	"errors"
	"regexp"
	"testing"
	"time"

	"warder/models"
	"warder/tests/database"
)

// public is all that an error's text may consist of: names of our types, what
// was done, and the words of the sentinels and constraints.
var public = regexp.MustCompile(`^((read|create|update|delete|write|count) models\.[A-Za-z]+: |ping: )?` +
	`(not found|already exists(: [a-z_]+)?|reference does not hold(: [a-z_]+)?|database unavailable|` +
	`database refused a statement(: [a-z_]+)?|scope does not name the tenant)$`)

func tagNamed(id string) *models.Tag {
	return &models.Tag{ID: id, OrgID: "org-acme", ProjectID: "p", Slug: "t"}
}

func secretOf(kind, user string) *models.Secret {
	return &models.Secret{
		ID: models.NewID(), OrgID: "org-acme", ProjectID: "p", FolderID: "folder-p/a",
		SecretFields: models.SecretFields{Key: "K", Type: kind, UserID: user},
	}
}

var (
	acme  = models.Scope{OrgID: "org-acme"}
	acmeP = models.Scope{OrgID: "org-acme", ProjectID: "p"}
)

// failing says what goes wrong in the tenant that plant makes, and what that
// means; "*" leaves the constraint open.
var failing = map[string]struct {
	fail     func(tx *models.Tx) error
	want     error
	violated string
}{
	"unique columns": {func(tx *models.Tx) error { return models.Create(tx, acmeP, tagNamed("t2")) }, models.ErrDuplicate, "tags_project_id_slug"},
	"primary key": {func(tx *models.Tx) error {
		again := tagNamed("tag")
		again.Slug = "other"
		return models.Create(tx, acmeP, again)
	}, models.ErrDuplicate, "tags_pkey"},
	"second shared secret": {
		func(tx *models.Tx) error { return models.Create(tx, acmeP, secretOf("shared", "")) },
		models.ErrDuplicate, "secrets_folder_id_key_type_user_id",
	},
	"second personal secret of a user": {func(tx *models.Tx) error {
		return models.Create(tx, acmeP, secretOf("personal", "u"), secretOf("personal", "u"))
	}, models.ErrDuplicate, "secrets_folder_id_key_type_user_id"},
	"personal secrets of two users": {func(tx *models.Tx) error {
		return models.Create(tx, acmeP, secretOf("personal", "v"), secretOf("personal", "w"))
	}, nil, ""},
	"two open invitations": {func(tx *models.Tx) error {
		return models.Create(tx, acme, &models.OrgMembership{ID: models.NewID(), OrgID: acme.OrgID, SubjectType: "user"},
			&models.OrgMembership{ID: models.NewID(), OrgID: acme.OrgID, SubjectType: "user"})
	}, nil, ""},
	"second membership of a subject": {func(tx *models.Tx) error {
		return models.Create(tx, acme, &models.OrgMembership{ID: models.NewID(), OrgID: acme.OrgID, SubjectType: "identity", SubjectID: "i"})
	}, models.ErrDuplicate, "org_memberships_org_id_subject_type_subject_id"},
	"no parent": {func(tx *models.Tx) error {
		return models.Create(tx, acme, &models.AuthMethod{ID: models.NewID(), OrgID: acme.OrgID, IdentityID: "nobody"})
	}, models.ErrReference, "*"},
	"no row": {func(tx *models.Tx) error {
		_, err := models.First[models.Tag](tx, acmeP, "id = ?", "nothing")
		return err
	}, models.ErrNotFound, ""},
	"a shared secret with an owner": {
		func(tx *models.Tx) error { return models.Create(tx, acmeP, secretOf("shared", "u")) },
		models.ErrStatement, "*",
	},
	"a statement that makes no sense": {func(tx *models.Tx) error {
		_, err := models.First[models.Tag](tx, acmeP, "no_such_column = ?", "canary-value")
		return err
	}, models.ErrStatement, ""},
	"a raw statement that makes no sense": {func(tx *models.Tx) error { return tx.DB().Exec("SELEC 'canary-value'").Error }, models.ErrStatement, ""},
}

func Test_failures_have_one_meaning_in_both_databases(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		plant(t, store)
		for name, c := range failing {
			err := store.Write(t.Context(), c.fail)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
			if violated := models.Violated(err); violated != c.violated && c.violated != "*" {
				t.Errorf("%s: violated %q, want %q", name, violated, c.violated)
			}
			if err != nil && !public.MatchString(err.Error()) {
				t.Errorf("%s: %q is not fit for everyone", name, err)
			}
		}
	})
}

func Test_a_stopped_server_is_unavailable_until_it_is_back(t *testing.T) {
	cluster := database.NewCluster(t)
	store := open(t, cluster.URL("postgres"))
	if _, err := store.Migrate(t.Context(), models.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	set := func(tx *models.Tx) error { return models.SetSetting(tx, "a", "1") }
	read := func(tx *models.Tx) error { _, err := models.SettingOf(tx, "a"); return err }
	write(t, store, set)

	inTheMiddle := store.Write(t.Context(), func(tx *models.Tx) error {
		cluster.Halt()
		return set(tx)
	})
	for name, err := range map[string]error{
		"in the middle": inTheMiddle,
		"write":         store.Write(t.Context(), set),
		"snapshot":      store.Snapshot(t.Context(), read),
		"statement":     read(store.Statement(t.Context())),
		"ping":          store.Ping(t.Context()),
		"schema":        store.CheckSchema(t.Context()),
	} {
		if !errors.Is(err, models.ErrUnavailable) || !public.MatchString(err.Error()) {
			t.Errorf("%s: %v, want ErrUnavailable", name, err)
		}
	}
	if err := cluster.Resume(); err != nil {
		t.Fatal(err)
	}
	for range 3 { // every connection was broken
		write(t, store, set)
	}
	if err := store.Snapshot(t.Context(), read); err != nil {
		t.Error(err)
	}
}

func Test_a_closed_store_is_unavailable(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		store := open(t, url)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		err := store.Write(t.Context(), func(tx *models.Tx) error { return nil })
		if !errors.Is(err, models.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
	})
}

func Test_an_empty_pool_is_unavailable_after_the_acquire_timeout(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		store, err := models.Open(t.Context(), url, models.Options{MaxConnections: 2, AcquireTimeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		idle := func(tx *models.Tx) error { return nil }
		err = store.Snapshot(t.Context(), func(*models.Tx) error {
			return store.Snapshot(t.Context(), func(*models.Tx) error {
				return store.Snapshot(context.Background(), idle)
			})
		})
		if !errors.Is(err, models.ErrUnavailable) || errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
		if err := store.Write(t.Context(), idle); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
