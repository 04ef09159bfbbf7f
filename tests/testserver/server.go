// Package testserver runs a whole server for black-box tests, with clients of its REST
// API and the fixtures that they share.
package testserver

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/plans"
)

// Server is a running server of a test's own, with an organization set up.
// Its methods may be called from many goroutines.
type Server struct {
	URL, OpsURL string
	Config      service.Config // as it was started
	Clock       *Clock
	Log         *Record
	Admin       Organization // what the bootstrap made
	Failures    *Record      // the body of every answer that was not a success
	Running     *service.Service

	ended chan error
	stop  context.CancelFunc
}

// Organization is a tenant with an identity that may do everything in it.
type Organization struct{ ID, IdentityID, Token, Email, Password string }

// Configure returns the configuration of a server on a database, with ports
// of its own, a clock that stands still, and its whole log in the record.
func Configure(t testing.TB, database string, clock *Clock, log *Record) service.Config {
	t.Helper()
	config := service.Defaults()
	config.Listen, config.OpsListen = "127.0.0.1:0", "127.0.0.1:0"
	config.DataDir = filepath.Join(t.TempDir(), "data")
	config.DatabaseURL = seal.NewText(database)
	config.RootKey = seal.NewText(seal.NewRootKey().Reveal())
	config.LogLevel = slog.LevelDebug
	config.Logger = service.NewLogger(log, service.LogText, slog.LevelDebug)
	config.Clock = clock.Now
	config.Observer = plans.Seen(database)
	config.InsecureUnconfined = true // a test binary is no program to examine in, unless it says so
	return config
}

// Start runs a server until the test ends, and sets it up. The changes are made
// to what Configure returns.
func Start(t testing.TB, database string, changes ...func(*service.Config)) *Server {
	t.Helper()
	s := Launch(t, database, changes...)
	s.SetUp(t)
	return s
}

// Launch is Start for a server that is not set up, and may not be able to be.
func Launch(t testing.TB, database string, changes ...func(*service.Config)) *Server {
	t.Helper()
	s := &Server{Clock: NewClock(), Log: &Record{}, Failures: &Record{}}
	s.Config = Configure(t, database, s.Clock, s.Log)
	for _, change := range changes {
		change(&s.Config)
	}
	running, err := service.New(t.Context(), s.Config)
	if err != nil {
		t.Fatalf("the server does not start: %v", err)
	}
	s.Running, s.URL, s.OpsURL = running, running.URL(), running.OpsURL()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	s.stop, s.ended = cancel, make(chan error, 1)
	go func() { s.ended <- running.Run(ctx) }()
	t.Cleanup(func() { s.Stop(t) })
	return s
}

// Stop ends the server, once, and waits until it has written everything. A
// panic, which a client sees as any failure, is an error of the test.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.stop == nil {
		return
	}
	s.stop()
	s.stop = nil
	if err := <-s.ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if strings.Contains(s.Log.String(), "panic") {
		t.Error("a handler panicked")
	}
}

// SetUp makes the first organization and its administrator.
func (s *Server) SetUp(t testing.TB) {
	t.Helper()
	s.Admin.Email, s.Admin.Password = "admin@example.com", "correct horse battery staple"
	answer := s.Anonymous().Post(t, "/api/v1/admin/bootstrap",
		Object{"email": s.Admin.Email, "password": s.Admin.Password, "organization": "Acme"}).Want(t, 200)
	s.Admin.ID, s.Admin.IdentityID = answer.Text("organization.id"), answer.Text("identity.id")
	s.Admin.Token = answer.Text("identity.credentials.token")
}

// SignInLink is a link that logs a user in once.
func (s *Server) SignInLink(t testing.TB, email string) string {
	t.Helper()
	link, err := s.Running.SignInLink(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

// Store opens the server's database beside it, for what the API does not show.
func (s *Server) Store(t testing.TB) *store.Store {
	t.Helper()
	return s.OpenStore(t, store.Options{})
}

// OpenStore is Store with options of its own.
func (s *Server) OpenStore(t testing.TB, options store.Options) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), s.Config.Database().Reveal(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // only read from, and the test is over
	return db
}

// Clock is the time as the server knows it: it moves when told to.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts at a moment that is the same in every run.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)} }

// Now is the moment.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance lets time pass, which it does by nothing else: rows of one test have one time
// unless the test advances it, so a list that is sorted by time needs something besides.
func (c *Clock) Advance(seconds int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Duration(seconds) * time.Second)
}

// Record keeps what is written to it.
type Record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (r *Record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

// String is all that was written so far.
func (r *Record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}
