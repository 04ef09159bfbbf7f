package export

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"warder/models/ledger"
	"warder/models/store"
)

// copyBatch copies the next batch; false if there is none yet.
func (e *Exporter) copyBatch(ctx context.Context) (bool, error) {
	batch, cursor, err := e.claim(ctx)
	if err != nil || batch == nil {
		return false, err
	}
	if err := e.write(ctx, batch); err != nil {
		return false, err
	}
	e.since = time.Time{}
	if err := e.done(ctx, cursor); err != nil {
		return false, fmt.Errorf("places %d to %d were copied, and the cursor is behind: they are copied again: %w", batch.From, batch.To, err)
	}
	return true, nil
}

// claim reads the next batch and stores its bounds before the sink receives it. It returns nil
// if there are no records, or if the batch waits for more.
func (e *Exporter) claim(ctx context.Context) (batch *Batch, claimed Cursor, err error) {
	var before Cursor
	err = e.options.Store.Snapshot(ctx, func(tx *store.Tx) error {
		batch, before, err = e.next(tx)
		return err
	})
	if err != nil || batch == nil {
		return nil, before, err
	}
	claimed = before
	claimed.Claimed = batch.To
	return batch, claimed, e.replace(ctx, before, func(tx *store.Tx) error { return claimed.save(tx, e.options.Name) })
}

// next reads the batch after the cursor.
func (e *Exporter) next(tx *store.Tx) (*Batch, Cursor, error) {
	cursor, err := readCursor(tx, e.options.Name)
	if err != nil {
		return nil, cursor, err
	}
	size, err := ledger.Size(tx)
	if err != nil {
		return nil, cursor, err
	}
	if err := cursor.check(tx, size); err != nil {
		return nil, cursor, err
	}
	to, bytes := cursor.Claimed, 0 // a failed attempt is repeated with the same bounds
	if to <= cursor.Done {
		to, bytes = min(size, cursor.Done+int64(e.options.Limits.Records)), e.options.Limits.Bytes
		if e.waits(to - cursor.Done) {
			return nil, cursor, nil
		}
	}
	batch, err := readBatch(tx, cursor.Done, to, bytes)
	return &batch, cursor, err
}

// replace updates the cursor, unless an operator changed it meanwhile.
func (e *Exporter) replace(ctx context.Context, before Cursor, write func(tx *store.Tx) error) error {
	return e.options.Store.Write(ctx, func(tx *store.Tx) error {
		now, err := readCursor(tx, e.options.Name)
		if err != nil {
			return err
		}
		if now != before {
			return errMoved
		}
		return write(tx)
	})
}

var errMoved = errors.New("the cursor was changed meanwhile")

// waits reports whether a batch of this size should wait for more records.
func (e *Exporter) waits(records int64) bool {
	if records == 0 {
		e.since = time.Time{}
		return true
	}
	now := e.options.Clock()
	if e.since.IsZero() {
		e.since = now
	}
	return records < int64(e.options.Limits.Records) && now.Sub(e.since) < e.options.Limits.Wait
}

func (e *Exporter) write(ctx context.Context, batch *Batch) error {
	if len(batch.Records) > 0 {
		ctx, cancel := context.WithTimeout(ctx, writeLimit)
		defer cancel()
		if err := e.options.Sink.Write(ctx, *batch); err != nil {
			return err
		}
	}
	removed := batch.To - batch.From - int64(len(batch.Records))
	if removed > 0 {
		e.options.Log.Warn("retention removed decision records before they were exported", slog.String("sink", e.options.Name), slog.Int64("records", removed))
	}
	if e.options.Observe != nil {
		e.options.Observe.Exported(e.options.Name, int64(len(batch.Records)), removed)
	}
	return nil
}

// done stores that the claimed batch is copied.
func (e *Exporter) done(ctx context.Context, claimed Cursor) error {
	return e.replace(ctx, claimed, func(tx *store.Tx) error { return setCursor(tx, e.options.Name, claimed.Claimed, claimed.CaughtUp) })
}
