package retry_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"warder/models/retry"
)

var (
	errLost  = errors.New("lost against another one")
	errWrong = errors.New("wrong")
)

// script is an operation with the results of its attempts; the last one stays.
type script struct {
	results []error
	calls   int
}

func (s *script) once() (int, error) {
	err := s.results[min(s.calls, len(s.results)-1)]
	s.calls++
	return s.calls, err
}

func isLost(err error) bool { return errors.Is(err, errLost) }

func Test_only_what_may_end_otherwise_is_tried_again(t *testing.T) {
	for _, c := range []struct {
		name    string
		results []error
		tries   uint
		calls   int
		want    error
	}{
		{"a success", []error{nil}, 3, 1, nil},
		{"a failure that stays", []error{errWrong}, 3, 1, errWrong},
		{"a success in the end", []error{errLost, errLost, nil}, 3, 3, nil},
		{"another failure in the end", []error{errLost, errWrong}, 3, 2, errWrong},
		{"no attempt is left", []error{errLost}, 3, 3, errLost},
		{"without a limit", append(slices.Repeat([]error{errLost}, 50), nil), 0, 51, nil},
	} {
		s := &script{results: c.results}
		answer, err := retry.Do(t.Context(), retry.Waits{Tries: c.tries}, s.once, isLost)
		if !errors.Is(err, c.want) || answer != c.calls || s.calls != c.calls {
			t.Errorf("%s: answer %d of %d calls, %v; want %d, %v", c.name, answer, s.calls, err, c.calls, c.want)
		}
	}
}

func Test_a_context_that_ends_ends_the_attempts_with_their_own_error(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &script{results: []error{errLost}}
	_, err := retry.Do(ctx, retry.Waits{First: time.Hour, Notify: func(error, time.Duration) { cancel() }}, s.once, isLost)
	if !errors.Is(err, errLost) || s.calls != 1 {
		t.Errorf("%d calls, %v", s.calls, err)
	}
	if retry.Pause(ctx, time.Hour) || !retry.Pause(t.Context(), 0) {
		t.Error("a pause ended otherwise than its context")
	}
}

func Test_an_error_may_say_how_long_to_wait(t *testing.T) {
	var waited []time.Duration
	waits := retry.Waits{
		First: time.Hour, Notify: func(_ error, wait time.Duration) { waited = append(waited, wait) },
		After: func(error) (time.Duration, bool) { return time.Microsecond, true },
	}
	s := &script{results: []error{errLost, errLost, nil}}
	if _, err := retry.Do(t.Context(), waits, s.once, isLost); err != nil || !slices.Equal(waited, []time.Duration{time.Microsecond, time.Microsecond}) {
		t.Errorf("waited %v, %v", waited, err)
	}
}

func Test_waits_double_up_to_the_longest(t *testing.T) {
	series := retry.Waits{First: time.Second, Most: 5 * time.Second}.Series()
	for range 2 {
		var waits []time.Duration
		for range 5 {
			waits = append(waits, series.NextBackOff()/time.Second)
		}
		if !slices.Equal(waits, []time.Duration{1, 2, 4, 5, 5}) {
			t.Errorf("waits of %v seconds", waits)
		}
		series.Reset()
	}
}

func Test_waits_are_spread(t *testing.T) {
	waits := retry.Waits{First: time.Second, Most: time.Second, Spread: 0.5}
	seen := map[time.Duration]bool{}
	for range 50 {
		wait := waits.Series().NextBackOff()
		if wait < time.Second/2 || wait > 3*time.Second/2+1 {
			t.Errorf("waited %v", wait)
		}
		seen[wait] = true
	}
	if len(seen) < 40 {
		t.Errorf("%d different waits", len(seen))
	}
}
