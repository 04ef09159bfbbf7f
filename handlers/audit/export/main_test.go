package export_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"warder/handlers/audit/export"
	"warder/models"
	"warder/models/ledger"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

func TestMain(m *testing.M) { os.Exit(database.MainWithoutLeaks(m)) }

// shelf is a sink that keeps what it takes.
type shelf struct {
	mutex   sync.Mutex
	batches []export.Batch
	fail    func(export.Batch) error // before the batch is kept
	lose    func(export.Batch) error // after that
}

func (s *shelf) Write(_ context.Context, batch export.Batch) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.fail != nil {
		if err := s.fail(batch); err != nil {
			return err
		}
	}
	s.batches = append(s.batches, batch)
	if s.lose != nil {
		return s.lose(batch)
	}
	return nil
}

func (*shelf) Close() error { return nil }

// ids are those that the sink has, in the order in which they came.
func (s *shelf) ids() (ids []string) {
	for _, batch := range s.batches {
		for _, record := range batch.Records {
			ids = append(ids, record.ID)
		}
	}
	return ids
}

// counts is an observer.
type counts struct {
	mutex                      sync.Mutex
	records, removed, failures int64
}

func (c *counts) Exported(_ string, records, removed int64) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.records, c.removed = c.records+records, c.removed+removed
}

func (c *counts) ExportFailed(string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.failures++
}

// logged is a log with an exporter of it.
type logged struct {
	*export.Exporter

	db     *store.Store
	log    *ledger.Ledger
	sink   *shelf
	now    time.Time
	counts *counts
	said   *bytes.Buffer
	ids    []string
}

func newLogged(t *testing.T, db *store.Store, limits export.Limits) *logged {
	t.Helper()
	keyring, _, err := seal.Create(seal.NewRootKey())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ledger.NewKeys(keyring)
	if err != nil {
		t.Fatal(err)
	}
	l := &logged{db: db, sink: &shelf{}, now: time.Unix(1795312800, 0), counts: &counts{}, said: &bytes.Buffer{}}
	l.log = ledger.New(db, keys, func() time.Time { return l.now }, slog.New(slog.DiscardHandler))
	l.Exporter = l.another(limits)
	return l
}

// another is an exporter of the same name.
func (l *logged) another(limits export.Limits) *export.Exporter {
	return export.New(export.Options{
		Store: l.db, Name: "shelf://one", Sink: l.sink, Limits: limits, MaxBacklog: 5,
		Clock: func() time.Time { return l.now }, Log: slog.New(slog.NewTextHandler(l.said, nil)), Observe: l.counts,
	})
}

// decide adds so many records to the log.
func (l *logged) decide(t *testing.T, count int) {
	t.Helper()
	records := []*models.DecisionRecord{}
	for range count {
		l.now = l.now.Add(time.Second)
		id := uuid.NewString()
		l.ids = append(l.ids, id)
		records = append(records, &models.DecisionRecord{
			ID: id, OrgID: "o1", Time: store.At(l.now), Action: "readValue", Resource: "secrets",
			Record: fmt.Sprintf(`{"decision_id":%q}`, id),
		})
	}
	if err := models.AppendDecisions(t.Context(), l.db, nil, records); err != nil {
		t.Fatal(err)
	}
	l.log.Finish(t.Context())
}

// copied has the sink hold all that was decided, each once, in order.
func (l *logged) copied(t *testing.T) {
	t.Helper()
	if got := l.sink.ids(); !slices.Equal(got, l.ids) {
		t.Errorf("the sink has %d records, want %d: %v\nwant %v", len(got), len(l.ids), got, l.ids)
	}
}

var errSink = errors.New("the sink is away")

func each(t *testing.T, test func(t *testing.T, db *store.Store)) {
	t.Helper()
	database.Each(t, func(t *testing.T, url string) { test(t, modelstest.Open(t, url)) })
}
