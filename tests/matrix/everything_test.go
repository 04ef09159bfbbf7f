package matrix

import (
	"context"
	_ "embed"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"warder/bundles"
	"warder/engine"
	"warder/handlers"
	"warder/handlers/audit"
	"warder/handlers/bearer"
	"warder/models/seal"
	"warder/policies"
	"warder/tests/api"
	"warder/tests/database"
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

// lenient decides by the policy that ships until it permits everything.
type lenient struct {
	*engine.Engine
	all     *engine.Engine
	permits atomic.Bool
}

func (l *lenient) Decide(ctx context.Context, request *engine.Request) engine.Decision {
	return l.decider().Decide(ctx, request)
}

func (l *lenient) DecideEach(ctx context.Context, shared *engine.Request, members []engine.Member) []engine.Decision {
	return l.decider().DecideEach(ctx, shared, members)
}

func (l *lenient) decider() *engine.Engine {
	if l.permits.Load() {
		return l.all
	}
	return l.Engine
}

func newLenient(t *testing.T) *lenient {
	t.Helper()
	shipped, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	usual, err := engine.New(t.Context(), engine.Options{Policy: shipped, Guardrails: engine.Owned(shipped.Modules)})
	if err != nil {
		t.Fatal(err)
	}
	all, err := engine.New(t.Context(), engine.Options{Policy: engine.Policy{Modules: everything}, Guardrails: everything})
	if err != nil {
		t.Fatal(err)
	}
	return &lenient{Engine: usual, all: all}
}

// permissive is a server that was set up, and goes on with another policy.
func permissive(t *testing.T) (*api.Server, *lenient) {
	t.Helper()
	s := api.Start(t, database.SQLite(t))
	s.Stop(t)
	policy, store, keyring := newLenient(t), s.Store(t), s.KeyringOf(t)
	signer, err := bearer.NewSigner(keyring.SigningKeys(), s.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(s.Log, nil))
	recorder := audit.NewRecorder(store, audit.Options{Log: log, Queue: 1 << 10})
	served, err := handlers.New(handlers.Components{
		Store: store, Engine: policy, Keyring: keyring, Passwords: seal.NewPasswords(1), Signer: signer,
		Audit: recorder, Clock: s.Clock.Now, Log: log, Observe: unobserved{},
	}, handlers.Options{MaxBody: 1 << 20})
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

//go:embed testdata/everything.txt
var stillRefused string

// remaining are the operations that no policy can make succeed: by the name of the
// cell, the status, and why.
func remaining(t *testing.T) map[string]int {
	t.Helper()
	found := map[string]int{}
	for line := range strings.Lines(stillRefused) {
		cells := strings.Fields(line)
		if len(cells) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		status, err := strconv.Atoi(cells[1])
		if err != nil || len(cells) < 3 {
			t.Fatalf("no operation, status and reason: %q", line)
		}
		found[cells[0]] = status
	}
	return found
}

// permitting runs one operation while everything is permitted.
func (l *lenient) permitting(run func() api.Answer) api.Answer {
	l.permits.Store(true)
	defer l.permits.Store(false)
	return run()
}

// succeeds holds that an operation which the shipped policy refuses succeeds now,
// or is listed with the status that it has instead.
func succeeds(t *testing.T, listed map[string]int, name string, answer api.Answer) {
	t.Helper()
	want, isListed := listed[name]
	delete(listed, name)
	if !isListed {
		want = 200
	}
	if answer.Status != want {
		t.Errorf("%s: %s answered %d, want %d: %s", name, answer.Request, answer.Status, want, answer.Body)
	}
	if codes := answer.Codes(); len(codes) > 0 {
		t.Errorf("%s: refused by a policy that permits everything: %v", name, codes)
	}
}

// No decision is in Go: where the policy permits everything, every operation that
// the shipped one refuses succeeds. What is left are proofs, malformed requests,
// conflicts, and what is not there.
func Test_nothing_but_the_policy_refuses(t *testing.T) {
	s, policy := permissive(t)
	listed := remaining(t)
	t.Run("project", func(t *testing.T) {
		refused(t, table, columns, operations, func(t *testing.T, run operation[*place], name, role string) {
			p := newPlace(t, s)
			caller := p.caller(t, role)
			succeeds(t, listed, "project/"+name, policy.permitting(func() api.Answer { return run(t, caller, p) }))
		})
	})
	t.Run("organization", func(t *testing.T) {
		machines, persons := callers(t, s)
		others := &people{weak: s.NewPerson(t, "no-access"), strong: s.NewPerson(t, "admin")}
		refused(t, orgTable, orgColumns, orgOperations(others), func(t *testing.T, run operation[*tenant], name, role string) {
			x := newTenant(t, s, others, persons[role], role)
			defer x.end(t)
			succeeds(t, listed, "organization/"+name, policy.permitting(func() api.Answer { return run(t, machines[role], x) }))
		})
	})
	t.Run("codes", func(t *testing.T) {
		for _, c := range refusals {
			succeeds(t, listed, "codes/"+c.code, policy.permitting(func() api.Answer { return c.run(t, s) }))
		}
	})
	for name := range listed {
		t.Errorf("%s is listed, and succeeds or is refused by nobody", name)
	}
}

// refused runs the cells that a table says are refused.
func refused[Place any](
	t *testing.T, table string, columns []string, operations map[string]operation[Place],
	run func(t *testing.T, run operation[Place], name, role string),
) {
	t.Helper()
	for line := range strings.Lines(table) {
		cells := strings.Fields(line)
		if len(cells) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		for i, cell := range cells[1:] {
			if cell != "+" {
				run(t, operations[cells[0]], cells[0]+"/"+columns[i], columns[i])
			}
		}
	}
}

