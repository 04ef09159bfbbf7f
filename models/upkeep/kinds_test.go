package upkeep_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
	"warder/models/upkeep"
)

// A row is named for what it is; those in gone have had their time.
func Test_exactly_what_has_had_its_time_is_removed(t *testing.T) {
	for _, c := range []struct {
		kind       string
		model      any
		key        string
		kept, gone []any
	}{
		{"access_tokens", &models.AccessToken{}, "id", []any{
			token("lives", func(r *models.AccessToken) { r.ExpiresAt = past(-time.Hour) }),
			token("without any limit, unused for years", func(r *models.AccessToken) { r.CreatedAt, r.UpdatedAt = ago(1000*day), ago(1000*day) }),
			token("without a use limit, used often", func(r *models.AccessToken) { r.NumUses, r.LastUsedAt = 1_000_000, past(100*day) }),
			token("has one use left", func(r *models.AccessToken) { r.NumUses, r.NumUsesLimit, r.LastUsedAt = 2, 3, past(100*day) }),
			token("expired just now", func(r *models.AccessToken) { r.ExpiresAt = past(time.Hour) }),
			token("expired a day ago to the second", func(r *models.AccessToken) { r.ExpiresAt = past(day) }),
			token("revoked just now", func(r *models.AccessToken) { r.IsRevoked, r.UpdatedAt = true, ago(time.Hour) }),
			token("used up just now", func(r *models.AccessToken) { r.NumUses, r.NumUsesLimit, r.LastUsedAt = 3, 3, past(time.Hour) }),
			token("of a client secret that is used up and expired", func(r *models.AccessToken) { r.ClientSecretID = ptr("spent") }),
			token("of a client secret revoked just now", func(r *models.AccessToken) { r.ClientSecretID = ptr("revoked now") }),
			token("renewed", func(r *models.AccessToken) {
				r.CreatedAt, r.TTL, r.LastRenewedAt, r.ExpiresAt = ago(50*day), 3600, past(time.Minute), past(-time.Hour)
			}),
		}, []any{
			token("expired long ago", func(r *models.AccessToken) { r.ExpiresAt = past(day + time.Second) }),
			token("past its longest lifetime", func(r *models.AccessToken) { r.MaxExpiresAt = past(2 * day) }),
			token("revoked long ago", func(r *models.AccessToken) { r.IsRevoked = true }),
			token("used up long ago", func(r *models.AccessToken) { r.NumUses, r.NumUsesLimit, r.LastUsedAt = 3, 3, past(2*day) }),
			token("overused long ago", func(r *models.AccessToken) { r.NumUses, r.NumUsesLimit, r.LastUsedAt = 4, 3, past(2*day) }),
			token("of a client secret revoked long ago", func(r *models.AccessToken) { r.ClientSecretID = ptr("revoked") }),
		}},
		{"client_secrets", &models.ClientSecret{}, "id", nil, nil}, // those of below, all of which stay
		{"service_tokens", &models.ServiceToken{}, "id", []any{
			&models.ServiceToken{ID: "for ever", OrgID: "o", ProjectID: "all"},
			&models.ServiceToken{ID: "lives", OrgID: "o", ProjectID: "all", ExpiresAt: past(-time.Hour)},
			&models.ServiceToken{ID: "expired just now", OrgID: "o", ProjectID: "all", ExpiresAt: past(time.Hour)},
		}, []any{&models.ServiceToken{ID: "expired", OrgID: "o", ProjectID: "all", ExpiresAt: past(2 * day)}}},
		{"api_keys", &models.APIKey{}, "id", []any{
			&models.APIKey{ID: "for ever", UserID: "u"},
			&models.APIKey{ID: "lives", UserID: "u", ExpiresAt: past(-time.Hour)},
			&models.APIKey{ID: "expired just now", UserID: "u", ExpiresAt: past(time.Hour)},
		}, []any{&models.APIKey{ID: "expired", UserID: "u", ExpiresAt: past(2 * day)}}},
		{"sessions", &models.Session{}, "id", []any{
			&models.Session{ID: "of today", UserID: "u", LastUsed: ago(time.Hour)},
			&models.Session{ID: "whose cookie has just expired", UserID: "u", LastUsed: ago(90*day + time.Hour)},
			&models.Session{ID: "old but used", UserID: "u", CreatedAt: ago(900 * day), LastUsed: ago(89 * day)},
		}, []any{&models.Session{ID: "abandoned", UserID: "u", LastUsed: ago(92 * day)}}},
		{"login_failures", &models.LoginFailures{}, "address", []any{
			&models.LoginFailures{LoginKey: "k", Address: "counts", Failures: 2, LastFailure: ago(time.Minute)},
			&models.LoginFailures{LoginKey: "k", Address: "locks", LastFailure: ago(25 * time.Hour), LockedUntil: past(-time.Minute)},
			&models.LoginFailures{LoginKey: "other", Address: "unlocked just now", LastFailure: ago(25 * time.Hour), LockedUntil: past(time.Hour)},
		}, []any{
			&models.LoginFailures{LoginKey: "k", Address: "forgotten", Failures: 2, LastFailure: ago(2 * day)},
			&models.LoginFailures{LoginKey: "k", Address: "unlocked", LastFailure: ago(3 * day), LockedUntil: past(2 * day)},
		}},
		{"servers", &models.Server{}, "id", []any{
			&models.Server{ID: "reports", SeenAt: ago(time.Second)},
			&models.Server{ID: "silent for a day to the second", SeenAt: ago(day)},
		}, []any{&models.Server{ID: "silent for longer", SeenAt: ago(day + time.Second)}}},
		{"policy_differences", &models.PolicyDifference{}, "minute", []any{
			&models.PolicyDifference{Trial: "long", Minute: ago(30 * day)},
		}, []any{&models.PolicyDifference{Trial: "long", Minute: ago(31 * day)}, &models.PolicyDifference{Trial: "old", Minute: ago(40 * day)}}},
		{"deleted_secrets", &models.SecretVersion{}, "id", []any{
			&models.SecretVersion{ID: "deleted last month", OrgID: "o", ProjectID: "one", FolderID: "root-one", SecretID: "was", SecretFields: models.SecretFields{Version: 1}, DeletedAt: past(30 * day)},
			&models.SecretVersion{ID: "deleted last month, second", OrgID: "o", ProjectID: "one", FolderID: "root-one", SecretID: "was", SecretFields: models.SecretFields{Version: 2}, DeletedAt: past(30 * day)},
		}, []any{
			&models.SecretVersion{ID: "deleted", OrgID: "o", ProjectID: "all", FolderID: "root-all", SecretID: "gone", SecretFields: models.SecretFields{Version: 1}, CreatedAt: ago(500 * day), DeletedAt: past(91 * day)},
			&models.SecretVersion{ID: "deleted, second", OrgID: "o", ProjectID: "all", FolderID: "root-all", SecretID: "gone", SecretFields: models.SecretFields{Version: 2}, CreatedAt: ago(92 * day), DeletedAt: past(91 * day)},
		}},
		{"revisions", &models.Revision{}, "tenant", nil, []any{&models.Revision{Tenant: "a project that was deleted", Revision: "r"}}},
		{"decision_records", &models.DecisionRecord{}, "id", []any{
			&models.DecisionRecord{ID: "of a project that says nothing", OrgID: "o", ProjectID: "one", Time: ago(5000 * day)},
			&models.DecisionRecord{ID: "of a project that keeps all", OrgID: "o", ProjectID: "all", Time: ago(5000 * day)},
			&models.DecisionRecord{ID: "of no project", OrgID: "o", Time: ago(5000 * day)},
			&models.DecisionRecord{ID: "of a project that was deleted", OrgID: "o", ProjectID: "gone", Time: ago(5000 * day)},
			&models.DecisionRecord{ID: "of another organization's project of that id", OrgID: "other", ProjectID: "three", Time: ago(5000 * day)},
			&models.DecisionRecord{ID: "young", OrgID: "o", ProjectID: "three", Time: ago(30 * day)},
		}, []any{
			&models.DecisionRecord{ID: "old", OrgID: "o", ProjectID: "three", Time: ago(30*day + time.Second)},
			&models.DecisionRecord{ID: "old event", OrgID: "o", ProjectID: "three", EventType: "get-secret", Permitted: true, Time: ago(31 * day)},
		}},
		{"decision_documents", &models.DecisionDocument{}, "hash", []any{
			&models.DecisionRecord{ID: "a change of the retention, which is whole", OrgID: "o", ProjectID: "three", EventType: models.RetentionEvent, Time: ago(500 * day)},
			&models.DecisionRecord{ID: "the oldest", OrgID: "o", ProjectID: "three", Time: ago(30 * day)},
			&models.DecisionDocument{Hash: "of the month of the oldest record", OrgID: "o", ProjectID: "three", Month: models.MonthOf(ago(30 * day).Time)},
			&models.DecisionDocument{Hash: "of a project that keeps all", OrgID: "o", ProjectID: "all", Month: 200001},
			&models.DecisionDocument{Hash: "of no project", OrgID: "o", Month: 200001},
			&models.DecisionDocument{Hash: "of another organization", OrgID: "other", ProjectID: "three", Month: 200001},
		}, []any{
			&models.DecisionDocument{Hash: "of a month whose records are gone", OrgID: "o", ProjectID: "three", Month: models.MonthOf(ago(62 * day).Time)},
		}},
	} {
		t.Run(c.kind, func(t *testing.T) {
			each(t, func(t *testing.T, db *store.Store) {
				create(t, db, clientSecrets()...)
				create(t, db, c.kept...)
				want := left(t, db, c.model, c.key)
				create(t, db, c.gone...)
				tell := watch()
				k := keeper(db, still, tell)
				preview, err := k.Preview(t.Context())
				if err != nil || rowsOf(preview, c.kind) != int64(len(c.gone)) {
					t.Errorf("the preview says %v, %v", preview, err)
				}
				counts, err := k.Clean(t.Context())
				if err != nil || !slices.Equal(counts, preview) || tell.removed[c.kind] != int64(len(c.gone)) {
					t.Errorf("removed %v, observed %v, %v", counts, tell.removed, err)
				}
				if got := left(t, db, c.model, c.key); !slices.Equal(got, want) {
					t.Errorf("left %q\nwant %q", got, want)
				}
				for _, count := range counts {
					if count.Rows != 0 && count.Kind != c.kind {
						t.Errorf("%d of %s were removed, too", count.Rows, count.Kind)
					}
				}
			})
		})
	}
}

func rowsOf(counts []upkeep.Count, kind string) int64 {
	for _, count := range counts {
		if count.Kind == kind {
			return count.Rows
		}
	}
	return 0
}

// token is an access token that was made, and changed last, a hundred days ago.
func token(id string, change func(*models.AccessToken)) *models.AccessToken {
	row := &models.AccessToken{ID: id, OrgID: "o", IdentityID: "i", AuthMethodID: "m", CreatedAt: ago(100 * day), UpdatedAt: ago(100 * day)}
	change(row)
	return row
}

// clientSecrets are in every state that a server could take for an end.
func clientSecrets() []any {
	long := ago(500 * day)
	return []any{
		&models.ClientSecret{ID: "without limits", OrgID: "o", IdentityID: "i", AuthMethodID: "m", NumUses: 1000, CreatedAt: long, UpdatedAt: long},
		&models.ClientSecret{ID: "revoked", OrgID: "o", IdentityID: "i", AuthMethodID: "m", IsRevoked: true, CreatedAt: long, UpdatedAt: long},
		&models.ClientSecret{ID: "revoked now", OrgID: "o", IdentityID: "i", AuthMethodID: "m", IsRevoked: true, CreatedAt: long, UpdatedAt: ago(time.Hour)},
		&models.ClientSecret{ID: "spent", OrgID: "o", IdentityID: "i", AuthMethodID: "m", NumUses: 3, NumUsesLimit: 3, TTL: 60, ExpiresAt: past(499 * day), CreatedAt: long, UpdatedAt: long},
	}
}

// history is a secret with the given versions stored.
func history(project, id string, versions ...int64) []any {
	newest := versions[len(versions)-1]
	fields := models.SecretFields{Key: id, Type: models.SecretShared, Version: newest}
	rows := []any{&models.Secret{ID: id, OrgID: "o", ProjectID: project, FolderID: "root-" + project, SecretFields: fields}}
	for _, version := range versions {
		fields.Version = version
		rows = append(rows, &models.SecretVersion{
			ID: fmt.Sprintf("%s %d", id, version), OrgID: "o", ProjectID: project, FolderID: "root-" + project, SecretID: id, SecretFields: fields,
		})
	}
	return rows
}

func Test_pruning_keeps_the_newest_versions_without_a_gap(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		create(t, db, history("three", "long", 1, 2, 3, 4, 5, 6, 7)...)
		create(t, db, history("three", "pruned", 4, 5, 6, 7)...)
		create(t, db, history("three", "short", 1, 2)...)
		create(t, db, history("one", "single", 1, 2, 3)...)
		create(t, db, history("all", "endless", 1, 2, 3, 4, 5, 6, 7, 8, 9)...)
		create(t, db, &models.SecretVersion{ // it moved after its first version
			ID: "moved 1", OrgID: "o", ProjectID: "three", FolderID: "root-three", SecretID: "moved", SecretFields: models.SecretFields{Version: 1},
		})
		create(t, db, history("three", "moved", 2, 3, 4)...)
		counts, err := keeper(db, still, watch()).Clean(t.Context())
		if err != nil || rowsOf(counts, "secret_versions") != 4+1+2+1 {
			t.Errorf("removed %v, %v", counts, err)
		}
		want := []string{
			"endless 1", "endless 2", "endless 3", "endless 4", "endless 5", "endless 6", "endless 7", "endless 8", "endless 9",
			"long 5", "long 6", "long 7", "moved 2", "moved 3", "moved 4", "pruned 5", "pruned 6", "pruned 7", "short 1", "short 2", "single 3",
		}
		if got := left(t, db, &models.SecretVersion{}, "id"); !slices.Equal(got, want) {
			t.Errorf("left %q\nwant %q", got, want)
		}
	})
}

func Test_deleted_secrets_are_kept_for_ever_when_told_so(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		create(t, db, &models.SecretVersion{ID: "old", OrgID: "o", ProjectID: "one", FolderID: "root-one", SecretID: "s", DeletedAt: past(5000 * day)})
		forever := options
		forever.Remains = 0
		k := upkeep.New(db, still, discard, watch(), forever)
		if counts, err := k.Clean(t.Context()); err != nil || rowsOf(counts, "deleted_secrets") != 0 {
			t.Errorf("removed %v, %v", counts, err)
		}
		if got := left(t, db, &models.SecretVersion{}, "id"); len(got) != 1 {
			t.Errorf("left %v", got)
		}
	})
}

// More than fit into one transaction, and into one search.
func Test_any_number_of_rows_goes_in_batches(t *testing.T) {
	const rows = 10_000 + 777
	each(t, func(t *testing.T, db *store.Store) {
		tokens := make([]*models.AccessToken, rows)
		for i := range tokens {
			tokens[i] = token(fmt.Sprint("t", i), func(r *models.AccessToken) { r.IsRevoked = true })
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error { return store.Create(tx, store.Scope{OrgID: "o"}, tokens...) })
		if err != nil {
			t.Fatal(err)
		}
		create(t, db, token("lives", func(*models.AccessToken) {}))
		counts, err := keeper(db, still, watch()).Clean(t.Context())
		if err != nil || rowsOf(counts, "access_tokens") != rows {
			t.Errorf("removed %v, %v", counts, err)
		}
		if got := left(t, db, &models.AccessToken{}, "id"); !slices.Equal(got, []string{"lives"}) {
			t.Errorf("left %d tokens", len(got))
		}
	})
}

// Between being found and being removed, a row may come back to life.
func Test_a_row_that_came_back_to_life_stays(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		create(t, db, &models.Session{ID: "back", UserID: "u", LastUsed: ago(100 * day)}, &models.Session{ID: "away", UserID: "u", LastUsed: ago(100 * day)})
		outdated := models.OutdatedSessions(ago(91 * day))
		keys, err := outdated.Find(db.Statement(t.Context()), 10)
		if err != nil || len(keys) != 2 {
			t.Fatalf("found %v, %v", keys, err)
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.DB().Model(&models.Session{}).Where("id = ?", "back").Update("last_used", ago(0)).Error; err != nil {
				return err
			}
			n, err := outdated.Remove(tx, keys)
			if n != 1 {
				t.Errorf("removed %d", n)
			}
			return err
		})
		if got := left(t, db, &models.Session{}, "id"); err != nil || !slices.Equal(got, []string{"back"}) {
			t.Errorf("left %v, %v", got, err)
		}
	})
}
