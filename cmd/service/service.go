// Package service is the composition root: it builds a server from a Config and runs it. Tests
// start the same server as `warder serve`.
package service

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"warder/bundles"
	"warder/engine"
	"warder/handlers/ops"
	"warder/models/seal"
	"warder/models/store"
)

// Service is a listening server. Stop it by ending Run's context, or with Close if it never
// ran.
type Service struct {
	config     Config
	log        *slog.Logger
	level      *slog.LevelVar // of log; nil for a test's log
	metrics    *ops.Metrics
	readiness  *ops.Readiness
	policy     atomic.Pointer[bundles.Status] // of a watched directory; nil before its first report
	sourceSeen atomic.Int64                   // when a source of bundles was last confirmed, in Unix nanoseconds
	started    time.Time
	setup      seal.Text // see SetupToken
	fresh      bool      // see Fresh
	serving    bool      // whether tellOfSecondServer has run
	gate       *bundles.Gate
	own        *engine.Engine // of the server's own source; has no policy until the source provides one
	stages     *engine.Stages
	admin      *Admin
	// engineOptions are the options of engines for bundles.
	engineOptions engine.Options
	acme          *acmeCertificates // nil without ACME
	api, ops      listener
	endStreams    func()
	logFiles      []*logFile
	background    []func(context.Context) // each runs until its context ends, then finishes its work
	closers       []func() error          // in the order of opening
}

// listener is an HTTP server with its listener.
type listener struct {
	net.Listener
	server  *http.Server
	secured bool // whether it uses TLS
}

// New opens the database, migrates its schema, loads keys and policy, and listens; requests
// wait until Run. Any error prevents the start: a server that cannot decide safely must not
// run.
func New(ctx context.Context, config Config) (*Service, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("%w:\n%w", ErrConfig, err)
	}
	s := &Service{config: config, metrics: ops.NewMetrics(), started: config.clock()()}
	s.openLog()
	for _, warning := range config.Warnings() {
		s.log.WarnContext(ctx, warning)
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Service) open(ctx context.Context) error {
	if err := s.config.checkDataFolder(); err != nil {
		return err
	}
	if len(s.config.ACMEHosts) > 0 {
		s.acme = s.config.openACME(s.log)
		s.background = append(s.background, s.acme.run)
	}
	api, checks, err := s.compose(ctx)
	if err != nil {
		return err
	}
	s.readiness = ops.NewReadiness(checks...)
	s.metrics.WatchChecks(s.readiness)
	apiTLS, opsTLS, err := s.tlsConfigs()
	if err != nil {
		return err
	}
	if s.api, err = s.listen(ctx, "listen", s.config.Listen, apiTLS, s.strictTransport(api)); err != nil {
		return err
	}
	if s.ops, err = s.listen(ctx, "ops-listen", s.config.OpsListen, opsTLS, ops.NewHandler(s.metrics, s.readiness, s.level, s.log)); err != nil {
		return err
	}
	s.ops.server.WriteTimeout = 0 // the client chooses a profile's duration
	return nil
}

// maxHeaderBytes is enough for a path, a query and the longest token.
const maxHeaderBytes = 64 << 10

// listen binds a setting's address. Requests outlive the context that stops the server, so
// that they can be drained.
func (s *Service) listen(ctx context.Context, name, address string, secured *tls.Config, handler http.Handler) (listener, error) {
	bound, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return listener{}, listenError(name, address, err)
	}
	requests := store.Limited(context.WithoutCancel(ctx))
	return listener{Listener: bound, secured: secured != nil, server: &http.Server{
		Handler:           handler,
		TLSConfig:         secured,
		ReadHeaderTimeout: s.config.HeaderTimeout,
		ReadTimeout:       s.config.ReadTimeout,
		WriteTimeout:      s.config.WriteTimeout,
		IdleTimeout:       s.config.IdleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          log.New(connectionLog{s.log}, "", 0),
		BaseContext:       func(net.Listener) context.Context { return requests },
	}}, nil
}

// URL is the API's URL for programs on this machine.
func (s *Service) URL() string { return localURL(s.api.Addr().String(), s.api.secured) }

// OpsURL is the ops listener's URL for programs on this machine.
func (s *Service) OpsURL() string { return localURL(s.ops.Addr().String(), s.ops.secured) }

// SignInLink makes a link that signs a user in to the console once, within minutes.
func (s *Service) SignInLink(ctx context.Context, email string) (string, error) {
	code, err := s.admin.SignInCode(ctx, email)
	if err != nil {
		return "", err
	}
	site := s.URL()
	if s.config.SiteURL != "" {
		site = s.config.Site()
	}
	return site + "/console/login#code=" + code, nil // browsers do not send the part after #
}

// PolicyRevision is the revision of the policy in force.
func (s *Service) PolicyRevision() engine.Revision { return s.stages.Revision() }

// Close closes everything that New opened, in reverse order. Run calls it.
func (s *Service) Close() error {
	var problems []error
	for _, l := range []listener{s.api, s.ops} {
		if l.server != nil {
			problems = append(problems, ignoreClosed(l.Close()))
		}
	}
	for i := len(s.closers) - 1; i >= 0; i-- {
		problems = append(problems, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(problems...)
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// openLog makes the server's log, whose level can be changed at run time, unless a test has
// set one.
func (s *Service) openLog() {
	if s.log = s.config.Logger; s.log != nil {
		return
	}
	out := s.config.LogTo
	if out == nil {
		out = os.Stderr
	}
	s.level = &slog.LevelVar{}
	s.level.Set(s.config.LogLevel)
	folded := newRepeats(NewLogger(out, s.config.LogFormat, s.level).Handler(), s.config.clock())
	s.log = slog.New(folded)
	s.background = append(s.background, folded.counts.run)
}

// clock is the only clock for values that are decided upon or stored.
func (c *Config) clock() func() time.Time {
	if c.Clock != nil {
		return c.Clock
	}
	return time.Now
}
