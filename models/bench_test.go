package models_test

import (
	"testing"

	"warder/models"
	"warder/tests/database"
)

// Benchmark_store measures what a request pays: one read by itself, three in a
// snapshot, one committed insert.
func Benchmark_store(b *testing.B) {
	for dialect, address := range map[string]func(testing.TB) string{"sqlite": database.SQLite, "postgres": database.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			store := open(b, address(b))
			org, _ := plant(b, store)
			read := func(tx *models.Tx) error {
				_, err := models.First[models.Identity](tx, org, "id = ?", "i")
				return err
			}
			run := func(name string, once func() error) {
				b.Run(name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if err := once(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			run("statement", func() error { return read(store.Statement(b.Context())) })
			run("snapshot of three", func() error {
				return store.Snapshot(b.Context(), func(tx *models.Tx) error {
					for range 3 {
						if err := read(tx); err != nil {
							return err
						}
					}
					return nil
				})
			})
			run("committed insert", func() error {
				return store.Write(b.Context(), func(tx *models.Tx) error {
					return models.Create(tx, org, &models.AccessToken{ID: models.NewID(), OrgID: org.OrgID, IdentityID: "i", AuthMethodID: "am"})
				})
			})
		})
	}
}

func Benchmark_migration_of_an_empty_database(b *testing.B) {
	for dialect, address := range map[string]func(testing.TB) string{"sqlite": database.EmptySQLite, "postgres": database.EmptyPostgres} {
		b.Run(dialect, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				store := open(b, address(b))
				b.StartTimer()
				if _, err := store.Migrate(b.Context(), models.MigrateOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
