package backup_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"warder/models"
	"warder/models/backup"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// withCredentials is a backup of a database with one of each kind that may be revoked.
func withCredentials(t testing.TB, db *store.Store) []byte {
	t.Helper()
	modelstest.Plant(t, db)
	modelstest.Write(t, db, func(tx *store.Tx) error {
		return errors.Join(
			store.Create(tx, store.Installation, &models.User{ID: "u", Email: "u@example.com"}),
			store.Create(tx, store.Installation, &models.Session{ID: "session", UserID: "u", IP: "192.0.2.1"}),
			store.Create(tx, store.Installation, &models.APIKey{ID: "key", UserID: "u", Hash: "h"}),
			store.Create(tx, store.Installation, &models.SignInLink{UserID: "u", CodeHash: "h"}),
			store.Create(tx, store.Installation, &models.AccountRecovery{UserID: "u", CodeHash: "h"}),
			tx.DB().Exec("UPDATE org_memberships SET invite_hash = 'h'").Error,
			tx.DB().Exec("UPDATE client_secrets SET hash = 'h'").Error,
			tx.DB().Exec("UPDATE service_tokens SET hash = 'h'").Error)
	})
	var out bytes.Buffer
	dumped(t, db, &out)
	return out.Bytes()
}

func Test_what_may_have_been_revoked_ends(t *testing.T) {
	const count = `SELECT
		(SELECT count(*) FROM sessions WHERE id = 'session'), (SELECT count(*) FROM sessions WHERE ip = '192.0.2.1'),
		(SELECT count(*) FROM access_tokens WHERE NOT is_revoked), (SELECT count(*) FROM sign_in_links), (SELECT count(*) FROM account_recoveries),
		(SELECT count(*) FROM org_memberships WHERE invite_hash <> ''),
		(SELECT count(*) FROM client_secrets WHERE hash = 'h'), (SELECT count(*) FROM api_keys WHERE hash = 'h'), (SELECT count(*) FROM service_tokens WHERE hash = 'h')`
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		file := withCredentials(t, db)
		for keep, want := range map[bool][9]int{false: {0, 1}, true: {0, 1, 0, 0, 0, 0, 1, 1, 1}} {
			target := modelstest.Open(t, database.SQLite(t))
			restored, err := filled(t.Context(), target, file, backup.FillOptions{KeepCredentials: keep})
			if err != nil {
				t.Fatal(err)
			}
			var got [9]int
			into := make([]any, len(got))
			for i := range got {
				into[i] = &got[i]
			}
			if err := target.Statement(t.Context()).DB().Raw(count).Row().Scan(into...); err != nil || got != want {
				t.Errorf("credentials kept: %v: what lives is %v, want %v (%v)", keep, got, want, err)
			}
			if told := restored.Ended; told["sessions"] != 1 || told["access_tokens"] != 1 || told["sign_in_links"] != 1 || (told["api_keys"] == 1) == keep {
				t.Errorf("credentials kept: %v: it tells of %v", keep, told)
			}
		}
	})
}

// What a server remembers by a revision is outdated in a restored database.
func Test_revisions_are_fresh(t *testing.T) {
	db, target := modelstest.Open(t, database.SQLite(t)), modelstest.Open(t, database.SQLite(t))
	if _, err := filled(t.Context(), target, planted(t, db), backup.FillOptions{}); err != nil {
		t.Fatal(err)
	}
	before, after := rowsOf(t, db, "revisions"), rowsOf(t, target, "revisions")
	if len(before) == 0 || len(before) != len(after) {
		t.Fatalf("%d revisions became %d", len(before), len(after))
	}
	for _, row := range before {
		if strings.Contains(strings.Join(after, "\n"), row) {
			t.Errorf("%s is as before", row)
		}
	}
}

func Test_credentials_are_disabled_and_enabled_as_they_were(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		modelstest.Plant(t, db)
		const hash = "c0ffee"
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return tx.DB().Exec("UPDATE client_secrets SET hash = ?, is_revoked = ?", hash, true).Error
		})
		var out bytes.Buffer
		dumped(t, db, &out)
		target := modelstest.Open(t, database.SQLite(t))
		restored, err := filled(t.Context(), target, out.Bytes(), backup.FillOptions{})
		if err != nil || restored.Ended["client_secrets"] != 1 || restored.Ended["service_tokens"] != 1 {
			t.Fatalf("restored %+v (%v)", restored, err)
		}
		secret := func() *models.ClientSecret {
			row, err := store.First[models.ClientSecret](target.Statement(t.Context()), store.Scope{OrgID: "org-acme"}, "id = ?", "client-secret")
			if err != nil {
				t.Fatal(err)
			}
			return row
		}
		if got := secret(); got.Hash != models.DisabledHash(hash) || models.DisabledHash(got.Hash) != got.Hash {
			t.Errorf("the hash is %q", got.Hash)
		}
		modelstest.Write(t, target, func(tx *store.Tx) error {
			rows, err := models.DisabledCredentials(tx, "", "", 10)
			if err != nil || len(rows) != 2 {
				t.Errorf("%d are disabled (%v)", len(rows), err)
			}
			for i := range rows {
				err = errors.Join(err, models.EnableCredential(tx, &rows[i]), models.EnableCredential(tx, &rows[i])) // twice is once
			}
			return err
		})
		if got := secret(); got.Hash != hash || !got.IsRevoked {
			t.Errorf("the hash is %q, revoked: %v; a revocation outlives it", got.Hash, got.IsRevoked)
		}
	})
}
