package logins

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/singleflight"

	"warder/handlers/logins/jose"
	"warder/handlers/outbound"
)

// How long keys are kept, and how often they are fetched (docs/auth-methods.md).
const (
	keptKeys       = 5 * time.Minute // where the source does not say
	keptLeast      = time.Minute
	keptMost       = time.Hour // also while the source fails
	vainEvery      = 10 * time.Second
	maxSources     = 4096
	maxConcurrent  = 16 // fetches of one organization
	keySetBytes    = 512 << 10
	keptBytes      = 32 << 20 // of all sources
	longestURL     = 2048
	discoveryBytes = 64 << 10
)

// errSource is keys that could not be had.
var errSource = errors.New("source of keys unavailable")

// source says where keys are published.
type source struct {
	url       string
	discovery bool // url is that of a provider, whose document names the keys
	ca        string
	bearer    string // presented there; empty for none
	operator  bool   // the operator named the server
	orgID     string // whose fetch it is
}

// name is what tells the keys of sources apart: never keys that were fetched on trust in
// another certificate authority, or on another's behalf.
func (s *source) name() [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%q %t %q %q %t", s.url, s.discovery, s.ca, s.bearer, s.operator))
}

// sources fetch keys, and keep them for a while.
type sources struct {
	client  *outbound.Client
	clock   func() time.Time
	entries *lru.Cache[[sha256.Size]byte, *entry]
	flights singleflight.Group
	busy    busy
	mu      sync.Mutex // of what is added, and of bytes
	bytes   int        // of the keys that are kept
}

// entry are the keys of one source.
type entry struct {
	mu         sync.Mutex
	keys       *jose.Keys // nil before the first success
	fetchedAt  time.Time
	freshUntil time.Time
	vainAt     time.Time // when the last look began that found no key asked for
	flying     bool      // a fetch is on its way, which others join
	bytes      int       // of keys, as sources count them
}

func newSources(client *outbound.Client, clock func() time.Time) *sources {
	s := &sources{client: client, clock: clock, busy: busy{running: map[string]int{}}}
	s.entries, _ = lru.NewWithEvict(maxSources, func(_ [sha256.Size]byte, gone *entry) { s.bytes -= gone.bytes }) // fails for a size below one
	return s
}

// keysFor are the keys of a source, fetched again where they are old, or lack the key that
// a token names. What is fetched replaces what was kept.
func (s *sources) keysFor(ctx context.Context, from source, keyID string) (*jose.Keys, error) {
	name := from.name()
	kept := s.entry(name)
	keys, fetch := kept.look(s.clock(), keyID)
	if !fetch {
		return keys, nil
	}
	fetched, err := s.fetchOnce(ctx, name, from, kept)
	switch {
	case err == nil && fetched.Has(keyID):
		kept.justified()
	case err != nil && keys != nil:
		return keys, nil // what is kept serves while the source fails
	}
	return fetched, err
}

func (s *sources) entry(name [sha256.Size]byte) *entry {
	if kept, found := s.entries.Get(name); found {
		return kept
	}
	fresh := &entry{}
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept, found, _ := s.entries.PeekOrAdd(name, fresh); found {
		return kept
	}
	return fresh
}

// keep keeps the keys of a source. Those that were looked for longest ago make room: who
// publishes keys chooses how large they are.
func (s *sources) keep(name [sha256.Size]byte, kept *entry, keys *jose.Keys, lasts time.Duration) {
	kept.put(keys, s.clock(), lasts)
	s.mu.Lock()
	defer s.mu.Unlock()
	if current, found := s.entries.Peek(name); !found || current != kept {
		return
	}
	s.bytes += keys.Size() - kept.bytes
	kept.bytes = keys.Size()
	for s.bytes > keptBytes && s.entries.Len() > 1 {
		s.entries.RemoveOldest()
	}
}

// look returns the keys that may serve, and whether the source is to be asked first. After
// a look in vain, which finds an invented key or a failing source, the next one waits. A
// look counts as vain until justified is called.
func (e *entry) look(now time.Time, keyID string) (keys *jose.Keys, fetch bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.keys == nil || now.Sub(e.fetchedAt) >= keptMost {
		e.flying = true
		return nil, true
	}
	if now.Before(e.freshUntil) && e.keys.Has(keyID) || !e.flying && now.Sub(e.vainAt) < vainEvery {
		return e.keys, false
	}
	if !e.flying {
		e.flying, e.vainAt = true, now
	}
	return e.keys, true
}

// justified says that the look found its key: only a party that publishes keys can have
// many of those, so they take nothing from the allowance that strangers share.
func (e *entry) justified() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.vainAt = time.Time{}
}

func (e *entry) landed() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.flying = false
}

func (e *entry) put(keys *jose.Keys, now time.Time, lasts time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.keys, e.fetchedAt, e.freshUntil = keys, now, now.Add(lasts)
}

// fetchOnce joins a fetch of the same source that is on its way. It goes on when the one
// who began it leaves.
func (s *sources) fetchOnce(ctx context.Context, name [sha256.Size]byte, from source, kept *entry) (*jose.Keys, error) {
	flight := s.flights.DoChan(string(name[:]), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loginTime)
		defer cancel()
		defer kept.landed()
		keys, lasts, err := s.fetch(ctx, from)
		if err != nil {
			return nil, err
		}
		s.keep(name, kept, keys, lasts)
		return keys, nil
	})
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", errSource, ctx.Err())
	case landed := <-flight:
		if landed.Err != nil {
			return nil, landed.Err
		}
		keys, _ := landed.Val.(*jose.Keys)
		return keys, nil
	}
}

func (s *sources) fetch(ctx context.Context, from source) (*jose.Keys, time.Duration, error) {
	leave, err := s.busy.enter(from.orgID)
	if err != nil {
		return nil, 0, err
	}
	defer leave()
	url := from.url
	if from.discovery {
		if url, err = s.discover(ctx, from); err != nil {
			return nil, 0, err
		}
	}
	answer, err := s.get(ctx, from, url, keySetBytes)
	if err != nil {
		return nil, 0, err
	}
	keys, err := jose.ParseSet(answer.Body)
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", errSource, err)
	}
	return keys, lasting(answer.Header.Get("Cache-Control")), nil
}

// discover asks a provider where its keys are, which may be on another host.
func (s *sources) discover(ctx context.Context, from source) (string, error) {
	answer, err := s.get(ctx, from, strings.TrimSuffix(from.url, "/")+"/.well-known/openid-configuration", discoveryBytes)
	if err != nil {
		return "", err
	}
	var document struct {
		KeySetURL string `json:"jwks_uri"`
	}
	if err := strictObject(answer.Body, &document); err != nil || document.KeySetURL == "" || len(document.KeySetURL) > longestURL {
		return "", fmt.Errorf("%w: the discovery document names no keys", errSource)
	}
	return document.KeySetURL, nil
}

func (s *sources) get(ctx context.Context, from source, url string, limit int64) (*outbound.Answer, error) {
	header := http.Header{"Accept": {"application/json"}}
	if from.bearer != "" {
		header.Set("Authorization", "Bearer "+from.bearer)
	}
	answer, err := s.client.Do(ctx, outbound.Exchange{Method: http.MethodGet, URL: url, Header: header, CA: from.ca, Limit: limit, Operator: from.operator})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSource, err)
	}
	if answer.Status != http.StatusOK {
		return nil, fmt.Errorf("%w: the answer has the status %d", errSource, answer.Status)
	}
	return answer, nil
}

// lasting is how long a source says that its keys may be kept, within bounds.
func lasting(cacheControl string) time.Duration {
	for directive := range strings.SplitSeq(strings.ToLower(cacheControl), ",") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(directive), "="); name {
		case "no-store", "no-cache":
			return keptLeast
		case "max-age":
			if seconds, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 32); err == nil {
				return min(max(time.Duration(seconds)*time.Second, keptLeast), keptMost)
			}
		}
	}
	return keptKeys
}

// busy counts the questions that are on their way for each organization.
type busy struct {
	mu      sync.Mutex
	running map[string]int
}

func (b *busy) enter(orgID string) (leave func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running[orgID] >= maxConcurrent {
		return nil, fmt.Errorf("%w: %d questions of the organization are on their way", errSource, maxConcurrent)
	}
	b.running[orgID]++
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.running[orgID]--; b.running[orgID] == 0 {
			delete(b.running, orgID)
		}
	}, nil
}
