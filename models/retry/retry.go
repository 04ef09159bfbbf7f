// Package retry has the waits of the loops of Warder: between attempts, for those that try
// again, and for a signal that there is something to do.
package retry

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Waits are the waits between attempts. Each is twice as long as the one before it. The
// zero value tries again at once, for ever.
type Waits struct {
	First, Most time.Duration
	// Spread is the part of a wait by which it is longer or shorter, at random: writers
	// that collided do not meet again.
	Spread float64
	// Tries is how many attempts there are, the first one included; 0 means unlimited.
	Tries uint
	// After may know from an error how long to wait.
	After func(error) (wait time.Duration, known bool)
	// Notify hears of an attempt that is repeated after a wait.
	Notify func(err error, wait time.Duration)
}

// Series are the waits one after the other, for loops that count their attempts
// themselves. Reset begins anew.
func (w Waits) Series() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{InitialInterval: w.First, MaxInterval: w.Most, Multiplier: 2, RandomizationFactor: w.Spread}
}

// Do calls once, and repeats it while it fails with an error that again holds for. It
// answers what the last attempt did; that is the first one if ctx has ended.
func Do[A any](ctx context.Context, waits Waits, once func() (A, error), again func(error) bool) (A, error) {
	answer, err := once()
	if err == nil || !again(err) {
		return answer, err // as a rule, without any allocation
	}
	tried := true
	options := []backoff.RetryOption{
		backoff.WithBackOff(waits.Series()), backoff.WithMaxTries(waits.Tries), backoff.WithMaxElapsedTime(0), backoff.WithNotify(waits.Notify),
	}
	_, _ = backoff.Retry(ctx, func() (struct{}, error) {
		if !tried {
			answer, err = once()
		}
		tried = false
		return struct{}{}, waits.verdict(err, again)
	}, options...)
	return answer, err
}

// verdict is an error as the library repeats it or not.
func (w Waits) verdict(err error, again func(error) bool) error {
	if err == nil {
		return nil
	}
	if !again(err) {
		return backoff.Permanent(err)
	}
	if w.After != nil {
		if wait, known := w.After(err); known {
			return &backoff.RetryAfterError{Duration: wait}
		}
	}
	return err
}

// Pause waits, and is false when ctx ended first.
func Pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
