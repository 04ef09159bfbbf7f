package bundles

import "time"

// Waits between two attempts after a failure: the first, and the most when the
// source did not answer and when the examination is tried again, which is work.
const (
	firstRetry = time.Second
	mostRetry  = 5 * time.Minute
)

// backoff doubles the wait with every failure in a row.
type backoff struct{ failures int }

// next is how long to wait before the next attempt, at most so long.
func (b *backoff) next(most time.Duration) time.Duration {
	wait := firstRetry << min(b.failures, 20)
	b.failures++
	return min(wait, most)
}

// reset is for an attempt that succeeded.
func (b *backoff) reset() { b.failures = 0 }
