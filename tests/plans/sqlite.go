package plans

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"warder/models/store"
)

// embedded is SQLite. The server never lets it count rows, so it plans by the
// schema alone, and an empty database is as good as a full one.
type embedded struct {
	pool *sql.DB
	dir  string
}

func openSQLite(ctx context.Context) (explainer, error) {
	dir, err := os.MkdirTemp("", "warder-plans-")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "warder.db")
	e := &embedded{dir: dir}
	if err := migrate(ctx, "sqlite:"+path); err != nil {
		e.close()
		return nil, err
	}
	if e.pool, err = sql.Open("sqlite", "file:"+path); err != nil {
		e.close()
		return nil, err
	}
	return e, nil
}

func migrate(ctx context.Context, address string) error {
	db, err := store.Open(ctx, address, store.Options{Create: true})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // what was written is looked at next
	_, err = db.Migrate(ctx, store.MigrateOptions{})
	return err
}

func (e *embedded) close() {
	if e.pool != nil {
		_ = e.pool.Close() // only read from
	}
	_ = os.RemoveAll(e.dir) // of temporary files
}

// scan is a line of a plan that reads something from end to end. The name is
// what the statement calls it.
var scan = regexp.MustCompile(`^SCAN (\w+)(?: USING .*)?$`)

func (e *embedded) whole(ctx context.Context, statement string) (tables []string, plan string, err error) {
	var lines []string
	rows, err := e.pool.QueryContext(ctx, "EXPLAIN QUERY PLAN "+statement, make([]any, strings.Count(statement, "?"))...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var line string
		if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
			return nil, "", err
		}
		lines = append(lines, line)
		if found := scan.FindStringSubmatch(line); found != nil {
			if table := tableCalled(found[1], statement); table != "" {
				tables = append(tables, table)
			}
		}
	}
	return tables, strings.Join(lines, "\n"), rows.Err()
}

// tableCalled is the table that a name stands for in a statement; "" for what
// the statement itself makes, whose rows it has read from tables already.
func tableCalled(name, statement string) string {
	quoted := "[`\"]?" + regexp.QuoteMeta(name) + "[`\"]?"
	if regexp.MustCompile(`(?i)\b` + quoted + `(\s*\([^()]*\))?\s+AS\s+(NOT MATERIALIZED |MATERIALIZED )?\(`).MatchString(statement) {
		return ""
	}
	alias := regexp.MustCompile("(?i)(?:FROM|JOIN|,)\\s+[`\"]?(\\w+)[`\"]?\\s+(?:AS\\s+)?" + quoted + `(?:\s|,|\)|$)`)
	if found := alias.FindStringSubmatch(statement); found != nil {
		return found[1]
	}
	return name
}
