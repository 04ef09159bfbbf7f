//go:build cluster

package cluster

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// kinds are what has to work at each replica before and after a fault.
var kinds = []string{"read", "write", "free login", "revoke"}

// awaitAll waits until each replica has answered each kind well since a moment.
func (l *load) awaitAll(since time.Time) {
	l.t.Helper()
	var missing []string
	await(l.t, "each replica answers well", func() bool {
		missing = l.lacking(since)
		return len(missing) == 0
	})
}

// lacking are the replicas and kinds without a good answer since a moment.
func (l *load) lacking(since time.Time) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := map[string]bool{}
	for _, o := range l.log {
		if o.good && o.ended.Add(-o.took).After(since) {
			seen[o.replica.name+" "+o.kind] = true
		}
	}
	var missing []string
	for _, r := range l.on.replicas {
		for _, kind := range kinds {
			if name := r.name + " " + kind; !seen[name] {
				missing = append(missing, name)
			}
		}
	}
	return missing
}

// end stops the clients and holds the servers to what they answered. The longest time
// without a good answer of a replica must be within bound.
func (l *load) end(bound time.Duration) {
	l.t.Helper()
	l.halt()
	l.wantGap(bound)
	l.wantStored()
	l.wantUses()
	for _, token := range l.revoked {
		for _, r := range l.on.replicas {
			l.wantRevoked(r, token)
		}
	}
	l.t.Logf("%d answers, %d secrets stored, %d tokens revoked, %d of %d uses and %d unanswered", len(l.log), len(l.stored), len(l.revoked), l.used, limit, l.unknown)
}

// wantGap measures how long each replica gave no good answer of a kind.
func (l *load) wantGap(bound time.Duration) {
	l.t.Helper()
	var told []string
	var slowest time.Duration
	for _, r := range l.on.replicas {
		for _, kind := range []string{"read", "write"} {
			gap := l.gap(r, kind)
			told = append(told, fmt.Sprintf("%s %s %.1fs", r.name, kind, gap.Seconds()))
			if gap > bound {
				l.t.Errorf("%s has no good answer to a %s for %v, want at most %v", r.name, kind, gap, bound)
			}
		}
	}
	for _, o := range l.log {
		slowest = max(slowest, o.took)
	}
	l.t.Logf("gaps: %s; slowest answer %.1fs", strings.Join(told, ", "), slowest.Seconds())
}

func (l *load) gap(r *replica, kind string) time.Duration {
	last, longest := l.begun, time.Duration(0)
	for _, o := range l.log {
		if o.replica == r && o.kind == kind && o.good {
			longest = max(longest, o.ended.Sub(last))
			last = o.ended
		}
	}
	return max(longest, time.Since(last))
}

// wantStored looks each acknowledged secret up at a replica.
func (l *load) wantStored() {
	l.t.Helper()
	for _, r := range l.on.replicas {
		list := r.client.Get(l.t, "/api/v3/secrets/raw?workspaceId="+l.on.project.ID+"&environment=dev&secretPath=/").Want(l.t, http.StatusOK)
		for name, value := range l.stored {
			if !strings.Contains(list.Body, `"secretKey":"`+name+`"`) {
				l.t.Errorf("%s lost %s, %s", r.name, name, value)
			}
		}
	}
}

// wantUses logs in until the limit is met: what was answered well and what was not answered
// are together at least as many, and what was answered well is never more.
func (l *load) wantUses() {
	l.t.Helper()
	r := l.on.replicas[0]
	for range limit + 1 {
		l.login(r)
	}
	refused := l.on.admin.Anonymous().Login(l.t, l.limited)
	if refused.Status != http.StatusUnauthorized {
		l.t.Errorf("a client secret that was used up is answered %d %s", refused.Status, refused.Body)
	}
	if l.used > limit || l.used+l.unknown < limit {
		l.t.Errorf("%d uses of %d, and %d unanswered", l.used, limit, l.unknown)
	}
}
