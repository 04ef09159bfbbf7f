package logins_test

import (
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"warder/engine/input"
	"warder/handlers/logins"
	"warder/handlers/outbound"
	"warder/models"
	"warder/tests/vouch"
)

// clock moves when told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type world struct {
	*logins.Verifier
	clock *clock
	log   *strings.Builder
}

func newWorld() *world {
	w := &world{clock: &clock{now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)}, log: &strings.Builder{}}
	allowed := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	w.Verifier = logins.New(logins.Options{
		Client: outbound.NewClient(outbound.NewGuard(allowed)), Clock: w.clock.Now, Log: slog.New(slog.NewTextHandler(w.log, nil)),
	})
	return w
}

func oidcOf(p *vouch.Party, org string) *models.AuthMethod {
	return &models.AuthMethod{ID: "m", OrgID: org, IdentityID: "i", Method: models.MethodOIDCAuth, Settings: models.MethodSettings{
		OIDC: &models.OIDCSettings{DiscoveryURL: p.URL, CACert: p.CA(), BoundIssuer: "x", BoundSubject: "y"},
	}}
}

// outcome is the reason why nothing is proven, and empty for a proof.
func (w *world) outcome(t *testing.T, method *models.AuthMethod, token string) string {
	t.Helper()
	proven := w.Prove(t.Context(), method, logins.Presented{Token: token})
	if (proven.Proof == nil) == (proven.Failure == "") {
		t.Errorf("a proof %v, and a failure %q", proven.Proof, proven.Failure)
	}
	return proven.Failure
}

func claims() vouch.Object { return vouch.Object{"iss": "x", "sub": "y", "exp": 2e9} }

func Test_keys_are_kept_for_a_while_and_no_longer(t *testing.T) {
	w, key := newWorld(), vouch.NewSigner(t, "k")
	p := vouch.NewProvider(t, key)
	method, token := oidcOf(p, "o"), key.Token(t, claims())
	expect := func(what, failure string, fetched int) {
		t.Helper()
		if got, n := w.outcome(t, method, token), len(p.Heard(vouch.Keys)); got != failure || n != fetched {
			t.Errorf("%s: %q after %d fetches, want %q after %d", what, got, n, failure, fetched)
		}
	}
	expect("first", "", 1)
	expect("again", "", 1)
	w.clock.pass(4 * time.Minute)
	expect("within five minutes", "", 1)
	w.clock.pass(2 * time.Minute)
	expect("later", "", 2)
	p.Says(vouch.Keys, http.StatusServiceUnavailable, nil)
	w.clock.pass(6 * time.Minute)
	expect("while the source fails", "", 3)
	expect("not asked at every login", "", 3)
	w.clock.pass(50 * time.Minute)
	expect("within the hour", "", 4)
	w.clock.pass(10 * time.Minute)
	expect("after the hour", input.SourceUnavailable, 5)
	p.Answers(vouch.Keys, nil)
	p.Says(vouch.Keys, http.StatusOK, vouch.KeySet(t, key))
	expect("once it is back", "", 6)
}

func Test_an_unknown_key_is_looked_for_at_once(t *testing.T) {
	w, old, fresh := newWorld(), vouch.NewSigner(t, "old"), vouch.NewSigner(t, "fresh")
	p := vouch.NewProvider(t, old)
	method := oidcOf(p, "o")
	expect := func(what, failure string, signer vouch.Signer) {
		t.Helper()
		if got := w.outcome(t, method, signer.Token(t, claims())); got != failure {
			t.Errorf("%s: %q, want %q", what, got, failure)
		}
	}
	expect("a published key", "", old)
	p.Says(vouch.Keys, http.StatusOK, vouch.KeySet(t, fresh))
	expect("a rotated key", "", fresh)
	expect("a withdrawn key", input.KeyUnknown, old)
}

func Test_a_second_rotation_within_seconds_is_seen(t *testing.T) {
	w := newWorld()
	p := vouch.NewProvider(t)
	method := oidcOf(p, "o")
	for _, id := range []string{"a", "b", "c"} {
		key := vouch.NewSigner(t, id)
		p.Says(vouch.Keys, http.StatusOK, vouch.KeySet(t, key))
		if got := w.outcome(t, method, key.Token(t, claims())); got != "" {
			t.Errorf("key %s: %q", id, got)
		}
	}
}

func Test_a_refresh_of_old_keys_does_not_hide_a_rotation(t *testing.T) {
	w, old, fresh := newWorld(), vouch.NewSigner(t, "old"), vouch.NewSigner(t, "fresh")
	p := vouch.NewProvider(t, old)
	method := oidcOf(p, "o")
	for _, wait := range []time.Duration{0, 6 * time.Minute} {
		w.clock.pass(wait)
		if got := w.outcome(t, method, old.Token(t, claims())); got != "" {
			t.Fatal(got)
		}
	}
	p.Says(vouch.Keys, http.StatusOK, vouch.KeySet(t, fresh))
	if got := w.outcome(t, method, fresh.Token(t, claims())); got != "" {
		t.Errorf("a key published just after a refresh: %q", got)
	}
}

func Test_invented_keys_make_the_server_look_once_in_a_while(t *testing.T) {
	w, key := newWorld(), vouch.NewSigner(t, "k")
	p := vouch.NewProvider(t, key)
	method := oidcOf(p, "o")
	invent := func(fetched int) {
		t.Helper()
		for range 20 {
			if got := w.outcome(t, method, vouch.NewSigner(t, "invented").Token(t, claims())); got != input.KeyUnknown {
				t.Errorf("an invented key: %q", got)
			}
		}
		if n := len(p.Heard(vouch.Keys)); n != fetched {
			t.Errorf("invented keys made %d fetches, want %d", n, fetched)
		}
	}
	if got := w.outcome(t, method, key.Token(t, claims())); got != "" {
		t.Fatal(got)
	}
	invent(2)
	w.clock.pass(11 * time.Second)
	invent(3)
}

func Test_logins_at_the_same_time_share_one_fetch(t *testing.T) {
	w, key := newWorld(), vouch.NewSigner(t, "k")
	p := vouch.NewProvider(t, key)
	method, token := oidcOf(p, "o"), key.Token(t, claims())
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got := w.outcome(t, method, token); got != "" {
				t.Error(got)
			}
		})
	}
	all.Wait()
	if n := len(p.Heard(vouch.Keys)); n > 2 {
		t.Errorf("%d fetches", n)
	}
}

func Test_keys_that_are_odd_do_not_stand_in_the_way_of_good_ones(t *testing.T) {
	w, key, double := newWorld(), vouch.NewSigner(t, "k"), vouch.NewSigner(t, "k")
	p := vouch.NewProvider(t)
	keys := vouch.KeySet(t, double, key)["keys"].([]any)
	keys = append([]any{vouch.Object{"kty": "NEW"}, vouch.Object{"kid": "k"}, 7, nil, "x", vouch.Object{"kty": "oct", "kid": "k", "k": "AAAA"}}, keys...)
	p.Says(vouch.Keys, http.StatusOK, vouch.Object{"keys": keys})
	method := oidcOf(p, "o")
	for _, signer := range []vouch.Signer{key, double} {
		if got := w.outcome(t, method, signer.Token(t, claims())); got != "" {
			t.Errorf("one of two keys of a name: %s", got)
		}
	}
	if got := w.outcome(t, method, vouch.NewSigner(t, "k").Token(t, claims())); got != input.SignatureInvalid {
		t.Errorf("a third: %q", got)
	}
}

func Test_a_token_of_another_shape_costs_no_question(t *testing.T) {
	w, key := newWorld(), vouch.NewSigner(t, "k")
	p := vouch.NewProvider(t, key)
	method := oidcOf(p, "o")
	deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
	for name, token := range map[string]string{
		"nothing": "", "words": "a b c", "dots": "..", "two parts": "a.b", "four parts": key.Token(t, claims()) + ".x", "huge": strings.Repeat("x", 1<<15) + ".b.c",
		"line breaks": key.Token(t, claims()) + "\n", "a payload that is no object": vouch.Unsigned(t, vouch.Object{"alg": "ES256"}, nil),
		"too deep":   vouch.UnsignedText(`{"alg":"ES256"}`, deep),
		"compressed": key.Token(t, claims(), vouch.Object{"zip": "DEF", "crit": []string{"zip"}}),
	} {
		if got := w.outcome(t, method, token); got != input.ProofMalformed {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, algorithm := range []any{"none", "HS256", "", nil, "ES256K"} {
		if got := w.outcome(t, method, vouch.Unsigned(t, vouch.Object{"alg": algorithm}, claims())); got != input.AlgorithmNotAccepted {
			t.Errorf("%v: %q", algorithm, got)
		}
	}
	if n := len(p.Heard(vouch.Discovery)); n > 0 {
		t.Errorf("%d questions", n)
	}
}

func Test_a_source_that_fails_is_told_to_the_operator_without_the_token(t *testing.T) {
	w, key := newWorld(), vouch.NewSigner(t, "k")
	p := vouch.NewProvider(t, key)
	p.Says(vouch.Discovery, http.StatusOK, vouch.Object{"jwks_uri": "https://169.254.169.254/keys"})
	token := key.Token(t, claims())
	if got := w.outcome(t, oidcOf(p, "o"), token); got != input.SourceUnavailable {
		t.Error(got)
	}
	if told := w.log.String(); !strings.Contains(told, "outbound-allow") || strings.Contains(told, token) || !strings.Contains(told, "oidc-auth") {
		t.Errorf("told: %s", told)
	}
}
