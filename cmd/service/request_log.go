package service

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"
	"time"
)

const (
	linesMost     = 4096            // waiting lines, of about 400 bytes
	linesAtOnce   = 64 << 10        // bytes per write
	linesLastTime = 2 * time.Second // for waiting lines at shutdown
)

// lineQueue writes request lines in the background, so that a full disk or blocked pipe delays
// no request. Lines over the limit are dropped and counted.
type lineQueue struct {
	lines   chan []byte
	out     io.Writer
	log     *slog.Logger
	dropped atomic.Int64
}

func newLineQueue(out io.Writer, log *slog.Logger) *lineQueue {
	return &lineQueue{lines: make(chan []byte, linesMost), out: out, log: log}
}

// Write queues a line. It never blocks and never fails.
func (q *lineQueue) Write(line []byte) (int, error) {
	select {
	case q.lines <- append([]byte(nil), line...): // slog reuses its buffer
	default:
		q.dropped.Add(1)
	}
	return len(line), nil
}

// run writes until ctx ends, and then flushes waiting lines for a limited time.
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
		q.log.WarnContext(ctx, "request log lines are lost: the target of request-log accepts none", slog.Int("lines", len(q.lines)))
	}
}

// together is a line joined with those that wait behind it.
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
		q.log.WarnContext(ctx, "request log lines are not written", slog.String("cause", err.Error()))
	}
}
