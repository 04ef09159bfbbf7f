package store_test

import (
	"context"
	"errors"
	"regexp"
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
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
		ID: store.NewID(), OrgID: "org-acme", ProjectID: "p", FolderID: "folder-p/a",
		SecretFields: models.SecretFields{Key: "K", Type: kind, UserID: user},
	}
}

var (
	acme  = store.Scope{OrgID: "org-acme"}
	acmeP = store.Scope{OrgID: "org-acme", ProjectID: "p"}
)

// failing says what goes wrong in the tenant that plant makes, and what that
// means; "*" leaves the constraint open.
var failing = map[string]struct {
	fail     func(tx *store.Tx) error
	want     error
	violated string
}{
	"unique columns": {func(tx *store.Tx) error { return store.Create(tx, acmeP, tagNamed("t2")) }, store.ErrDuplicate, "tags_project_id_slug"},
	"primary key": {func(tx *store.Tx) error {
		again := tagNamed("tag")
		again.Slug = "other"
		return store.Create(tx, acmeP, again)
	}, store.ErrDuplicate, "tags_pkey"},
	"second shared secret": {
		func(tx *store.Tx) error { return store.Create(tx, acmeP, secretOf("shared", "")) },
		store.ErrDuplicate, "secrets_folder_id_key_type_user_id",
	},
	"second personal secret of a user": {func(tx *store.Tx) error {
		return store.Create(tx, acmeP, secretOf("personal", "u"), secretOf("personal", "u"))
	}, store.ErrDuplicate, "secrets_folder_id_key_type_user_id"},
	"personal secrets of two users": {func(tx *store.Tx) error {
		return store.Create(tx, acmeP, secretOf("personal", "v"), secretOf("personal", "w"))
	}, nil, ""},
	"two open invitations": {func(tx *store.Tx) error {
		return store.Create(tx, acme, &models.OrgMembership{ID: store.NewID(), OrgID: acme.OrgID, SubjectType: "user"},
			&models.OrgMembership{ID: store.NewID(), OrgID: acme.OrgID, SubjectType: "user"})
	}, nil, ""},
	"second membership of a subject": {func(tx *store.Tx) error {
		return store.Create(tx, acme, &models.OrgMembership{ID: store.NewID(), OrgID: acme.OrgID, SubjectType: "identity", SubjectID: "i"})
	}, store.ErrDuplicate, "org_memberships_org_id_subject_type_subject_id"},
	"no parent": {func(tx *store.Tx) error {
		return store.Create(tx, acme, &models.AuthMethod{ID: store.NewID(), OrgID: acme.OrgID, IdentityID: "nobody"})
	}, store.ErrReference, "*"},
	"no row": {func(tx *store.Tx) error {
		_, err := store.First[models.Tag](tx, acmeP, "id = ?", "nothing")
		return err
	}, store.ErrNotFound, ""},
	"a shared secret with an owner": {
		func(tx *store.Tx) error { return store.Create(tx, acmeP, secretOf("shared", "u")) },
		store.ErrStatement, "*",
	},
	"a statement that makes no sense": {func(tx *store.Tx) error {
		_, err := store.First[models.Tag](tx, acmeP, "no_such_column = ?", "canary-value")
		return err
	}, store.ErrStatement, ""},
	"a raw statement that makes no sense": {func(tx *store.Tx) error { return tx.DB().Exec("SELEC 'canary-value'").Error }, store.ErrStatement, ""},
}

func Test_failures_have_one_meaning_in_both_databases(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		modelstest.Plant(t, db)
		for name, c := range failing {
			err := db.Write(t.Context(), c.fail)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
			if violated := store.Violated(err); violated != c.violated && c.violated != "*" {
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
	db := modelstest.Open(t, cluster.URL("postgres"))
	if _, err := db.Migrate(t.Context(), store.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	set := func(tx *store.Tx) error { return models.SetSetting(tx, "a", "1") }
	read := func(tx *store.Tx) error { _, err := models.SettingOf(tx, "a"); return err }
	modelstest.Write(t, db, set)

	inTheMiddle := db.Write(t.Context(), func(tx *store.Tx) error {
		cluster.Halt()
		return set(tx)
	})
	for name, err := range map[string]error{
		"in the middle": inTheMiddle,
		"write":         db.Write(t.Context(), set),
		"snapshot":      db.Snapshot(t.Context(), read),
		"statement":     read(db.Statement(t.Context())),
		"ping":          db.Ping(t.Context()),
		"schema":        db.CheckSchema(t.Context()),
	} {
		if !errors.Is(err, store.ErrUnavailable) || !public.MatchString(err.Error()) {
			t.Errorf("%s: %v, want ErrUnavailable", name, err)
		}
	}
	if err := cluster.Resume(); err != nil {
		t.Fatal(err)
	}
	for range 3 { // every connection was broken
		modelstest.Write(t, db, set)
	}
	if err := db.Snapshot(t.Context(), read); err != nil {
		t.Error(err)
	}
}

func Test_a_closed_store_is_unavailable(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		db := modelstest.Open(t, url)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error { return nil })
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
	})
}

func Test_an_empty_pool_is_unavailable_after_the_acquire_timeout(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{MaxConnections: 2, AcquireTimeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		idle := func(tx *store.Tx) error { return nil }
		err = db.Snapshot(t.Context(), func(*store.Tx) error {
			return db.Snapshot(t.Context(), func(*store.Tx) error {
				return db.Snapshot(context.Background(), idle)
			})
		})
		if !errors.Is(err, store.ErrUnavailable) || errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
		if err := db.Write(t.Context(), idle); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
