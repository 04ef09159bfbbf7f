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

// maxCounted bounds how many subjects, and how many addresses, are counted at once.
// The one that was counted longest ago is forgotten.
const maxCounted = 1 << 16

// rates counts, in this process, the requests of each subject and the failed logins
// from each address within the current minute. What a count allows is the policy's
// to decide; see authz/rules/rates.
type rates struct {
	requests *tally[input.SubjectRef]
	failures *tally[string] // by facts.NetworkOf
}

func newRates() *rates {
	return &rates{newTally[input.SubjectRef](maxCounted), newTally[string](maxCounted)}
}

// tally counts by the minute. Its methods may be called from many goroutines.
type tally[K comparable] struct {
	mu     sync.Mutex
	counts *simplelru.LRU[K, minutely]
}

type minutely struct{ minute, count int64 }

func newTally[K comparable](size int) *tally[K] {
	counts, _ := simplelru.NewLRU[K, minutely](size, nil) // fails for a size below one
	return &tally[K]{counts: counts}
}

// of is how often key was counted within the minute of now.
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

// untilNextMinute is when counting starts anew, in seconds, as Retry-After has it.
func untilNextMinute(now time.Time) string { return strconv.FormatInt(60-now.Unix()%60, 10) }

// coarse keeps two digits, and nothing below ten: a number that is different for each
// request would leave no decision to be found again.
func coarse(count int64) int64 {
	step := int64(10)
	for count >= 100*step {
		step *= 10
	}
	return count / step * step
}

// rate is what was counted before a request. It is read once, so that all questions
// of the request hear the same, and counted once.
type rate struct {
	known   bool
	facts   *input.Rate
	counted bool
}

// rated is the fact for the policy; nil for too little to speak of.
func (r *Request) rated(s *facts.State) *input.Rate {
	if r.rate.known {
		return r.rate.facts
	}
	r.rate.known = true
	counted := input.Rate{}
	if subject, proven := provenSubject(s); proven {
		counted.Requests = coarse(r.API.rates.requests.of(subject, r.Now))
	}
	if guesses(s) {
		counted.FailedLogins = coarse(r.API.rates.failures.of(r.Caller.Network(), r.Now))
	}
	if counted != (input.Rate{}) {
		r.rate.facts = &counted
	}
	return r.rate.facts
}

// countRate counts a decided request. One that did not get past its credential or its
// address is not counted for the subject: a dead token that leaked could use up
// what its owner may ask for.
func (r *Request) countRate(q *Evaluation) {
	if r.rate.counted {
		return
	}
	r.rate.counted = true
	if subject, proven := provenSubject(q.State); proven && !atTheDoor(&q.Decision.Decision) {
		r.API.rates.requests.count(subject, r.Now)
	}
	if guesses(q.State) && !q.Decision.Permitted {
		r.API.rates.failures.count(r.Caller.Network(), r.Now)
	}
}

// OverRate is whether a login would be refused for what came before it, which no secret
// and no proof changes: what is costly to look at is then not looked at. The question
// that follows says so.
func (r *Request) OverRate(question facts.Question) (bool, error) {
	if coarse(r.API.rates.failures.of(r.Caller.Network(), r.Now)) == 0 {
		return false, nil // too little for the policy to hear of
	}
	foreseen, err := r.Foresee(question)
	return slices.ContainsFunc(foreseen.Visible, func(reason engine.Reason) bool { return reason.Code == "rate_limited" }), err
}

// provenSubject is whom a credential that exists belongs to.
func provenSubject(s *facts.State) (input.SubjectRef, bool) {
	token := s.Request.Facts.Token
	return s.Request.Subject.Ref(), token != nil && token.Known && s.Request.Subject.ID != ""
}

// guesses is whether the request offers what could be guessed: a secret or a password,
// or a proof in their place.
func guesses(s *facts.State) bool {
	return s.Request.Facts.Login != nil || s.Request.Facts.Proof != nil
}

// atTheDoor is whether a decision refuses the credential or the address.
func atTheDoor(decision *engine.Decision) bool {
	if len(decision.Visible) == 0 {
		return false
	}
	code := decision.Visible[0].Code
	return outcomes[code].status == unauthorized.status || code == "ip_not_allowed"
}
