package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
)

// Run serves requests until ctx ends, then drains: it becomes unready, lets running requests
// finish within the shutdown timeout, flushes pending writes, and closes the database. It
// returns nil after such a shutdown, and an error if a listener fails or closing fails.
func (s *Service) Run(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var tasks sync.WaitGroup
	for _, task := range s.background {
		tasks.Go(func() { task(work) })
	}
	failed := make(chan error, 2) // one per listener, so that none blocks
	go func() { failed <- s.api.serve("listen") }()
	go func() { failed <- s.ops.serve("ops-listen") }()
	var failure error
	select {
	case <-ctx.Done():
	case failure = <-failed:
	}
	s.log.InfoContext(ctx, "stopping")
	s.drain(ctx)
	stop()
	tasks.Wait()
	return errors.Join(failure, s.ops.server.Close(), s.Close())
}

// drain lets running requests finish and aborts those that take too long, so that the log is
// flushed before the process is killed.
func (s *Service) drain(ctx context.Context) {
	s.readiness.Stop()
	s.endStreams()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.ShutdownTimeout)
	defer cancel()
	if err := s.api.server.Shutdown(ctx); err != nil {
		s.log.WarnContext(ctx, "requests were aborted at shutdown", slog.String("cause", err.Error()))
		_ = s.api.server.Close() // best effort
	}
}

// serve serves requests until the server is shut down.
func (l listener) serve(name string) error {
	serve := l.server.Serve
	if l.secured {
		serve = func(bound net.Listener) error { return l.server.ServeTLS(bound, "", "") }
	}
	if err := serve(l.Listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
