package export_test

import (
	"testing"
	"time"

	"warder/handlers/audit/export"
	"warder/models"
	"warder/models/backup"
	"warder/models/store"
	"warder/tests/modelstest"
)

func Test_too_large_a_backlog_blocks_until_the_sink_is_back(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.decide(t, 9) // the history from before the copy, which is more than may wait
		l.sink.fail = func(export.Batch) error { return errSink }
		_ = l.Round(t.Context())
		if l.Blocked() {
			t.Error("the history blocks")
		}
		l.sink.fail = nil
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.sink.fail = func(export.Batch) error { return errSink }
		for i := range 6 {
			l.decide(t, 1)
			_ = l.Round(t.Context())
			if blocked := l.Blocked(); blocked != (i >= 5) {
				t.Errorf("%d wait: blocked %v", i+1, blocked)
			}
		}
		if p := l.Progress(); p.Backlog() != 6 || p.Oldest.IsZero() {
			t.Errorf("progress %+v", p)
		}
		l.sink.fail = nil
		if err := l.Round(t.Context()); err != nil || l.Blocked() {
			t.Errorf("blocked %v: %v", l.Blocked(), err)
		}
		l.copied(t)
	})
}

// The sink is away from the first moment of a fresh installation.
func Test_a_copy_that_began_with_the_log_blocks_though_it_never_copied(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.sink.fail = func(export.Batch) error { return errSink }
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.decide(t, 6)
		_ = l.Round(t.Context())
		if !l.Blocked() {
			t.Error("6 wait, and 5 may")
		}
	})
}

func Test_the_age_of_what_waits_is_that_of_the_first_record_that_is_there(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.sink.fail = func(export.Batch) error { return errSink }
		l.decide(t, 4)
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return tx.DB().Where("id IN ?", l.ids[:2]).Delete(&models.DecisionRecord{}).Error
		})
		_ = l.Round(t.Context())
		if age := l.now.Sub(l.Progress().Oldest); age != time.Second {
			t.Errorf("%s", age)
		}
		modelstest.Write(t, db, func(tx *store.Tx) error { return backup.SaveRestored(tx, &backup.Restored{At: l.now}) })
		_ = l.Round(t.Context())
		if p := l.Progress(); p.Stopped == "" || p.Oldest.IsZero() {
			t.Errorf("a copy that stopped has no age: %+v", p)
		}
	})
}
