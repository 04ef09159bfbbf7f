package service

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"
	"time"
)

const (
	linesMost     = 4096            // lines that wait, of some 400 bytes
	linesAtOnce   = 64 << 10        // bytes of one write
	linesLastTime = 2 * time.Second // for what waits when the server stops
)

// lineQueue writes the lines of requests behind them: a disk or a pipe that takes nothing
// makes no request wait. What does not fit is dropped and counted.
type lineQueue struct {
	lines   chan []byte
	out     io.Writer
	log     *slog.Logger
	dropped atomic.Int64
}

func newLineQueue(out io.Writer, log *slog.Logger) *lineQueue {
	return &lineQueue{lines: make(chan []byte, linesMost), out: out, log: log}
}

// Write takes a line. It never waits and never fails.
func (q *lineQueue) Write(line []byte) (int, error) {
	select {
	case q.lines <- append([]byte(nil), line...): // slog uses its buffer again
	default:
		q.dropped.Add(1)
	}
	return len(line), nil
}

// run writes until ctx ends, and then what waits, for a moment.
func (q *lineQueue) run(ctx context.Context) {
	written := make(chan struct{})
	go func() {
		defer close(written)
		for ctx.Err() == nil {
			select {
			case <-ctx.Done():
			case line := <-q.lines:
				q.write(ctx, q.together(line))
			}
		}
		for len(q.lines) > 0 {
			q.write(ctx, q.together(nil))
		}
	}()
	<-ctx.Done()
	last := time.NewTimer(linesLastTime)
	defer last.Stop()
	select {
	case <-written:
	case <-last.C:
		q.log.WarnContext(ctx, "lines of requests are lost: request-log takes none", slog.Int("lines", len(q.lines)))
	}
}

// together is a line with those that wait behind it.
func (q *lineQueue) together(lines []byte) []byte {
	for len(lines) < linesAtOnce {
		select {
		case line := <-q.lines:
			lines = append(lines, line...)
		default:
			return lines
		}
	}
	return lines
}

func (q *lineQueue) write(ctx context.Context, lines []byte) {
	if _, err := q.out.Write(lines); err != nil {
		q.log.WarnContext(ctx, "lines of requests are not written", slog.String("cause", err.Error()))
	}
}
