package models_test

import (
	"maps"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

func TestProjectNames_are_of_the_scope_and_of_what_exists(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		own, other := modelstest.Organization(t, db, "own"), modelstest.Organization(t, db, "other")
		modelstest.Project(t, db, own, "p1")
		modelstest.Project(t, db, own, "p2")
		modelstest.Project(t, db, other, "p3")
		got, err := models.ProjectNames(db.Statement(t.Context()), own, []string{"p2", "p1", "p2", "p3", "none"})
		if want := map[string]string{"p1": "p1", "p2": "p2"}; err != nil || !maps.Equal(got, want) {
			t.Errorf("%v, %v, want %v", got, err, want)
		}
	})
}

func TestWithIDs_asks_nothing_without_an_id(t *testing.T) {
	db := modelstest.Open(t, database.SQLite(t))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if rows, err := models.WithIDs[models.Project](db.Statement(t.Context()), store.Scope{OrgID: "o1"}, nil); err != nil || len(rows) != 0 {
		t.Errorf("%v, %v", rows, err)
	}
}
