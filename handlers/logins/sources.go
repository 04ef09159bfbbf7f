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

// Lifetimes of cached keys, and limits on fetching (docs/auth-methods.md).
const (
	keptKeys       = 5 * time.Minute // if the source does not specify it
	keptLeast      = time.Minute
	keptMost       = time.Hour // even while the source fails
	vainEvery      = 10 * time.Second
	maxSources     = 4096
	maxConcurrent  = 16 // per organization
	keySetBytes    = 512 << 10
	keptBytes      = 32 << 20 // over all sources
	longestURL     = 2048
	discoveryBytes = 64 << 10
)

// errSource means that the keys could not be fetched.
var errSource = errors.New("source of keys unavailable")

// source is a place where keys are published.
type source struct {
	url       string
	discovery bool // url is a provider's, whose document contains the keys' URL
	ca        string
	bearer    string // sent as authentication; empty for none
	operator  bool   // configured by the operator
	orgID     string // on behalf of this organization
}

// name is the cache key of a source. It separates keys fetched with different certificate
// authorities or on behalf of different organizations.
func (s *source) name() [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%q %t %q %q %t", s.url, s.discovery, s.ca, s.bearer, s.operator))
}

// sources fetches and caches keys.
type sources struct {
	client  *outbound.Client
	clock   func() time.Time
	entries *lru.Cache[[sha256.Size]byte, *entry]
	flights singleflight.Group
	busy    busy
	mu      sync.Mutex // guards insertion and bytes
	bytes   int        // of the cached keys
}

// entry has the keys of one source.
type entry struct {
	mu         sync.Mutex
	keys       *jose.Keys // nil before the first success
	fetchedAt  time.Time
	freshUntil time.Time
	vainAt     time.Time // start of the last fetch that did not find the requested key
	flying     bool      // a fetch is in progress, which others join
	bytes      int       // of keys, as counted in sources.bytes
}

func newSources(client *outbound.Client, clock func() time.Time) *sources {
	s := &sources{client: client, clock: clock, busy: busy{running: map[string]int{}}}
	s.entries, _ = lru.NewWithEvict(maxSources, func(_ [sha256.Size]byte, gone *entry) { s.bytes -= gone.bytes }) // fails only for a size below one
	return s
}

// keysFor returns the keys of a source. It fetches them again if they are old or lack the
// token's key; fetched keys replace cached ones.
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
		return keys, nil // cached keys remain in use while the source fails
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

// keep caches the keys of a source and evicts the least recently used beyond the byte limit,
// because the publisher controls the size.
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

// look returns usable keys, and whether to fetch first. After a fetch that did not help,
// because of an invented key id or a failing source, the next one is delayed. A fetch counts
// as unsuccessful until justified is called.
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

// justified marks the fetch as successful. Only a party that publishes keys can cause many of
// these, so they do not count against the shared limit.
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

// fetchOnce starts a fetch or joins the running one for the same source. The fetch continues
// if its initiator leaves.
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

// discover asks a provider for the URL of its keys, which may be on another host.
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

// lasting is the source's cache lifetime, within limits.
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

// busy counts the running fetches of each organization.
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
