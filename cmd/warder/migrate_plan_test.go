package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/database"
)

// What --plan prints is what a migration runs: a database that it is fed to has the same
// tables as one that was migrated, but for the table that records migrations.
func TestMigrate_plan_is_the_SQL_that_it_would_run(t *testing.T) {
	folder := t.TempDir()
	planned, migrated := filepath.Join(folder, "planned.db"), filepath.Join(folder, "migrated.db")
	line := func(path string, flags ...string) string {
		code, out, problems := try(t, append([]string{"migrate", "--data-dir", folder, "--database-url=sqlite:" + path}, flags...)...)
		if code != exitOK {
			t.Fatal(problems)
		}
		return out
	}
	plan := line(planned, "--plan")
	if _, err := os.Stat(planned); err == nil {
		t.Error("a plan makes the database")
	}
	if !strings.Contains(plan, "\n-- The schema would go from version 0 to ") || !strings.Contains(plan, "\n-- 00001_tenants.sql\n") {
		t.Errorf("it begins %.200s", plan)
	}
	put(t, migrated, nil)
	line(migrated)
	if got, want := schemaOf(t, planned, plan), schemaOf(t, migrated, ""); got != want || len(want) < 1000 {
		t.Errorf("the plan makes\n%s\na migration\n%s", got, want)
	}
	if done := line(migrated, "--plan"); !strings.HasPrefix(done, "-- The schema is up to date, version ") {
		t.Error(done)
	}
}

func TestMigrate_plan_is_in_the_words_of_PostgreSQL(t *testing.T) {
	code, plan, problems := try(t, "migrate", "--plan", "--database-url", database.EmptyPostgres(t))
	if code != exitOK || !strings.Contains(plan, "LANGUAGE plpgsql") || strings.Contains(plan, "+goose") {
		t.Errorf("exit code %d, printed %.300s%s", code, plan, problems)
	}
}

// schemaOf are the statements that made what is in a database of SQLite, after some more.
func schemaOf(t *testing.T, path, statements string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT IN ('schema_migrations', 'sqlite_sequence') ORDER BY type, name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}
