package store_test

import (
	"errors"
	"strings"
	"testing"

	"warder/models/store"
)

func Test_an_address_that_names_no_database_is_refused_without_repeating_it(t *testing.T) {
	for _, url := range []string{
		"", "warder.db", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=memory", "mysql://u:canary@h/d",
		"postgres://u:canary@h:port/d", "postgres://u:canary@h/d?sslmode=canary",
	} {
		db, err := store.Open(t.Context(), url, store.Options{Create: true})
		if !errors.Is(err, store.ErrURL) || db != nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v, want ErrURL", url, err)
		}
	}
}

func Test_a_database_that_is_not_there_is_unavailable(t *testing.T) {
	for _, url := range []string{
		"sqlite:" + t.TempDir() + "/no/such/folder/warder.db",
		"postgres://u:canary@localhost/d?host=" + t.TempDir(),
		"postgres://u:canary@127.0.0.1:1/d",
	} {
		db, err := store.Open(t.Context(), url, store.Options{Create: true})
		if !errors.Is(err, store.ErrUnavailable) || db != nil || !public.MatchString(err.Error()) {
			t.Errorf("%q: %v, want ErrUnavailable", url, err)
		}
	}
}
