package models_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"warder/models"
	"warder/tests/database"
)

func TestMain(m *testing.M) {
	code := database.Main(m)
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// open is a store on url that is closed when the test ends.
func open(t testing.TB, url string) *models.Store {
	t.Helper()
	store, err := models.Open(t.Context(), url, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// each runs a test on a migrated store of each dialect.
func each(t *testing.T, test func(t *testing.T, store *models.Store)) {
	t.Helper()
	database.Each(t, func(t *testing.T, url string) { test(t, open(t, url)) })
}

// write runs fn in a transaction that has to succeed.
func write(t testing.TB, store *models.Store, fn func(tx *models.Tx) error) {
	t.Helper()
	if err := store.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

var now = models.At(time.UnixMilli(1_795_312_800_123))

// organization makes a tenant and answers its scope.
func organization(t testing.TB, store *models.Store, slug string) models.Scope {
	t.Helper()
	row := &models.Organization{ID: "org-" + slug, Name: slug, Slug: slug, CreatedAt: now, UpdatedAt: now}
	write(t, store, func(tx *models.Tx) error { return models.Create(tx, models.Installation, row) })
	return models.Scope{OrgID: row.ID}
}

// identity is a new machine of a tenant, not stored yet.
func identity(scope models.Scope, id string) *models.Identity {
	return &models.Identity{ID: id, OrgID: scope.OrgID, Name: "machine " + id, CreatedAt: now, UpdatedAt: now}
}
