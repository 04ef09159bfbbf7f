// Package database gives tests a migrated database of their own, in each of the
// two dialects. A test that cannot get one fails; none is skipped.
package database

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// Each runs the same test on a migrated database of each dialect, as the
// subtests "sqlite" and "postgres".
//
//	database.Each(t, func(t *testing.T, url string) { store := open(t, url) ... })
func Each(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// EachEmpty is Each on databases without a schema.
func EachEmpty(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, EmptySQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, EmptyPostgres(t)) })
}

// Main runs a package's tests and then stops the server they shared, at once
// instead of just after the process has ended. A package need not have it.
//
//	func TestMain(m *testing.M) { os.Exit(database.Main(m)) }
func Main(m *testing.M) int {
	code := m.Run()
	stopShared()
	return code
}

// MainWithoutLeaks is Main for a package whose tests must leave no goroutine behind.
func MainWithoutLeaks(m *testing.M) int {
	code := Main(m)
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	return code
}
