package testserver

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"warder/cmd/service"
)

// Gate stops a request of a server at a statement, so that a test decides what another
// request does meanwhile.
type Gate struct {
	mu    sync.Mutex
	armed *Stop // the next stop, or nil
}

// Stop is one stop at a gate.
type Stop struct {
	statement         string
	reached, released chan struct{}
	once              sync.Once
}

// WithGate puts a gate into the way of every statement of a server.
func WithGate() (*Gate, func(*service.Config)) {
	gate := &Gate{}
	return gate, func(config *service.Config) {
		observe := config.Observer
		config.Observer = func(ctx context.Context, statement string) {
			if observe != nil {
				observe(ctx, statement)
			}
			gate.pass(statement)
		}
	}
}

// Hold stops the next request that made a statement with these words, which has no
// quotes. A statement of GORM has been made by then, and its transaction goes on once the
// stop is released.
func (g *Gate) Hold(t testing.TB, statement string) *Stop {
	t.Helper()
	stop := &Stop{statement: statement, reached: make(chan struct{}), released: make(chan struct{})}
	g.mu.Lock()
	g.armed = stop
	g.mu.Unlock()
	t.Cleanup(stop.Release)
	return stop
}

func (g *Gate) pass(statement string) {
	g.mu.Lock()
	stop := g.armed
	if stop == nil || !strings.Contains(unquoted.Replace(statement), stop.statement) {
		g.mu.Unlock()
		return
	}
	g.armed = nil
	g.mu.Unlock()
	close(stop.reached)
	<-stop.released
}

var unquoted = strings.NewReplacer("`", "", `"`, "")

// Await returns once a request stands at the gate.
func (s *Stop) Await(t testing.TB) {
	t.Helper()
	select {
	case <-s.reached:
	case <-time.After(20 * time.Second):
		t.Fatalf("no request made the statement %q", s.statement)
	}
}

// Release lets the request go on.
func (s *Stop) Release() { s.once.Do(func() { close(s.released) }) }
