package audit

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"warder/models/retry"
	"warder/models/store"
)

const (
	batchSize   = 256
	flushEvery  = 100 * time.Millisecond
	retryPause  = 250 * time.Millisecond
	drainBudget = 5 * time.Second
)

// Run writes queued records in batches until ctx ends, and then flushes the rest within
// drainBudget. A failed batch is kept and retried: records, and requests that wait for room,
// are delayed but never dropped while the process lives. Durable records are not retried;
// their requests are refused.
func (r *Recorder) Run(ctx context.Context) {
	defer r.end()
	var telling sync.WaitGroup
	var left []*record // appended after telling.Wait
	telling.Go(func() { left = r.tell(ctx) })
	var batch []*record
	for ctx.Err() == nil {
		if len(batch) == 0 {
			batch = r.gather(ctx)
		}
		batch = r.persist(context.WithoutCancel(ctx), batch)
		if len(batch) > 0 {
			retry.Pause(ctx, retryPause)
			batch = r.ready(batch)
		}
	}
	telling.Wait()
	batch = append(append(batch, left...), r.leftOut()...)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainBudget)
	defer cancel()
	for batch = r.ready(batch); len(batch) > 0 && end.Err() == nil; batch = r.ready(batch) {
		if batch = r.persist(end, batch); len(batch) > 0 {
			retry.Pause(end, retryPause)
		}
	}
	if lost := len(batch) + len(r.queue); lost > 0 {
		r.options.Log.Error("decision records lost at shutdown: the database is unavailable", slog.Int("records", lost))
	}
}

// gather waits for the first record and adds those that arrive shortly after. It does not
// delay durable records, whose requests wait: later ones go into the next batch.
func (r *Recorder) gather(ctx context.Context) []*record {
	select {
	case <-ctx.Done():
		return nil
	case first := <-r.queue:
		if r.options.Durable {
			return r.ready([]*record{r.record(first)})
		}
		timer := time.NewTimer(flushEvery)
		defer timer.Stop()
		batch := []*record{r.record(first)}
		for len(batch) < batchSize {
			select {
			case next := <-r.queue:
				batch = append(batch, r.record(next))
			case <-timer.C:
				return batch
			case <-ctx.Done():
				return batch
			}
		}
		return batch
	}
}

// ready takes the records that are queued now.
func (r *Recorder) ready(batch []*record) []*record {
	for len(batch) < batchSize {
		select {
		case next := <-r.queue:
			batch = append(batch, r.record(next))
		default:
			return batch
		}
	}
	return batch
}

// persist writes a batch and returns the records still to be written. One record's failure
// does not affect the others.
func (r *Recorder) persist(ctx context.Context, batch []*record) (left []*record) {
	if len(batch) == 0 {
		return nil
	}
	err := r.append(ctx, batch)
	switch {
	case len(batch) == 1 && errors.Is(err, store.ErrDuplicate):
		err = nil // an earlier attempt wrote it, but its acknowledgement was lost
	case err != nil && len(batch) > 1 && !errors.Is(err, store.ErrUnavailable):
		for i := range batch {
			left = append(left, r.persist(ctx, batch[i:i+1])...)
		}
		return left
	}
	if err == nil {
		r.tellWritten(batch, nil)
		return nil
	}
	r.options.Log.Warn("decision records wait for the database", slog.Int("records", len(batch)), slog.String("cause", err.Error()))
	return r.tellWritten(batch, err)
}

// tellWritten reports the result to the requests that wait for their records, and returns the
// records for which no request waits.
func (r *Recorder) tellWritten(batch []*record, err error) (others []*record) {
	for _, made := range batch {
		if made.written == nil {
			others = append(others, made)
			continue
		}
		if err == nil {
			r.lines(made)
		}
		made.written <- err
	}
	return others
}
