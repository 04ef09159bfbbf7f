package models_test

import (
	"errors"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"

	"warder/models"
	"warder/tests/database"
)

func Test_an_empty_database_is_migrated_once(t *testing.T) {
	database.EachEmpty(t, func(t *testing.T, url string) {
		store := open(t, url)
		if err := store.CheckSchema(t.Context()); !errors.Is(err, models.ErrOlderSchema) {
			t.Fatalf("before: %v, want ErrOlderSchema", err)
		}
		first, err := store.Migrate(t.Context(), models.MigrateOptions{})
		if err != nil || first.From != 0 || first.To == 0 || len(first.Files) != int(first.To) {
			t.Fatalf("first: %+v, %v", first, err)
		}
		if err := store.CheckSchema(t.Context()); err != nil {
			t.Fatalf("after: %v", err)
		}
		second, err := store.Migrate(t.Context(), models.MigrateOptions{})
		if err != nil || second.From != first.To || second.To != first.To || len(second.Files) != 0 {
			t.Fatalf("second: %+v, %v", second, err)
		}
	})
}

func Test_a_dry_run_tells_what_a_migration_does_and_changes_nothing(t *testing.T) {
	database.EachEmpty(t, func(t *testing.T, url string) {
		store := open(t, url)
		told, err := store.Migrate(t.Context(), models.MigrateOptions{DryRun: true})
		if err != nil {
			t.Fatal(err)
		}
		if tables := tablesOf(t, store); len(tables) != 0 {
			t.Fatalf("a dry run made %v", tables)
		}
		done, err := store.Migrate(t.Context(), models.MigrateOptions{})
		if err != nil || !slices.Equal(told.Files, done.Files) || told.To != done.To {
			t.Fatalf("told %+v, did %+v, %v", told, done, err)
		}
	})
}

func Test_a_newer_schema_is_refused_and_stays(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		write(t, store, func(tx *models.Tx) error {
			return tx.DB().Exec("INSERT INTO schema_migrations (version_id, is_applied) VALUES (?, ?)", 99999, true).Error
		})
		if err := store.CheckSchema(t.Context()); !errors.Is(err, models.ErrNewerSchema) {
			t.Errorf("check: %v, want ErrNewerSchema", err)
		}
		for _, dry := range []bool{true, false} {
			_, err := store.Migrate(t.Context(), models.MigrateOptions{DryRun: dry})
			if !errors.Is(err, models.ErrNewerSchema) {
				t.Errorf("migrate (dry run %v): %v, want ErrNewerSchema", dry, err)
			}
		}
	})
}

func Test_replicas_that_start_together_migrate_once(t *testing.T) {
	url := database.EmptyPostgres(t)
	var replicas errgroup.Group
	for range 4 {
		store := open(t, url)
		replicas.Go(func() error {
			_, err := store.Migrate(t.Context(), models.MigrateOptions{})
			return err
		})
	}
	if err := replicas.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, url).CheckSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
}
