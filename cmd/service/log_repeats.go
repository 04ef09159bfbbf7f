package service

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// mostRepeats is the limit of equal warnings and errors per minute.
	mostRepeats = 10
	// mostKinds is the limit of kinds that are counted separately by attributes; beyond it
	// only the text counts.
	mostKinds = 1024
)

// tellsRequestsApart are attributes that do not make a line different.
var tellsRequestsApart = []string{"request_id", "decision_id", "trace_id"}

// repeats writes a warning or error at most ten times per minute, followed by the number of
// omitted ones, so that an unavailable database does not fill the disk with log lines. Lines
// below warning level are not limited.
type repeats struct {
	slog.Handler
	prefix string // attributes added by With
	counts *repeatCounts
}

// repeatCounts are shared by all loggers derived from one.
type repeatCounts struct {
	clock func() time.Time

	mu    sync.Mutex
	began time.Time
	seen  map[string]*repeated
}

// repeated is one line with its count in the current minute.
type repeated struct {
	times   int
	handler slog.Handler
	level   slog.Level
	message string
}

func newRepeats(handler slog.Handler, clock func() time.Time) *repeats {
	return &repeats{handler, "", &repeatCounts{clock: clock, began: clock(), seen: map[string]*repeated{}}}
}

// Handle implements slog.Handler.
func (r *repeats) Handle(ctx context.Context, record slog.Record) error {
	if record.Level < slog.LevelWarn {
		return r.Handler.Handle(ctx, record)
	}
	r.counts.tell(ctx, false)
	if r.counts.count(r.prefix, r.Handler, record) > mostRepeats {
		return nil
	}
	return r.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (r *repeats) WithAttrs(attrs []slog.Attr) slog.Handler {
	var prefix strings.Builder
	prefix.WriteString(r.prefix)
	for _, attr := range attrs {
		prefix.WriteString(" " + attr.String())
	}
	return &repeats{r.Handler.WithAttrs(attrs), prefix.String(), r.counts}
}

// WithGroup implements slog.Handler.
func (r *repeats) WithGroup(name string) slog.Handler {
	return &repeats{r.Handler.WithGroup(name), r.prefix + " " + name, r.counts}
}

// run reports omitted lines even without new ones until ctx ends, and then the last ones.
func (c *repeatCounts) run(ctx context.Context) {
	again := time.NewTicker(10 * time.Second)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			c.tell(context.WithoutCancel(ctx), true)
			return
		case <-again.C:
			c.tell(ctx, false)
		}
	}
}

// count counts a line and returns the count of its kind in the current minute.
func (c *repeatCounts) count(prefix string, handler slog.Handler, record slog.Record) int {
	key := kindOf(prefix, record)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.seen) >= mostKinds && c.seen[key] == nil {
		key = record.Level.String() + record.Message
	}
	if c.seen[key] == nil {
		c.seen[key] = &repeated{handler: handler, level: record.Level, message: record.Message}
	}
	c.seen[key].times++
	return c.seen[key].times
}

// tell writes the numbers of omitted lines whose minute is over, or all of them now.
func (c *repeatCounts) tell(ctx context.Context, now bool) {
	at := c.clock()
	c.mu.Lock()
	if !now && at.Sub(c.began) < time.Minute {
		c.mu.Unlock()
		return
	}
	seen := c.seen
	c.began, c.seen = at, map[string]*repeated{}
	c.mu.Unlock()
	for _, line := range seen {
		if line.times <= mostRepeats {
			continue
		}
		record := slog.NewRecord(at, line.level, line.message, 0)
		record.AddAttrs(slog.Int("repeated", line.times-mostRepeats))
		_ = line.handler.Handle(ctx, record) // a failure of the log cannot be logged
	}
}

// kindOf is the text that equal lines share.
func kindOf(prefix string, record slog.Record) string {
	var kind strings.Builder
	kind.WriteString(record.Level.String() + record.Message + prefix)
	record.Attrs(func(attr slog.Attr) bool {
		if !slices.Contains(tellsRequestsApart, attr.Key) && !counts(attr.Value.Kind()) {
			kind.WriteString(" " + attr.String())
		}
		return true
	})
	return kind.String()
}
