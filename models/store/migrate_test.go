package store_test

import (
	"errors"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

func Test_an_empty_database_is_migrated_once(t *testing.T) {
	database.EachEmpty(t, func(t *testing.T, url string) {
		db := modelstest.Open(t, url)
		if err := db.CheckSchema(t.Context()); !errors.Is(err, store.ErrOlderSchema) {
			t.Fatalf("before: %v, want ErrOlderSchema", err)
		}
		first, err := db.Migrate(t.Context(), store.MigrateOptions{})
		if err != nil || first.From != 0 || first.To == 0 || len(first.Files) != int(first.To) {
			t.Fatalf("first: %+v, %v", first, err)
		}
		if err := db.CheckSchema(t.Context()); err != nil {
			t.Fatalf("after: %v", err)
		}
		second, err := db.Migrate(t.Context(), store.MigrateOptions{})
		if err != nil || second.From != first.To || second.To != first.To || len(second.Files) != 0 {
			t.Fatalf("second: %+v, %v", second, err)
		}
	})
}

func Test_a_dry_run_tells_what_a_migration_does_and_changes_nothing(t *testing.T) {
	database.EachEmpty(t, func(t *testing.T, url string) {
		db := modelstest.Open(t, url)
		told, err := db.Migrate(t.Context(), store.MigrateOptions{DryRun: true})
		if err != nil {
			t.Fatal(err)
		}
		if tables := modelstest.TablesOf(t, db); len(tables) != 0 {
			t.Fatalf("a dry run made %v", tables)
		}
		done, err := db.Migrate(t.Context(), store.MigrateOptions{})
		if err != nil || !slices.Equal(told.Files, done.Files) || told.To != done.To {
			t.Fatalf("told %+v, did %+v, %v", told, done, err)
		}
	})
}

func Test_a_newer_schema_is_refused_and_stays(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return tx.DB().Exec("INSERT INTO schema_migrations (version_id, is_applied) VALUES (?, ?)", 99999, true).Error
		})
		if err := db.CheckSchema(t.Context()); !errors.Is(err, store.ErrNewerSchema) {
			t.Errorf("check: %v, want ErrNewerSchema", err)
		}
		for _, dry := range []bool{true, false} {
			_, err := db.Migrate(t.Context(), store.MigrateOptions{DryRun: dry})
			if !errors.Is(err, store.ErrNewerSchema) {
				t.Errorf("migrate (dry run %v): %v, want ErrNewerSchema", dry, err)
			}
		}
	})
}

func Test_replicas_that_start_together_migrate_once(t *testing.T) {
	url := database.EmptyPostgres(t)
	var replicas errgroup.Group
	for range 4 {
		db := modelstest.Open(t, url)
		replicas.Go(func() error {
			_, err := db.Migrate(t.Context(), store.MigrateOptions{})
			return err
		})
	}
	if err := replicas.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := modelstest.Open(t, url).CheckSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
}
