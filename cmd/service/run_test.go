package service

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// slow is a server whose one handler waits to be let go.
func slow(t *testing.T, timeout time.Duration) (s *Service, entered, release chan struct{}) {
	t.Helper()
	config := local(t)
	config.ShutdownTimeout = timeout
	s, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	entered, release = make(chan struct{}), make(chan struct{})
	s.api.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		select {
		case <-release:
			_, _ = io.WriteString(w, "finished")
		case <-r.Context().Done():
		}
	})
	return s, entered, release
}

func TestService_lets_requests_finish_when_it_stops(t *testing.T) {
	s, entered, release := slow(t, time.Minute)
	flushed := false
	s.background = append(s.background, func(ctx context.Context) {
		<-ctx.Done()
		select {
		case <-release:
			flushed = true
		default: // the request was still running
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	answer := make(chan string, 1)
	go func() {
		_, body := fetch(t, s.URL())
		answer <- body
	}()
	<-entered
	cancel()
	for status := 200; status == 200; { // until draining has begun
		status, _ = fetch(t, s.OpsURL()+"/readyz")
	}
	close(release)
	if body := <-answer; body != "finished" {
		t.Errorf("the request was answered %q", body)
	}
	if err := <-ended; err != nil || !flushed {
		t.Errorf("ended with %v, and work behind requests ended after them: %v", err, flushed)
	}
}

func TestService_cuts_off_requests_that_outlast_the_shutdown_timeout(t *testing.T) {
	s, entered, _ := slow(t, time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	go func() {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL(), nil)
		if err != nil {
			return
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
	}()
	<-entered
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestService_ends_when_a_listener_fails(t *testing.T) {
	s, err := New(t.Context(), local(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ops.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "ops-listen: ") {
		t.Errorf("ended with %v", err)
	}
}
