package pep

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
)

// maxCounted limits the number of subjects, and of addresses, that are counted at once. The
// least recently counted entry is dropped first.
const maxCounted = 1 << 16

// rates counts, in this process, the requests of each subject and the failed logins of each
// address in the current minute. The policy decides which counts are allowed; see
// authz/rules/rates.
type rates struct {
	requests *tally[input.SubjectRef]
	failures *tally[string] // by facts.NetworkOf
}

func newRates() *rates {
	return &rates{newTally[input.SubjectRef](maxCounted), newTally[string](maxCounted)}
}

// tally counts per minute. It is safe for concurrent use.
type tally[K comparable] struct {
	mu     sync.Mutex
	counts *simplelru.LRU[K, minutely]
}

type minutely struct{ minute, count int64 }

func newTally[K comparable](size int) *tally[K] {
	counts, _ := simplelru.NewLRU[K, minutely](size, nil) // fails only for a size below one
	return &tally[K]{counts: counts}
}

// of returns the count of key in the current minute.
func (t *tally[K]) of(key K, now time.Time) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known, _ := t.counts.Get(key); known.minute == now.Unix()/60 {
		return known.count
	}
	return 0
}

func (t *tally[K]) count(key K, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, _ := t.counts.Get(key)
	if minute := now.Unix() / 60; known.minute != minute {
		known = minutely{minute: minute}
	}
	known.count++
	t.counts.Add(key, known)
}

// untilNextMinute is the number of seconds until the counters restart, for Retry-After.
func untilNextMinute(now time.Time) string { return strconv.FormatInt(60-now.Unix()%60, 10) }

// coarse rounds to two digits and drops counts below ten: an exact count would differ for
// every request and defeat the decision cache.
func coarse(count int64) int64 {
	step := int64(10)
	for count >= 100*step {
		step *= 10
	}
	return count / step * step
}

// rate is the counts before a request. They are read once, so that all questions of the
// request see the same numbers, and the request is counted once.
type rate struct {
	known   bool
	facts   *input.Rate
	counted bool
}

// rateFact is the rate fact for the policy; nil if the counts are negligible.
func (r *Request) rateFact(s *facts.State) *input.Rate {
	if r.rate.known {
		return r.rate.facts
	}
	r.rate.known = true
	counted := input.Rate{}
	if subject, proven := provenSubject(s); proven {
		counted.Requests = coarse(r.API.rates.requests.of(subject, r.Now))
	}
	if presentsSecret(s) {
		counted.FailedLogins = coarse(r.API.rates.failures.of(r.Caller.Network(), r.Now))
	}
	if counted != (input.Rate{}) {
		r.rate.facts = &counted
	}
	return r.rate.facts
}

// countRate counts a decided request. A request refused for its credential or address is not
// counted for the subject: otherwise a leaked dead token could use up its owner's rate.
func (r *Request) countRate(q *Evaluation) {
	if r.rate.counted {
		return
	}
	r.rate.counted = true
	if subject, proven := provenSubject(q.State); proven && !refusesCaller(&q.Decision.Decision) {
		r.API.rates.requests.count(subject, r.Now)
	}
	if presentsSecret(q.State) && !q.Decision.Permitted {
		r.API.rates.failures.count(r.Caller.Network(), r.Now)
	}
}

// OverRate reports whether a login is already refused for its rate, whichever secret or proof
// it presents, so that the expensive check can be skipped. The question that follows returns
// the refusal.
func (r *Request) OverRate(question facts.Question) (bool, error) {
	if coarse(r.API.rates.failures.of(r.Caller.Network(), r.Now)) == 0 {
		return false, nil // negligible for the policy
	}
	preview, err := r.Preview(question)
	return slices.ContainsFunc(preview.Visible, func(reason engine.Reason) bool { return reason.Code == "rate_limited" }), err
}

// provenSubject is the owner of an existing credential.
func provenSubject(s *facts.State) (input.SubjectRef, bool) {
	token := s.Request.Facts.Token
	return s.Request.Subject.Ref(), token != nil && token.Known && s.Request.Subject.ID != ""
}

// presentsSecret reports whether the request presents something that can be guessed: a secret, a
// password or a proof.
func presentsSecret(s *facts.State) bool {
	return s.Request.Facts.Login != nil || s.Request.Facts.Proof != nil
}

// refusesCaller reports whether the decision refuses the credential or the address.
func refusesCaller(decision *engine.Decision) bool {
	if len(decision.Visible) == 0 {
		return false
	}
	code := decision.Visible[0].Code
	return outcomes[code].status == unauthorized.status || code == "ip_not_allowed"
}
