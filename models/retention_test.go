package models_test

import (
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
)

// A record stays as long as the longest retention that held since it was made: each
// letter is what became of the record of one day.
func Test_a_shorter_retention_counts_from_its_change(t *testing.T) {
	day := func(n int) store.Time {
		return store.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n))
	}
	for _, c := range []struct {
		name    string
		changes [][2]int // day of the change, days of retention
		want    string   // k is kept, r is removed, from the first day to yesterday
	}{
		{"none", nil, "kkkkkkkkkk"},
		{"a first one", [][2]int{{4, 2}}, "kkkkrrrrkk"},
		{"from the beginning", [][2]int{{-1, 3}}, "rrrrrrrkkk"},
		{"a shorter one", [][2]int{{-1, 8}, {5, 1}}, "rrkkkrrrrk"},
		{"a longer one", [][2]int{{-1, 1}, {5, 6}}, "rrrrkkkkkk"},
		{"for good in between", [][2]int{{-1, 1}, {2, 0}, {5, 1}}, "kkkkkrrrrk"},
		{"shorter twice", [][2]int{{-1, 9}, {3, 5}, {6, 1}}, "rkkrrkrrrk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			project := &models.Project{ID: "p", OrgID: "o"}
			for _, change := range c.changes {
				project.SetRetention(int64(change[1]), day(change[0]))
			}
			now, got := day(len(c.want)).Time, ""
			for on := range c.want {
				days := project.KeptDays(day(on).Time, now)
				if days > 0 && day(on).Time.Before(now.AddDate(0, 0, -int(days))) {
					got += "r"
					continue
				}
				got += "k"
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
