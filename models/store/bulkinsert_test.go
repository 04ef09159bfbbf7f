package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// Test_what_is_appended_is_what_was_created goes through both ways to the
// database, from one row to many.
func Test_what_is_appended_is_what_was_created(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		for _, count := range []int{1, 3, 4, 300} {
			rows := make([]*models.DecisionRecord, count)
			for i := range rows {
				rows[i] = &models.DecisionRecord{
					ID: fmt.Sprint(count, "-", i), OrgID: fmt.Sprint("o", count), ProjectID: "p", Time: modelstest.Now, SubjectType: "identity", SubjectID: "i",
					Action: "read", Resource: "secrets", Permitted: i%2 == 0, EventType: "get-secret", UserAgent: "a \"b\"\t\\", IP: "10.0.0.9", Record: `{"x":"ü"}`,
				}
			}
			if err := store.BulkInsert(t.Context(), db, store.Installation, rows...); err != nil {
				t.Fatal(err)
			}
			found, err := models.DecisionsAfter(db.Statement(t.Context()), models.DecisionFilter{OrgID: fmt.Sprint("o", count)}, 0, count+1)
			if err != nil || len(found) != count {
				t.Fatalf("%d of %d rows, %v", len(found), count, err)
			}
			for i := range found {
				if found[i].Seq == 0 {
					t.Errorf("row %d has no number", i)
				}
				if found[i].Seq = 0; !reflect.DeepEqual(&found[i], rows[i]) {
					t.Errorf("row %d is %+v, want %+v", i, found[i], *rows[i])
				}
			}
		}
	})
}

func Test_rows_are_appended_all_or_none(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		for _, count := range []int{2, 40} {
			rows := make([]*models.DecisionRecord, count)
			for i := range rows {
				rows[i] = &models.DecisionRecord{ID: fmt.Sprint(i % (count - 1)), OrgID: "o", Time: modelstest.Now}
			}
			err := store.BulkInsert(t.Context(), db, store.Installation, rows...)
			kept, countErr := models.CountDecisions(db.Statement(t.Context()), models.DecisionFilter{OrgID: "o"})
			if !errors.Is(err, store.ErrDuplicate) || kept != 0 || countErr != nil {
				t.Errorf("%v, %d of %d rows, %v", err, kept, count, countErr)
			}
		}
		foreign := make([]*models.Identity, 5)
		for i := range foreign {
			foreign[i] = modelstest.Identity(store.Scope{OrgID: "other"}, fmt.Sprint(i))
		}
		if err := store.BulkInsert(t.Context(), db, store.Scope{OrgID: "o"}, foreign...); !errors.Is(err, store.ErrScope) {
			t.Errorf("rows of another tenant: %v", err)
		}
	})
}
