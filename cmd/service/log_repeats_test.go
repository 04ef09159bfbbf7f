package service

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// repeating is a log whose minute passes when told to.
type repeating struct {
	*slog.Logger
	out    bytes.Buffer
	now    time.Time
	counts *repeatCounts
}

func newRepeating() *repeating {
	r := &repeating{now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)}
	folded := newRepeats(NewLogger(&r.out, LogText, slog.LevelDebug).Handler(), func() time.Time { return r.now })
	r.Logger, r.counts = slog.New(folded), folded.counts
	return r
}

// written is how many lines hold a text.
func (r *repeating) written(text string) int { return strings.Count(r.out.String(), text) }

func TestRepeats_are_left_out_and_counted(t *testing.T) {
	r := newRepeating()
	for i := range 100 {
		r.Error("request failed", "route", "GET /a", "cause", "refused", "request_id", fmt.Sprint(i))
	}
	if got := r.written("msg=\"request failed\""); got != mostRepeats {
		t.Errorf("100 equal lines were written %d times", got)
	}
	r.Error("request failed", "route", "GET /b", "cause", "refused")
	r.Warn("request failed", "route", "GET /a", "cause", "refused")
	r.With("part", "x").Error("request failed", "route", "GET /a", "cause", "refused")
	if got := r.written("msg=\"request failed\""); got != mostRepeats+3 {
		t.Errorf("other lines were taken for repeated ones: %s", r.out.String())
	}
	r.now = r.now.Add(time.Minute)
	r.counts.tell(t.Context(), false)
	if r.written("level=ERROR msg=\"request failed\" repeated=90") != 1 || r.written("repeated=") != 1 {
		t.Errorf("got %s", r.out.String())
	}
	r.Error("request failed", "route", "GET /a", "cause", "refused")
	if got := r.written("msg=\"request failed\""); got != mostRepeats+5 {
		t.Errorf("a new minute does not begin anew: %s", r.out.String())
	}
}

func TestRepeats_of_the_next_minute_tell_of_the_one_before(t *testing.T) {
	r := newRepeating()
	for range mostRepeats + 1 {
		r.Warn("a")
	}
	r.now = r.now.Add(2 * time.Minute)
	r.Warn("b")
	if got := r.out.String(); !strings.Contains(got, "msg=a repeated=1\n") || strings.Index(got, "repeated=1") > strings.Index(got, "msg=b") {
		t.Errorf("got %s", got)
	}
}

func TestRepeats_below_a_warning_are_written(t *testing.T) {
	r := newRepeating()
	for range 100 {
		r.Info("request")
	}
	if got := r.written("msg=request"); got != 100 {
		t.Errorf("%d of 100 lines were written", got)
	}
}

func TestRepeats_take_bounded_memory(t *testing.T) {
	r := newRepeating()
	for i := range 3 * mostKinds {
		r.Error("failed", "cause", fmt.Sprint("number-", i))
	}
	if got := len(r.counts.seen); got > mostKinds+1 {
		t.Errorf("%d kinds are told apart", got)
	}
	if got := r.written("msg=failed"); got != mostKinds+mostRepeats {
		t.Errorf("%d lines were written", got)
	}
}

func TestRepeats_are_told_when_the_server_stops(t *testing.T) {
	r := newRepeating()
	for range mostRepeats + 7 {
		r.Error("failed")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r.counts.run(ctx)
	if r.written("msg=failed repeated=7") != 1 {
		t.Errorf("got %s", r.out.String())
	}
}
