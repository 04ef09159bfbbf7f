package service

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"

	"warder/handlers"
	"warder/handlers/audit"
	"warder/handlers/bearer"
	"warder/handlers/logins"
	"warder/handlers/ops"
	"warder/handlers/outbound"
	"warder/handlers/pep"
	"warder/models/ledger"
	"warder/models/seal"
	"warder/models/store"
)

// auditQueue is the number of decision records that may wait for the database. A server with a
// full queue is not ready.
const auditQueue = 4096

// parts are the components of the API.
type parts struct {
	store   *store.Store
	keyring *seal.Keyring
	rollout *rollout
	audit   *audit.Recorder
	ledger  *ledger.Ledger
	setup   seal.Text
	exports exports
}

// compose builds the API and its readiness checks.
func (s *Service) compose(ctx context.Context) (http.Handler, []ops.Check, error) {
	watch, err := s.openWatch(ctx)
	if err != nil {
		return nil, nil, err
	}
	p, err := s.parts(ctx)
	if err != nil {
		return nil, nil, err
	}
	signer, err := bearer.NewSigner(p.keyring.SigningKeys(), s.config.clock())
	if err != nil {
		return nil, nil, fmt.Errorf("keyring: %w", err)
	}
	verifier := logins.New(logins.Options{
		Client: outbound.NewClient(outbound.NewGuard(s.config.OutboundAllow)), Keyring: p.keyring, Clock: s.config.clock(), Log: s.log,
		STS: s.config.AWSSTSEndpoint, Google: strings.TrimSuffix(s.config.GCPEndpoint, "/"), Microsoft: strings.TrimSuffix(s.config.AzureEndpoint, "/"),
		Observe: s.metrics.LoginSourceFailed,
	})
	api, err := handlers.New(pep.Components{
		Store: p.store, Engine: s.stages, Rollout: p.rollout, Keyring: p.keyring, Passwords: seal.NewPasswords(runtime.GOMAXPROCS(0)), Signer: signer,
		Audit: p.audit, Ledger: p.ledger, Clock: s.config.clock(), Log: s.log, Observe: s.metrics, Prover: s.newProver(), Logins: verifier, Watch: watch,
	}, pep.Options{
		MaxBody: s.config.BodyLimit, TrustedProxies: s.config.TrustedProxies,
		SiteURL: s.config.Site(), SecureCookies: strings.HasPrefix(s.config.SiteURL, "https://") || !loopback(s.config.Listen), SetupToken: p.setup,
		StreamCheck: s.config.StreamCheck,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("api: %w", err)
	}
	s.endStreams = api.EndStreams
	s.admin = &Admin{config: &s.config, store: p.store, keyring: p.keyring, audit: p.audit}
	s.background = append(s.background, p.exports.run, p.record, api.Run, NewKeeper(&s.config, p.store, s.log, s.metrics).Run)
	s.watch(p)
	handler, err := s.withConsole(s.crossOrigin(beside(api)))
	return handler, s.checks(p), err
}

func (s *Service) parts(ctx context.Context) (p parts, err error) {
	if s.config.RootKeyKMS != "" && s.config.Blank() { // a KMS that is down leaves no empty database behind
		if _, err = s.newRootKey(ctx); err != nil {
			return p, err
		}
	}
	if p.store, err = s.openStore(ctx); err != nil {
		return p, err
	}
	if p.keyring, err = s.openKeyring(ctx, p.store); err != nil {
		return p, err
	}
	if p.exports, err = s.openExports(ctx, p.store); err != nil {
		return p, err
	}
	if p.audit, p.ledger, err = s.openAudit(ctx, p.store, p.keyring, p.exports); err != nil {
		return p, err
	}
	if p.setup, err = s.openSetup(ctx, p.store, p.keyring); err != nil {
		return p, err
	}
	own, err := s.openEngine(ctx, s.config.keptPolicy(p.store, p.keyring))
	if err != nil {
		return p, err
	}
	if p.rollout, err = s.openRollout(ctx, p, own); err != nil {
		return p, err
	}
	s.tellMissing(ctx, p.rollout)
	return p, nil
}

// openAudit makes the audit recorder; call its Run to start writing.
func (s *Service) openAudit(ctx context.Context, db *store.Store, keyring *seal.Keyring, copies exports) (*audit.Recorder, *ledger.Ledger, error) {
	id, err := instanceID(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	keys, err := ledger.NewKeys(keyring)
	if err != nil {
		return nil, nil, err
	}
	log := ledger.New(db, keys, s.config.clock(), s.log)
	options := audit.Options{
		Labels: map[string]string{"id": id, "service": "warder"}, Queue: auditQueue,
		Durable: s.config.AuditReads == AuditDurable, Log: s.log, LeftOut: s.metrics.RefusalsLeftOut,
		Seal: keys.Seal, Wrote: log.Wrote,
	}
	if len(copies) > 0 && s.config.ExportMaxBacklog > 0 {
		options.Blocked = copies.blocked
	}
	if options.Lines, err = s.lines("decision-log", s.config.DecisionLog); err != nil {
		return nil, nil, err
	}
	return audit.NewRecorder(db, options), log, nil
}

// record writes decisions and appends them to the log until ctx ends; then it appends the last
// ones.
func (p *parts) record(ctx context.Context) {
	var adding sync.WaitGroup
	adding.Go(func() { p.ledger.Run(ctx) })
	p.audit.Run(ctx)
	adding.Wait()
	p.ledger.Finish(context.WithoutCancel(ctx))
}

// bufferedReads is the /readyz note of a server that may lose records of reads.
const bufferedReads = "reads are buffered: if this server is killed, the records of its last 0.1 s of reads are lost, and those that wait for the database; with audit-reads=durable none are"

// checks are the checks of /readyz. Their errors contain no secrets.
func (s *Service) checks(p parts) []ops.Check {
	note := ""
	if s.config.AuditReads == AuditBuffered {
		note = bufferedReads
	}
	writes := &probe{store: p.store, clock: s.config.clock(), log: s.log}
	p.store.OnUnwritten(writes.failed)
	checks := []ops.Check{
		{Name: "database", Test: writes.test},
		s.checkClock(p.store),
		s.checkPolicy(p.rollout),
		{Name: "audit", Note: note, Test: func(context.Context) error {
			if waiting := p.audit.Waiting(); waiting >= auditQueue {
				return fmt.Errorf("%d decision records wait for the database", waiting)
			}
			return nil
		}},
	}
	if len(p.exports) > 0 {
		checks = append(checks, ops.Check{Name: "decision-export", Test: p.exports.check})
	}
	if s.acme != nil {
		checks = append(checks, s.acme.check())
	}
	return checks
}
