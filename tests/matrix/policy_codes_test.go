package matrix

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"warder/bundles"
	"warder/cmd/service"
	"warder/engine"
	"warder/handlers"
	"warder/handlers/audit"
	"warder/handlers/bearer"
	"warder/handlers/pep"
	"warder/models/seal"
	"warder/models/store"
	"warder/policies"
	"warder/tests/database"
	"warder/tests/testserver"
)

// unsound is a rule package that cannot decide about two secrets.
const unsound = `package authz.rules.unsound

deny contains {"code": "unsound", "message": "never said"} if {
	input.resource.properties.secretName == "NO_NUMBER"
	to_number(input.resource.properties.secretName) > 1
}

deny contains {"code": "unsound", "message": "never said"} if {
	input.resource.properties.secretName == "TOO_LONG"
	some i in numbers.range(1, 30000)
	some j in numbers.range(1, 30000)
	i + j == input.context.now
}
`

// A rule that fails, or does not come to an end, denies and says which of the
// two it was.
func Test_a_policy_that_does_not_decide_denies(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	testserver.WithoutTests(t, dir)
	path := filepath.Join(dir, "authz", "rules", "unsound")
	if err := os.Mkdir(path, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "unsound.rego"), []byte(unsound), 0o600); err != nil {
		t.Fatal(err)
	}
	s := testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.Policy = dir })
	p := s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, p, "FOO", "BAR")
	s.AsAdmin().Get(t, p.SecretPath("FOO")).Want(t, 200)
	s.AsAdmin().Get(t, p.SecretPath("NO_NUMBER")).WantRefusal(t, 500, "policy_error")
	s.AsAdmin().Get(t, p.SecretPath("TOO_LONG")).WantRefusal(t, 500, "policy_timeout")
	s.AsAdmin().Get(t, p.SecretPath("FOO")).Want(t, 200)
}

// undecided is a policy that claims every action and decides none.
type undecided struct{ *engine.Engine }

func (undecided) Handles(string, string) bool { return true }

// Neither can come to pass in a server that was started by the command: the
// binary has an entry point of its own and a policy to begin with.
func Test_a_server_without_a_decision_denies(t *testing.T) {
	silent, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	silent.Modules["authz/main/main.rego"] = "package authz.main\n\ndecision := {\"permitted\": input.context.raw} if input.subject.type == \"nobody\"\n"
	mute, err := engine.New(t.Context(), engine.Options{Policy: silent, Guardrails: engine.SystemModules(silent.Modules), Evaluator: engine.Topdown})
	if err != nil {
		t.Fatal(err)
	}
	for code, policy := range map[string]*engine.Engine{engine.PolicyMissing: {}, engine.PolicyUndefined: mute} {
		t.Run(code, func(t *testing.T) {
			status := map[string]int{engine.PolicyMissing: 503, engine.PolicyUndefined: 500}[code]
			answer := bare(t, undecided{policy}).Anonymous().Get(t, "/api/v1/workspace").WantRefusal(t, status, code)
			if answer.Text("details.reasons.0.remediation") == "" {
				t.Errorf("does not say what to do: %s", answer.Body)
			}
		})
	}
}

// bare is the API of a database with a policy, and nothing around it.
func bare(t *testing.T, policy pep.DecisionPoint) *testserver.Server {
	t.Helper()
	db, err := store.Open(t.Context(), database.SQLite(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // only the test wrote to it
	keyring, _, err := seal.Create(seal.NewRootKey())
	if err != nil {
		t.Fatal(err)
	}
	signer, err := bearer.NewSigner(keyring.SigningKeys(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	served, err := handlers.New(pep.Components{
		Store: db, Engine: policy, Keyring: keyring, Passwords: seal.NewPasswords(1), Signer: signer,
		Audit: audit.NewRecorder(db, audit.Options{Log: quiet}), Clock: time.Now, Log: quiet, Observe: unobserved{}, Logins: testserver.Unreached(keyring, time.Now, quiet),
	}, pep.Options{MaxBody: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(served)
	t.Cleanup(listening.Close)
	return &testserver.Server{URL: listening.URL, Failures: &testserver.Record{}}
}

type unobserved struct{}

func (unobserved) Request(context.Context, string, string, int, time.Duration) {}
func (unobserved) Decision(*engine.Decision, time.Duration)                    {}
