package testserver

import (
	"testing"
	"time"
)

// patience is how long something may take that happens behind the requests.
const patience = 20 * time.Second

// Eventually asks until the condition holds, and ends the test if it never
// does. What it waits for has no event that reaches a client.
func Eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	Within(t, patience, what, condition)
}

// Within is Eventually with another patience.
func Within(t testing.TB, patience time.Duration, what string, condition func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !condition() {
		select {
		case <-deadline.C:
			t.Fatalf("it never happens that %s", what)
		case <-again.C:
		}
	}
}

// Ready is what /readyz says.
func (s *Server) Ready(t testing.TB) Answer {
	t.Helper()
	return s.ops().Get(t, "/readyz")
}

// Metrics is what /metrics says.
func (s *Server) Metrics(t testing.TB) string {
	t.Helper()
	return s.ops().Get(t, "/metrics").Want(t, 200).Body
}

func (s *Server) ops() Client {
	other := &Server{URL: s.OpsURL, Failures: &Record{}}
	return other.Anonymous()
}
