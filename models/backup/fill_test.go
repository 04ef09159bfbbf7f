package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"warder/models"
	"warder/models/backup"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// A new table is backed up by itself, since the schema is asked which there are. What
// becomes of its rows in a restored database has to be decided: whether they are
// credentials that a later revocation ended.
func Test_every_table_of_the_schema_is_restored_in_a_way_that_was_decided(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		header, m := dumped(t, db, io.Discard)
		held := slices.Clone(m.LeftOut)
		for _, table := range m.Tables {
			held = append(held, table.Name)
		}
		want := slices.DeleteFunc(modelstest.TablesOf(t, db), func(name string) bool { return name == "schema_migrations" })
		for _, names := range [][]string{held, want} {
			slices.Sort(names)
		}
		if !slices.Equal(held, want) {
			t.Errorf("the backup holds %v\nthe schema has %v", held, want)
		}
		classified := backup.Classified()
		slices.Sort(classified)
		if !slices.Equal(classified, want) {
			t.Errorf("endings.go names %v\nthe schema has    %v\nsay in endings.go what a restore does to the rows of a new table", classified, want)
		}
		if newest, err := store.NewestSchema(); err != nil || header.Schema != newest {
			t.Errorf("the schema is %d, the newest %d (%v)", header.Schema, newest, err)
		}
	})
}

func dumped(t testing.TB, db *store.Store, out io.Writer) (*backup.Header, *backup.Manifest) {
	t.Helper()
	header, m, err := backup.Dump(t.Context(), db, root, out, backup.DumpOptions{Warder: "v1", Now: modelstest.Now.Time})
	if err != nil {
		t.Fatal(err)
	}
	return header, m
}

// planted is a backup of a database with rows in the tables of tenants.
func planted(t testing.TB, db *store.Store) []byte {
	t.Helper()
	_, scope := modelstest.Plant(t, db)
	modelstest.Write(t, db, func(tx *store.Tx) (err error) {
		const many = 150 // folders, each of which is in the next one
		for i := range many {
			err = errors.Join(err, store.Create(tx, scope, modelstest.FolderOf(scope, fmt.Sprint("/", i))))
		}
		for i := range many - 1 {
			err = errors.Join(err, tx.DB().Exec("UPDATE folders SET parent_id = ? WHERE id = ?", fmt.Sprint("folder-p/", i+1), fmt.Sprint("folder-p/", i)).Error)
		}
		return err
	})
	var out bytes.Buffer
	dumped(t, db, &out)
	return out.Bytes()
}

func filled(ctx context.Context, db *store.Store, file []byte, options backup.FillOptions) (*backup.Restored, error) {
	r, err := backup.Open(bytes.NewReader(file), root)
	if err != nil {
		return nil, err
	}
	options.Now = modelstest.Now.Time
	return backup.Fill(ctx, db, r, options)
}

// rowsOf are all rows of a table, without order.
func rowsOf(t testing.TB, db *store.Store, table string) []string {
	t.Helper()
	var out bytes.Buffer
	_, m := dumped(t, db, &out)
	r, err := backup.Open(&out, root)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]string, 0, m.Total())
	err = r.Each(func(of *backup.Table, next func() ([]any, error)) error {
		for of.Name == table {
			values, err := next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			rows = append(rows, fmt.Sprintf("%#v", values))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(rows)
	return rows
}

// What is not ended is restored value by value, from either database into either.
func Test_rows_are_restored_as_they_were(t *testing.T) {
	targets := map[string]func(testing.TB) string{"sqlite": database.SQLite, "postgres": database.Postgres}
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		file := planted(t, db)
		for name, open := range targets {
			target := modelstest.Open(t, open(t))
			if _, err := filled(t.Context(), target, file, backup.FillOptions{KeepCredentials: true}); err != nil {
				t.Fatalf("into %s: %v", name, err)
			}
			for _, table := range modelstest.TablesOf(t, db) {
				if slices.Contains([]string{"schema_migrations", "access_tokens", "revisions", "settings"}, table) {
					continue
				}
				if before, after := rowsOf(t, db, table), rowsOf(t, target, table); !slices.Equal(before, after) {
					t.Errorf("into %s: %s was\n%v\nand is\n%v", name, table, before, after)
				}
			}
		}
	})
}

// Behind PgBouncer in transaction mode a backup and a restore are one transaction each.
func Test_a_pooler_is_no_obstacle(t *testing.T) {
	behind := func() *store.Store {
		return modelstest.Open(t, database.Pooler(t, database.Postgres(t))+"&default_query_exec_mode=exec")
	}
	if _, err := filled(t.Context(), behind(), planted(t, behind()), backup.FillOptions{}); err != nil {
		t.Error(err)
	}
}

// A number that was given is not given again, though its row is gone.
func Test_numbering_goes_on(t *testing.T) {
	targets := map[string]func(testing.TB) string{"sqlite": database.SQLite, "postgres": database.Postgres}
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		record := func(db *store.Store, id string) (number int64) {
			row := &models.DecisionRecord{ID: id, Time: modelstest.Now}
			modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, store.Installation, row) })
			if err := db.Statement(t.Context()).DB().Raw("SELECT seq FROM decision_records WHERE id = ?", id).Scan(&number).Error; err != nil {
				t.Fatal(err)
			}
			return number
		}
		record(db, "first")
		last := record(db, "removed")
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return tx.DB().Exec("DELETE FROM decision_records WHERE id = ?", "removed").Error
		})
		var out bytes.Buffer
		dumped(t, db, &out)
		for name, open := range targets {
			target := modelstest.Open(t, open(t))
			if _, err := filled(t.Context(), target, out.Bytes(), backup.FillOptions{}); err != nil {
				t.Fatal(err)
			}
			if next := record(target, "next"); next != last+1 {
				t.Errorf("into %s: the next number is %d after %d", name, next, last)
			}
		}
	})
}

// Other programs may have tables beside: Litestream has two.
func Test_tables_of_others_are_left_out(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		beside := func(db *store.Store) {
			modelstest.Write(t, db, func(tx *store.Tx) error {
				return errors.Join(tx.DB().Exec("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)").Error,
					tx.DB().Exec("INSERT INTO _litestream_seq VALUES (1, 7)").Error)
			})
		}
		beside(db)
		var out bytes.Buffer
		_, m := dumped(t, db, &out)
		if !slices.Equal(m.LeftOut, []string{"_litestream_seq"}) {
			t.Errorf("left out %v", m.LeftOut)
		}
		target := modelstest.Open(t, database.SQLite(t))
		beside(target)
		if _, err := filled(t.Context(), target, out.Bytes(), backup.FillOptions{}); err != nil {
			t.Error(err)
		}
	})
}
