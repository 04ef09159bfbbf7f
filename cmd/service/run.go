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

// Run answers requests until ctx ends, then drains: readiness turns away new
// traffic, requests under way finish within the shutdown timeout, what they
// left to write is written, and the database is closed. It returns nil for
// such an end, and an error when a listener fails or something cannot be
// closed.
func (s *Service) Run(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var tasks sync.WaitGroup
	for _, task := range s.background {
		tasks.Go(func() { task(work) })
	}
	failed := make(chan error, 2) // one of each listener, so that none blocks
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

// drain lets requests finish. Those that take longer are cut off: the
// alternative is to be killed with the log unwritten.
func (s *Service) drain(ctx context.Context) {
	s.readiness.Stop()
	s.endStreams()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.ShutdownTimeout)
	defer cancel()
	if err := s.api.server.Shutdown(ctx); err != nil {
		s.log.WarnContext(ctx, "requests were cut off", slog.String("cause", err.Error()))
		_ = s.api.server.Close() // nothing is left to do about it
	}
}

// serve answers until the server is shut down.
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
