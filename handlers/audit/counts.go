package audit

import (
	"sync/atomic"
	"time"
)

// counts are what the recorder has done since it was made.
type counts struct{ written, batches, failures, writing atomic.Int64 }

// Counts are what a Recorder has done since it was made.
type Counts struct {
	Written  int64         // records, with a change or from the queue
	Batches  int64         // writes of the queue that succeeded
	Failures int64         // writes of the queue that did not, and were tried again
	Writing  time.Duration // spent in the writes that succeeded
}

// Counts reads what the Recorder has done. The numbers need not be of one moment.
func (r *Recorder) Counts() Counts {
	return Counts{r.counts.written.Load(), r.counts.batches.Load(), r.counts.failures.Load(), time.Duration(r.counts.writing.Load())}
}
