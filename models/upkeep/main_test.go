package upkeep_test

import (
	"errors"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
	"warder/models/upkeep"
	"warder/tests/database"
	"warder/tests/modelstest"
)

func TestMain(m *testing.M) { os.Exit(database.MainWithoutLeaks(m)) }

const day = 24 * time.Hour

// now is a morning: the last midnight was nine hours ago.
var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// ago is a moment before now.
func ago(d time.Duration) store.Time { return store.At(now.Add(-d)) }

func past(d time.Duration) *store.Time {
	moment := ago(d)
	return &moment
}

func ptr[T any](v T) *T { return &v }

// each runs a test on a store of each dialect in which what everything hangs on
// is there: an organization, a person, a machine with its client secrets, and
// projects.
func each(t *testing.T, test func(t *testing.T, db *store.Store)) {
	t.Helper()
	database.Each(t, func(t *testing.T, url string) {
		db := modelstest.Open(t, url)
		ground(t, db)
		test(t, db)
	})
}

func ground(t testing.TB, db *store.Store) {
	t.Helper()
	create(t, db,
		&models.Organization{ID: "o", Slug: "o"}, &models.User{ID: "u"}, &models.Identity{ID: "i", OrgID: "o"},
		&models.AuthMethod{ID: "m", OrgID: "o", IdentityID: "i", Method: models.MethodUniversalAuth})
	for _, p := range []models.Project{
		{ID: "three", PitVersionLimit: 3, AuditLogsRetentionDays: ptr(int64(30))},
		{ID: "one", PitVersionLimit: 1},
		{ID: "all", AuditLogsRetentionDays: ptr(int64(0))},
	} {
		p.OrgID, p.Slug = "o", p.ID
		create(t, db, &p,
			&models.Environment{ID: "dev-" + p.ID, OrgID: "o", ProjectID: p.ID, Slug: "dev"},
			&models.Folder{ID: "root-" + p.ID, OrgID: "o", ProjectID: p.ID, EnvironmentID: "dev-" + p.ID, Path: "/"})
	}
}

// create stores rows of any kind.
func create(t testing.TB, db *store.Store, rows ...any) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		var problems []error
		for _, row := range rows {
			problems = append(problems, tx.DB().Create(row).Error)
		}
		return errors.Join(problems...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// left are the keys of all rows of a kind, in order.
func left(t testing.TB, db *store.Store, row any, key string) []string {
	t.Helper()
	keys := []string{}
	if err := db.Statement(t.Context()).DB().Model(row).Pluck(key, &keys).Error; err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	return keys
}

// seen is what an Observer was told. It is for concurrent use.
type seen struct {
	mu      sync.Mutex
	removed map[string]int64
	failed  map[string]int
	cleaned []time.Time
	calls   int // times that it began
}

func watch() *seen { return &seen{removed: map[string]int64{}, failed: map[string]int{}} }

func (s *seen) Removed(kind string, rows int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removed[kind] += rows
	if kind == "access_tokens" { // the first
		s.calls++
	}
}

func (s *seen) RemovalFailed(kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed[kind]++
}

func (s *seen) Cleaned(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cleaned = append(s.cleaned, at)
}

// options are those of the defaults.
var options = upkeep.Options{Sessions: 90 * day, Remains: 90 * day}

var discard = slog.New(slog.DiscardHandler)

func keeper(db *store.Store, clock func() time.Time, observe upkeep.Observer) *upkeep.Keeper {
	return upkeep.New(db, clock, discard, observe, options)
}

func still() time.Time { return now }
