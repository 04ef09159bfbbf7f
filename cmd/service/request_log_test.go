package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// writer writes as a test says.
type writer func(lines []byte) (int, error)

func (w writer) Write(lines []byte) (int, error) { return w(lines) }

func TestLineQueue_drops_and_counts_while_nothing_is_taken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var log bytes.Buffer
		q := newLineQueue(writer(func(lines []byte) (int, error) { <-release; return len(lines), nil }), NewLogger(&log, LogText, slog.LevelInfo))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); q.run(ctx) }()
		_, _ = q.Write([]byte("first\n"))
		synctest.Wait() // it is being written
		began := time.Now()
		for range linesMost + 10 {
			if n, err := q.Write([]byte("line\n")); n != 5 || err != nil {
				t.Fatal(n, err)
			}
		}
		if q.dropped.Load() != 10 || time.Since(began) > 0 {
			t.Errorf("%d lines were dropped in %s", q.dropped.Load(), time.Since(began))
		}
		stop()
		<-ended
		if took := time.Since(began); took != linesLastTime || !strings.Contains(log.String(), "lines=4096") {
			t.Errorf("it stopped after %s: %s", took, log.String())
		}
		close(release)
	})
}

func TestLineQueue_writes_all_in_order_and_at_the_end(t *testing.T) {
	var out, want, log bytes.Buffer
	failing := true
	q := newLineQueue(writer(func(lines []byte) (int, error) {
		if failing {
			failing = false
			return 0, errors.New("disk full")
		}
		return out.Write(lines)
	}), NewLogger(&log, LogText, slog.LevelInfo))
	q.write(t.Context(), []byte("lost\n"))
	for i := range 1000 {
		fmt.Fprintln(q, "line", i)
		fmt.Fprintln(&want, "line", i)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	q.run(ctx)
	if out.String() != want.String() || !strings.Contains(log.String(), "disk full") {
		t.Errorf("%d bytes of %d were written; the log is %s", out.Len(), want.Len(), log.String())
	}
}
