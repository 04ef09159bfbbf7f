package store_test

import (
	"testing"
	"time"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// SQLite has no clock of its own to compare with.
func Test_a_clock_is_compared_with_that_of_the_database(t *testing.T) {
	now := time.Now()
	for name, url := range map[string]string{"postgres": database.Postgres(t), "sqlite": database.SQLite(t)} {
		db := modelstest.Open(t, url)
		for _, ahead := range []time.Duration{0, 2 * time.Hour, -48 * time.Hour} {
			want := ahead
			if db.Dialect() == store.SQLite {
				want = 0
			}
			skew, err := db.Skew(t.Context(), func() time.Time { return now.Add(ahead).Add(time.Since(now)) })
			if err != nil || (skew-want).Abs() > time.Minute {
				t.Errorf("%s, %s ahead: got %s, %v", name, ahead, skew, err)
			}
		}
	}
}
