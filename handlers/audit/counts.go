package audit

import (
	"sync/atomic"
	"time"
)

// counts are the recorder's counters since it was created.
type counts struct{ written, batches, failures, writing atomic.Int64 }

// Counts are a Recorder's counters since it was created.
type Counts struct {
	Written  int64         // records, with a change or from the queue
	Batches  int64         // successful writes of the queue
	Failures int64         // failed writes of the queue, which were retried
	Writing  time.Duration // time spent in successful writes
}

// Counts reads the counters. They are not a consistent snapshot.
func (r *Recorder) Counts() Counts {
	return Counts{r.counts.written.Load(), r.counts.batches.Load(), r.counts.failures.Load(), time.Duration(r.counts.writing.Load())}
}
