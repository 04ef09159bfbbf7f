// Package plans reads how each database would run every statement that the
// servers of a package's tests have sent, and finds those that read a whole
// table. Nothing lists the statements: one that is added is read as soon as a
// test lets a server send it.
package plans

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"warder/models/store"
	"warder/tests/database"
)

// sent are the statements, by dialect. It is of the process, because the
// servers of all tests of a package send into it and TestMain reads it.
var sent = map[string]*sync.Map{store.SQLite: {}, store.Postgres: {}}

// Seen is the observer of a server on the database at this address.
func Seen(address string) store.Observer {
	texts := sent[store.Postgres]
	if strings.HasPrefix(address, "sqlite:") {
		texts = sent[store.SQLite]
	}
	return func(_ context.Context, statement string) {
		if verb.MatchString(statement) {
			texts.Store(statement, nil)
		}
	}
}

// verb is what begins a statement that has a plan.
var verb = regexp.MustCompile(`^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b`)

// Main runs a package's tests, and fails them for a statement that they let a
// server send which reads a whole table that grows.
//
//	func TestMain(m *testing.M) { os.Exit(plans.Main(m)) }
func Main(m *testing.M) int {
	code := database.Main(m)
	problems, err := read(context.Background())
	if err != nil {
		problems = append(problems, err.Error())
	}
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, "plans:", problem)
	}
	if len(problems) > 0 {
		fmt.Fprintln(os.Stderr, "FAIL")
		return max(code, 1)
	}
	return code
}

// read explains what was sent, if anything was.
func read(ctx context.Context) (problems []string, err error) {
	for _, kind := range []struct {
		dialect string
		open    func(context.Context) (explainer, error)
	}{{store.SQLite, openSQLite}, {store.Postgres, openPostgres}} {
		texts := all(sent[kind.dialect])
		if len(texts) == 0 {
			continue
		}
		on, err := kind.open(ctx)
		if err != nil {
			return problems, fmt.Errorf("%s: %w", kind.dialect, err)
		}
		for _, text := range texts {
			if found := wholeReads(ctx, on, text); found != "" {
				problems = append(problems, kind.dialect+": "+found)
			}
		}
		on.close()
	}
	return problems, nil
}

func all(texts *sync.Map) (list []string) {
	for text := range texts.Range {
		list = append(list, text.(string)) //nolint:forcetypeassert // nothing else is stored
	}
	slices.Sort(list)
	return list
}

// explainer is a database that says how it would run a statement.
type explainer interface {
	// whole are the tables that the statement would read from end to end, and
	// the plan that says so.
	whole(ctx context.Context, statement string) (tables []string, plan string, err error)
	close()
}

// wholeReads tells what is wrong with a statement; nothing is "".
func wholeReads(ctx context.Context, on explainer, text string) string {
	tables, plan, err := on.whole(ctx, text)
	if err != nil {
		return fmt.Sprintf("%v, of\n%s", err, text)
	}
	tables = slices.DeleteFunc(tables, func(table string) bool { return excused(text, table) })
	if len(tables) == 0 {
		return ""
	}
	return fmt.Sprintf("reads the whole of %s:\n%s\n%s", strings.Join(tables, ", "), text, plan)
}
