package audit

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"warder/models/store"
)

const (
	batchSize   = 256
	flushEvery  = 100 * time.Millisecond
	retryPause  = 250 * time.Millisecond
	drainBudget = 5 * time.Second
)

// Run writes queued records in batches until ctx ends, then what is left, for
// as long as drainBudget. A batch that cannot be written is kept and tried
// again: records are delayed, and requests with them, but never dropped while
// the process lives.
func (r *Recorder) Run(ctx context.Context) {
	var telling sync.WaitGroup
	var left []*record // behind telling.Wait
	telling.Go(func() { left = r.tell(ctx) })
	var batch []*record
	for ctx.Err() == nil {
		if len(batch) == 0 {
			batch = r.gather(ctx)
		}
		batch = r.persist(context.WithoutCancel(ctx), batch)
		if len(batch) > 0 {
			pause(ctx)
		}
	}
	telling.Wait()
	batch = append(append(batch, left...), r.leftOut()...)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainBudget)
	defer cancel()
	for batch = r.ready(batch); len(batch) > 0 && end.Err() == nil; batch = r.ready(batch) {
		if batch = r.persist(end, batch); len(batch) > 0 {
			pause(end)
		}
	}
	if lost := len(batch) + len(r.queue); lost > 0 {
		r.options.Log.Error("decision records lost at shutdown: the database does not answer", slog.Int("records", lost))
	}
}

func pause(ctx context.Context) {
	select {
	case <-time.After(retryPause):
	case <-ctx.Done():
	}
}

// gather waits for the first record and takes what arrives shortly after.
func (r *Recorder) gather(ctx context.Context) []*record {
	select {
	case <-ctx.Done():
		return nil
	case first := <-r.queue:
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

// ready takes what is queued now.
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

// persist writes a batch and returns what has still to be written: nothing, or
// all of it.
func (r *Recorder) persist(ctx context.Context, batch []*record) []*record {
	if len(batch) == 0 {
		return nil
	}
	err := r.append(ctx, batch)
	if errors.Is(err, store.ErrDuplicate) {
		batch, err = r.persistEach(ctx, batch)
	}
	if err == nil {
		return nil
	}
	r.options.Log.Warn("decision records wait for the database", slog.Int("records", len(batch)), slog.String("cause", err.Error()))
	return batch
}

// persistEach writes record by record where one is there already: the batch was
// written before, and the answer was lost on its way. It returns what is left.
func (r *Recorder) persistEach(ctx context.Context, batch []*record) ([]*record, error) {
	for i, row := range batch {
		err := r.append(ctx, []*record{row})
		if err != nil && !errors.Is(err, store.ErrDuplicate) {
			return batch[i:], err
		}
	}
	return nil, nil
}
