package plans

import (
	"context"
	"slices"
	"testing"

	"warder/models/store"
)

// cases are statements and the tables that they read from end to end, on
// PostgreSQL with placeholders of its own.
var cases = []struct {
	sqlite, postgres string
	want             []string
}{
	{"SELECT id FROM `secrets` WHERE `key` = ?", `SELECT id FROM "secrets" WHERE "key" = $1`, []string{"secrets"}},
	{"SELECT s.id FROM secrets AS s WHERE s.comment = ?", "SELECT s.id FROM secrets AS s WHERE s.comment = $1", []string{"secrets"}},
	{"UPDATE secrets SET version = 2 WHERE key = ?", "UPDATE secrets SET version = 2 WHERE key = $1", []string{"secrets"}},
	{"DELETE FROM tags WHERE name = ?", "DELETE FROM tags WHERE name = $1", []string{"tags"}},
	{"SELECT id FROM secrets WHERE id = ?", "SELECT id FROM secrets WHERE id = $1", nil},
	{"SELECT id FROM secrets WHERE folder_id IN (?, ?)", "SELECT id FROM secrets WHERE folder_id IN ($1, $2)", nil},
	{
		"WITH q0 AS (SELECT id FROM folders WHERE parent_id = ?) SELECT key FROM secrets, q0 WHERE folder_id = q0.id",
		"WITH q0 AS (SELECT id FROM folders WHERE parent_id = $1) SELECT key FROM secrets, q0 WHERE folder_id = q0.id", nil,
	},
	{"INSERT INTO settings (name, value) VALUES (?, ?)", "INSERT INTO settings (name, value) VALUES ($1, $2)", nil},
}

func Test_a_statement_that_reads_a_whole_table_is_found(t *testing.T) {
	for dialect, open := range map[string]func(context.Context) (explainer, error){store.SQLite: openSQLite, store.Postgres: openPostgres} {
		on, err := open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer on.close()
		for _, c := range cases {
			text := c.sqlite
			if dialect == store.Postgres {
				text = c.postgres
			}
			tables, plan, err := on.whole(t.Context(), text)
			if err != nil || !slices.Equal(tables, c.want) {
				t.Errorf("%s: %s\nreads the whole of %q, %v, want %q\n%s", dialect, text, tables, err, c.want, plan)
			}
		}
		if got := wholeReads(t.Context(), on, "SELECT nothing FROM nowhere"); got == "" {
			t.Errorf("%s: a statement that has no plan passes", dialect)
		}
	}
}

func Test_what_is_excused_is_nothing_else(t *testing.T) {
	for _, c := range []struct {
		text, table string
		want        bool
	}{
		{`SELECT * FROM "settings" WHERE value = $1`, "settings", true},
		{"SELECT `id` FROM `sessions` WHERE last_used < ? LIMIT 10000", "sessions", true},
		{"SELECT `id` FROM `sessions` WHERE ip = ? LIMIT 10000", "sessions", false},
		{"SELECT * FROM decision_records ORDER BY seq DESC LIMIT 1", "decision_records", true},
		{"SELECT * FROM decision_records WHERE ip = ? ORDER BY seq DESC LIMIT 1", "decision_records", false},
	} {
		if got := excused(c.text, c.table); got != c.want {
			t.Errorf("%s: excused %v, want %v", c.text, got, c.want)
		}
	}
}

func Test_an_observer_keeps_statements_by_dialect(t *testing.T) {
	for address, dialect := range map[string]string{"sqlite:/tmp/x.db": store.SQLite, "postgres://localhost/x": store.Postgres} {
		text := "SELECT 1 /* " + dialect + " */"
		Seen(address)(t.Context(), text)
		Seen(address)(t.Context(), "COMMIT")
		if list := all(sent[dialect]); !slices.Equal(list, []string{text}) {
			t.Errorf("%s: %q", dialect, list)
		}
	}
}
