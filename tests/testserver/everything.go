package testserver

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"warder/bundles"
	"warder/engine"
	"warder/engine/input"
	"warder/handlers"
	"warder/handlers/audit"
	"warder/handlers/bearer"
	"warder/handlers/logins"
	"warder/handlers/outbound"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/ledger"
	"warder/models/seal"
	"warder/policies"
)

// everything permits every request, and its guardrails guard nothing. No
// configuration leads to it: the binary brings main and the guardrails itself, and
// only a test hands others to the engine.
var everything = map[string]string{
	"authz/main/main.rego": `package authz.main

decision := {"permitted": true, "reasons": [], "visible": [], "grants": ["everything"], "missing": [], "obligations": ["count_token_use"]}
`,
	"authz/rules/guardrails/guardrails.rego": "package authz.rules.guardrails\n\ndeny contains reason if some reason in []\n",
}

// Lenient decides by the policy that ships until it permits everything.
type Lenient struct {
	*engine.Engine
	all     *engine.Engine
	permits atomic.Bool
}

// PermitEverything holds for all requests from now on.
func (l *Lenient) PermitEverything() { l.permits.Store(true) }

// Decide implements engine.Decider.
func (l *Lenient) Decide(ctx context.Context, request *input.Request) engine.Decision {
	return l.decider().Decide(ctx, request)
}

// DecideEach implements engine.Decider.
func (l *Lenient) DecideEach(ctx context.Context, shared *input.Request, members []input.Member) []engine.Decision {
	return l.decider().DecideEach(ctx, shared, members)
}

func (l *Lenient) decider() *engine.Engine {
	if l.permits.Load() {
		return l.all
	}
	return l.Engine
}

func newLenient(t testing.TB) *Lenient {
	t.Helper()
	shipped, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	usual, err := engine.New(t.Context(), engine.Options{Policy: shipped, Guardrails: engine.SystemModules(shipped.Modules)})
	if err != nil {
		t.Fatal(err)
	}
	all, err := engine.New(t.Context(), engine.Options{Policy: engine.Policy{Modules: everything}, Guardrails: everything})
	if err != nil {
		t.Fatal(err)
	}
	return &Lenient{Engine: usual, all: all}
}

// Permissive is a server that was set up, and goes on with another policy.
func Permissive(t testing.TB, database string) (*Server, *Lenient) {
	t.Helper()
	s := Start(t, database)
	s.Stop(t)
	policy, store, keyring := newLenient(t), s.Store(t), s.KeyringOf(t)
	signer, err := bearer.NewSigner(keyring.SigningKeys(), s.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(s.Log, nil))
	recorder := audit.NewRecorder(store, audit.Options{Log: log, Queue: 1 << 10})
	keys, err := ledger.NewKeys(keyring)
	if err != nil {
		t.Fatal(err)
	}
	served, err := handlers.New(pep.Components{
		Store: store, Ledger: ledger.New(store, keys, s.Clock.Now, log), Engine: policy, Keyring: keyring, Passwords: seal.NewPasswords(1), Signer: signer,
		Rollout: unrolled{}, Audit: recorder, Clock: s.Clock.Now, Log: log, Observe: unobserved{}, Logins: Unreached(keyring, s.Clock.Now, log),
	}, pep.Options{MaxBody: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var running sync.WaitGroup
	running.Go(func() { recorder.Run(ctx) })
	listening := httptest.NewServer(served)
	t.Cleanup(func() {
		listening.Close()
		stop()
		running.Wait()
		if strings.Contains(s.Log.String(), "panic") {
			t.Error("a handler panicked")
		}
	})
	s.URL = listening.URL
	return s, policy
}

// Unreached verifies logins and reaches no private address.
func Unreached(keyring *seal.Keyring, clock func() time.Time, log *slog.Logger) *logins.Verifier {
	return logins.New(logins.Options{Client: outbound.NewClient(outbound.NewGuard(nil)), Keyring: keyring, Clock: clock, Log: log})
}

// Permitting runs one operation while everything is permitted.
func (l *Lenient) Permitting(run func() Answer) Answer {
	l.permits.Store(true)
	defer l.permits.Store(false)
	return run()
}

// unrolled is a server that takes no other policy.
type unrolled struct{}

func (unrolled) Admit(context.Context, []byte) (*models.PolicyBundle, error) {
	return nil, &pep.BundleRefused{Cause: "source", Message: "this server takes no other policy"}
}
func (unrolled) Sync(context.Context)                                  {}
func (unrolled) Status() pep.PolicyStatus                              { return pep.PolicyStatus{} }
func (unrolled) Policy(context.Context, string) (engine.Policy, error) { return engine.Policy{}, nil }

func (unrolled) Compare(context.Context, string, string) (*pep.PolicyComparison, error) {
	return &pep.PolicyComparison{}, nil
}

type unobserved struct{}

func (unobserved) Request(context.Context, string, string, int, time.Duration) {}
func (unobserved) Decision(*engine.Decision, time.Duration)                    {}
