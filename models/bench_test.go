package models_test

import (
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// Benchmark_store measures what a request pays: one read by itself, three in a
// snapshot, one committed insert.
func Benchmark_store(b *testing.B) {
	for dialect, address := range map[string]func(testing.TB) string{"sqlite": database.SQLite, "postgres": database.Postgres} {
		b.Run(dialect, func(b *testing.B) {
			db := modelstest.Open(b, address(b))
			org, _ := modelstest.Plant(b, db)
			read := func(tx *store.Tx) error {
				_, err := store.First[models.Identity](tx, org, "id = ?", "i")
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
			run("statement", func() error { return read(db.Statement(b.Context())) })
			run("snapshot of three", func() error {
				return db.Snapshot(b.Context(), func(tx *store.Tx) error {
					for range 3 {
						if err := read(tx); err != nil {
							return err
						}
					}
					return nil
				})
			})
			run("committed insert", func() error {
				return db.Write(b.Context(), func(tx *store.Tx) error {
					return store.Create(tx, org, &models.AccessToken{ID: store.NewID(), OrgID: org.OrgID, IdentityID: "i", AuthMethodID: "am"})
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
				db := modelstest.Open(b, address(b))
				b.StartTimer()
				if _, err := db.Migrate(b.Context(), store.MigrateOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
