package plans

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"warder/tests/database"
)

// rows are how many each table of PostgreSQL has: with these it is far cheaper
// to find a few by an index than to read all.
const rows = 5000

// server is PostgreSQL, which plans by what it has counted, and so is filled.
type server struct {
	cluster *database.Cluster
	conn    *pgx.Conn
	indexes map[string]index // by their names
}

// index is the table of one, and the column by which a search in it begins.
type index struct{ table, first string }

func openPostgres(ctx context.Context) (explainer, error) {
	cluster, err := database.StartCluster()
	if err != nil {
		return nil, err
	}
	s := &server{cluster: cluster}
	if err := s.fill(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *server) close() {
	if s.conn != nil {
		_ = s.conn.Close(context.Background()) // only read from
	}
	s.cluster.Stop()
}

func (s *server) fill(ctx context.Context) error {
	address, err := s.cluster.Create("plans")
	if err != nil {
		return err
	}
	if err := migrate(ctx, address); err != nil {
		return err
	}
	if s.conn, err = pgx.Connect(ctx, address); err != nil {
		return err
	}
	// What refers to what is of no interest to a plan.
	if _, err := s.conn.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return err
	}
	inserts, err := s.inserts(ctx)
	if err != nil {
		return err
	}
	for _, insert := range inserts {
		if _, err := s.conn.Exec(ctx, insert); err != nil {
			return fmt.Errorf("%s: %w", insert, err)
		}
	}
	if err := s.learnIndexes(ctx); err != nil {
		return err
	}
	_, err = s.conn.Exec(ctx, "ANALYZE; SET plan_cache_mode = force_generic_plan; SET random_page_cost = 1.1") // as on a disk without arms
	return err
}

// inserts fill every table that grows.
func (s *server) inserts(ctx context.Context) ([]string, error) {
	found, err := s.conn.Query(ctx, `SELECT table_name, array_agg(column_name::text), array_agg(data_type::text)
		FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'NO' GROUP BY table_name`)
	if err != nil {
		return nil, err
	}
	var inserts []string
	var table string
	var names, types []string
	_, err = pgx.ForEachRow(found, []any{&table, &names, &types}, func() error {
		if _, is := small[table]; is {
			return nil
		}
		values := make([]string, len(names))
		for i, name := range names {
			values[i] = value(table, name, types[i])
		}
		inserts = append(inserts, fmt.Sprintf(`INSERT INTO %s ("%s") SELECT %s FROM generate_series(1, %d) AS i ON CONFLICT DO NOTHING`,
			table, strings.Join(names, `", "`), strings.Join(values, ", "), rows))
		return nil
	})
	return inserts, err
}

// value is what a column has in the i-th row: a tenant has some rows of each
// table, a parent has a few children, and nothing else recurs.
func value(table, column, kind string) string {
	switch {
	case table == "secrets" && column == "type":
		return "'shared'"
	case table == "secrets" && column == "user_id":
		return "''"
	case kind == "boolean":
		return "i % 10 = 0"
	case kind == "bigint", kind == "integer":
		return "i"
	case kind == "bytea":
		return "'x'::bytea"
	case column == "org_id":
		return "'id-' || i % 500"
	case column == "project_id":
		return "'id-' || i % 1000"
	case strings.HasSuffix(column, "_id"):
		return "'id-' || i / 5"
	}
	return "'" + column + "-' || i"
}

func (s *server) learnIndexes(ctx context.Context) error {
	found, err := s.conn.Query(ctx, `SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, a.attname::text
		FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = 1`)
	if err != nil {
		return err
	}
	s.indexes = map[string]index{}
	var name string
	var at index
	_, err = pgx.ForEachRow(found, []any{&name, &at.table, &at.first}, func() error {
		s.indexes[name] = at
		return nil
	})
	return err
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

// node is a step of a plan.
type node struct {
	Type     string `json:"Node Type"`
	Relation string `json:"Relation Name"`
	Index    string `json:"Index Name"`
	Cond     string `json:"Index Cond"`
	Filter   string
	Plans    []node
}

// whole plans as for a statement that comes again and again with other values,
// which is what a server's connection has.
func (s *server) whole(ctx context.Context, statement string) (tables []string, plan string, err error) {
	if _, err := s.conn.Exec(ctx, "PREPARE asked AS "+statement, pgx.QueryExecModeSimpleProtocol); err != nil {
		return nil, "", err
	}
	explain := "EXPLAIN (FORMAT JSON) EXECUTE asked"
	if n := placeholders(statement); n > 0 {
		explain += "(" + strings.TrimSuffix(strings.Repeat("NULL,", n), ",") + ")"
	}
	var text []byte
	err = s.conn.QueryRow(ctx, explain, pgx.QueryExecModeSimpleProtocol).Scan(&text)
	_, endErr := s.conn.Exec(ctx, "DEALLOCATE asked")
	if err := errors.Join(err, endErr); err != nil {
		return nil, "", err
	}
	var top []struct{ Plan node }
	if err := json.Unmarshal(text, &top); err != nil {
		return nil, "", err
	}
	lines := []string{}
	for _, t := range top {
		tables = append(tables, s.wholeOf(t.Plan)...)
		lines = append(lines, t.Plan.lines("")...)
	}
	return tables, strings.Join(lines, "\n"), nil
}

func placeholders(statement string) (n int) {
	for _, found := range placeholder.FindAllStringSubmatch(statement, -1) {
		if at, err := strconv.Atoi(found[1]); err == nil {
			n = max(n, at)
		}
	}
	return n
}

// wholeOf are the tables that a step and those below it read from end to end, be
// it in the order of an index, or by a column that the index does not begin with.
func (s *server) wholeOf(n node) (tables []string) {
	switch n.Type {
	case "Seq Scan":
		tables = append(tables, n.Relation)
	case "Index Scan", "Index Only Scan", "Bitmap Index Scan":
		if at := s.indexes[n.Index]; !mentions(n.Cond, at.first) {
			tables = append(tables, at.table)
		}
	}
	for _, below := range n.Plans {
		tables = append(tables, s.wholeOf(below)...)
	}
	return tables
}

func mentions(condition, column string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(column) + `\b`).MatchString(condition)
}

// lines are the plan for who has to understand it.
func (n node) lines(indent string) []string {
	words := []string{n.Type}
	for _, part := range []struct{ before, text string }{{"on ", n.Relation}, {"by ", n.Index}, {"at ", n.Cond}, {"filtered by ", n.Filter}} {
		if part.text != "" {
			words = append(words, part.before+part.text)
		}
	}
	lines := []string{indent + strings.Join(words, " ")}
	for _, below := range n.Plans {
		lines = append(lines, below.lines(indent+"  ")...)
	}
	return lines
}
