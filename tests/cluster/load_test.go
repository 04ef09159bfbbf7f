//go:build cluster

package cluster

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"warder/tests/testserver"
)

// longestAnswer is when a request counts as one that hangs.
const longestAnswer = 15 * time.Second

// load is what clients do at all replicas, and what they were promised.
type load struct {
	t       *testing.T
	on      *installation
	limited testserver.Machine // its client secret may be used limit times
	machine testserver.Machine
	ended   sync.WaitGroup
	stop    context.CancelFunc
	begun   time.Time

	mu      sync.Mutex
	log     []outcome
	stored  map[string]string // acknowledged secrets, by name
	revoked []string          // tokens whose revocation was acknowledged
	used    int               // logins by the limited secret that succeeded
	unknown int               // and those without an answer that says
	serial  int
}

// outcome is one answer.
type outcome struct {
	replica *replica
	kind    string
	ended   time.Time
	took    time.Duration
	good    bool
}

const limit = 40

// begin has clients work at all replicas until end.
func begin(t *testing.T, on *installation) *load {
	t.Helper()
	l := &load{t: t, on: on, stored: map[string]string{}, begun: time.Now()}
	l.machine = on.admin.NewMachine(t, "member", nil)
	on.admin.AsAdmin().AddMember(t, on.project, l.machine.IdentityID, "admin")
	l.limited = on.admin.NewMachine(t, "member", nil)
	l.limited.ClientSecret, _ = on.admin.AsAdmin().NewClientSecret(t, l.limited.IdentityID, testserver.Object{"numUsesLimit": limit})
	ctx, stop := context.WithCancel(t.Context())
	l.stop = stop
	for _, r := range on.replicas {
		l.repeat(ctx, 20*time.Millisecond, func() { l.read(r) })
		l.repeat(ctx, 40*time.Millisecond, func() { l.write(r) })
		l.repeat(ctx, 300*time.Millisecond, func() { l.login(r) })
		l.repeat(ctx, 150*time.Millisecond, func() { l.revoke(r) })
	}
	return l
}

// halt stops the clients.
func (l *load) halt() {
	l.stop()
	l.ended.Wait()
}

// repeat does something again and again, one after the other.
func (l *load) repeat(ctx context.Context, every time.Duration, once func()) {
	l.ended.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				once()
			}
		}
	})
}

// ask sends a request, whose answer is good or 503 with Retry-After, in time; or one of
// the refusals that may come.
func (l *load) ask(r *replica, kind string, send func() testserver.Answer, refusals ...int) testserver.Answer {
	started := time.Now()
	answer := send()
	took := time.Since(started)
	good := answer.Status == http.StatusOK
	for _, status := range refusals {
		good = good || answer.Status == status
	}
	if !good && (answer.Status != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "") {
		l.t.Errorf("%s at %s answers %d, Retry-After %q, after %v: %s", kind, r.name, answer.Status, answer.Header.Get("Retry-After"), took, answer.Body)
	}
	if took > longestAnswer {
		l.t.Errorf("%s at %s takes %v to answer %d", kind, r.name, took, answer.Status)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.log = append(l.log, outcome{r, kind, time.Now(), took, good})
	return answer
}

func (l *load) read(r *replica) {
	answer := l.ask(r, "read", func() testserver.Answer { return r.client.Get(l.t, l.on.project.SecretPath("READ")) })
	if answer.Status == http.StatusOK && answer.Text("secret.secretValue") != "this" {
		l.t.Errorf("a read at %s answers %s", r.name, answer.Body)
	}
}

// next is a number that no other has.
func (l *load) next() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serial++
	return strconv.Itoa(l.serial)
}

func (l *load) write(r *replica) {
	name, value := "WRITTEN_"+l.limited.ClientID[:8]+"_"+l.next(), "value of "+r.name
	body := testserver.Object{"workspaceId": l.on.project.ID, "environment": "dev", "secretPath": "/", "secretValue": value}
	answer := l.ask(r, "write", func() testserver.Answer { return r.client.Post(l.t, "/api/v3/secrets/raw/"+name, body) })
	if answer.Status == http.StatusOK {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.stored[name] = value
	}
}

func (l *load) login(r *replica) {
	anonymous := l.on.admin.Anonymous().Undescribed().At(r.URL)
	answer := l.ask(r, "login", func() testserver.Answer { return anonymous.Login(l.t, l.limited) }, http.StatusUnauthorized)
	l.mu.Lock()
	defer l.mu.Unlock()
	switch answer.Status {
	case http.StatusOK:
		l.used++
	case http.StatusServiceUnavailable:
		l.unknown++
	}
}

// revoke logs in, revokes the token, and then it holds nowhere.
func (l *load) revoke(r *replica) {
	anonymous := l.on.admin.Anonymous().Undescribed().At(r.URL)
	token := l.ask(r, "free login", func() testserver.Answer { return anonymous.Login(l.t, l.machine) }).Text("accessToken")
	if token == "" {
		return
	}
	answer := l.ask(r, "revoke", func() testserver.Answer {
		return anonymous.Post(l.t, "/api/v1/auth/token/revoke", testserver.Object{"accessToken": token})
	}, http.StatusUnauthorized) // 401 after a commit whose answer was lost
	if answer.Status != http.StatusOK {
		return
	}
	l.mu.Lock()
	l.revoked = append(l.revoked, token)
	l.mu.Unlock()
	for _, other := range l.on.replicas {
		l.wantRevoked(other, token)
	}
}

// wantRevoked reports a token that was revoked and is accepted.
func (l *load) wantRevoked(r *replica, token string) {
	bearer := r.client.Without("Authorization").With("Authorization", "Bearer "+token)
	answer := bearer.Get(l.t, l.on.project.SecretPath("READ"))
	if answer.Status != http.StatusUnauthorized && answer.Status != http.StatusServiceUnavailable {
		l.t.Errorf("a revoked token is answered %d at %s", answer.Status, r.name)
	}
}
