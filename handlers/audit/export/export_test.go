package export_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"warder/handlers/audit/export"
	"warder/models"
	"warder/models/backup"
	"warder/models/store"
	"warder/tests/modelstest"
)

func Test_the_sink_gets_the_whole_log_in_its_order(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 3})
		l.decide(t, 8)
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.copied(t)
		if sizes := len(l.sink.batches); sizes != 3 {
			t.Errorf("%d batches, want 3", sizes)
		}
		if first := l.sink.batches[0].Records[0]; first.Record != `{"decision_id":"`+first.ID+`"}` || first.OrgID != "o1" || first.Place != 0 || l.sink.batches[1].Records[0].Place != 3 {
			t.Errorf("the first record: %+v", first)
		}
		l.decide(t, 1)
		if err := l.another(export.Limits{Records: 3}).Round(t.Context()); err != nil { // after a new start
			t.Fatal(err)
		}
		l.copied(t)
		if p := l.Progress(); p.Done != 8 || l.counts.records != 9 {
			t.Errorf("progress %+v, %d counted", p, l.counts.records)
		}
	})
}

func Test_a_batch_that_fails_is_written_again_with_the_same_places(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.decide(t, 2)
		l.sink.lose = func(export.Batch) error { return errSink } // it is stored, and the answer is lost
		if err := l.Round(t.Context()); !errors.Is(err, errSink) {
			t.Fatalf("%v", err)
		}
		l.decide(t, 3) // would be in the batch, if it were another one
		l.sink.lose = nil
		if err := l.another(export.Limits{Records: 10}).Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		first, again, rest := l.sink.batches[0], l.sink.batches[1], l.sink.batches[2]
		if first.From != again.From || first.To != again.To || rest.From != again.To || rest.To != 5 || len(l.sink.batches) != 3 {
			t.Errorf("batches %v", l.sink.batches)
		}
		l.sink.batches = l.sink.batches[1:]
		l.copied(t)
	})
}

func Test_a_batch_that_is_not_full_waits_for_more(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 4, Wait: time.Minute})
		round := func(want int) {
			t.Helper()
			if err := l.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(l.sink.batches) != want {
				t.Fatalf("%d batches, want %d", len(l.sink.batches), want)
			}
		}
		l.decide(t, 2)
		round(0)
		l.now = l.now.Add(59 * time.Second)
		round(0)
		l.now = l.now.Add(time.Second)
		round(1)
		l.decide(t, 4)
		round(2)
		l.copied(t)
	})
}

func Test_a_batch_has_no_more_bytes_than_its_sink_takes(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 1000, Bytes: 1})
		l.decide(t, 450)
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.copied(t)
		if len(l.sink.batches) != 3 { // of as many as are read at once
			t.Errorf("%d batches", len(l.sink.batches))
		}
	})
}

func Test_exporters_of_one_name_write_each_record_once(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 2})
		l.decide(t, 40)
		var copying sync.WaitGroup
		for range 4 {
			one := l.another(export.Limits{Records: 2})
			copying.Go(func() {
				if err := one.Round(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		copying.Wait()
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.copied(t)
	})
}

func Test_what_retention_removed_before_is_told(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.decide(t, 4)
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return tx.DB().Where("id IN ?", l.ids[:3]).Delete(&models.DecisionRecord{}).Error
		})
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.ids = l.ids[3:]
		l.copied(t)
		if l.counts.removed != 3 || !strings.Contains(l.said.String(), "records=3") {
			t.Errorf("%d counted; %s", l.counts.removed, l.said)
		}
	})
}

// A database that was restored from a backup has a shorter log, and then another one at
// the same places.
func Test_a_copy_of_another_log_stops_until_it_is_told_where_to_go_on(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.decide(t, 4)
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return errors.Join(tx.DB().Where("1 = 1").Delete(&models.DecisionTile{}).Error, tx.DB().Where("1 = 1").Delete(&models.DecisionRecord{}).Error)
		})
		l.ids = nil
		for _, more := range []int{2, 2, 2} { // less than were copied, as many, more
			l.decide(t, more)
			if err := l.Round(t.Context()); err == nil || !strings.Contains(err.Error(), "audit exports --reset") {
				t.Fatalf("%d records: %v", len(l.ids), err)
			}
		}
		if len(l.sink.batches) != 1 {
			t.Errorf("%d batches", len(l.sink.batches))
		}
		modelstest.Write(t, db, func(tx *store.Tx) error { return export.Reset(tx, "shelf://one", 2) })
		l.sink.batches, l.ids = nil, l.ids[2:]
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.copied(t)
	})
}

// The cursor comes back with the log, from before what the sink has.
func Test_a_copy_of_a_database_that_was_restored_stops_until_it_is_told_where_to_go_on(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.decide(t, 4)
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		restore := func() {
			l.now = l.now.Add(time.Hour)
			modelstest.Write(t, db, func(tx *store.Tx) error { return backup.SaveRestored(tx, &backup.Restored{At: l.now}) })
		}
		for range 2 {
			restore()
			l.decide(t, 2)
			if err := l.Round(t.Context()); err == nil || !strings.Contains(err.Error(), "restored from a backup") {
				t.Fatalf("%v", err)
			}
			modelstest.Write(t, db, func(tx *store.Tx) error { return export.Reset(tx, "shelf://one", int64(len(l.ids)-2)) })
			if err := l.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.copied(t)
		}
	})
}

func Test_a_cursor_that_an_operator_sets_meanwhile_stays(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.decide(t, 4)
		l.sink.lose = func(export.Batch) error {
			modelstest.Write(t, db, func(tx *store.Tx) error { return export.Reset(tx, "shelf://one", 1) })
			return nil
		}
		if err := l.Round(t.Context()); err == nil {
			t.Error("no error")
		}
		l.sink.lose = nil
		if err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, want := l.sink.ids(), slices.Concat(l.ids, l.ids[1:]); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func Test_a_place_that_the_log_does_not_have_is_no_cursor(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		l := newLogged(t, db, export.Limits{Records: 10})
		l.decide(t, 2)
		for _, place := range []int64{-1, 3} {
			if err := db.Write(t.Context(), func(tx *store.Tx) error { return export.Reset(tx, "x", place) }); err == nil {
				t.Errorf("%d was taken", place)
			}
		}
	})
}
