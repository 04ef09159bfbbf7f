package pep

import (
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"warder/engine"
)

// Limits of the candidate cache.
const (
	candidateLife  = 30 * time.Minute
	candidatesEach = 4        // per owner; a new one replaces the oldest
	candidateBytes = 64 << 20 // over all owners
)

// CachedCandidate is an uploaded candidate policy, kept for several requests.
type CachedCandidate struct {
	ID        string
	Policy    engine.Policy
	Digest    string
	ExpiresAt time.Time

	owner string
	size  int
}

// CandidateCache holds candidate policies in memory, each visible to its owner alone. They are
// local to this server and lost when it restarts.
type CandidateCache struct {
	clock func() time.Time

	mu   sync.Mutex
	kept []*CachedCandidate // oldest first
	size int
}

func newCandidates(clock func() time.Time) *CandidateCache { return &CandidateCache{clock: clock} }

// Keep stores a policy for its owner. If there is no room it evicts the oldest policies, the
// owner's first.
func (c *CandidateCache) Keep(owner string, policy engine.Policy, digest string, size int) *CachedCandidate {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock()
	candidate := &CachedCandidate{ID: uuid.NewString(), Policy: policy, Digest: digest, ExpiresAt: now.Add(candidateLife), owner: owner, size: size}
	c.drop(func(k *CachedCandidate) bool { return !now.Before(k.ExpiresAt) })
	if own := c.of(owner); len(own) >= candidatesEach {
		c.drop(func(k *CachedCandidate) bool { return k == own[0] })
	}
	for c.size+size > candidateBytes && len(c.kept) > 0 {
		oldest := c.kept[0]
		c.drop(func(k *CachedCandidate) bool { return k == oldest })
	}
	c.kept, c.size = append(c.kept, candidate), c.size+size
	return candidate
}

// Of returns a cached candidate by id, if it belongs to the owner.
func (c *CandidateCache) Of(owner, id string) (*CachedCandidate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, candidate := range c.of(owner) {
		if candidate.ID == id && c.clock().Before(candidate.ExpiresAt) {
			return candidate, nil
		}
	}
	return nil, NotFound("This server keeps no candidate of yours with this id: it has expired, gave way to a newer one, or was sent to another server. Send it again by POST /api/v1/authz/candidates")
}

func (c *CandidateCache) of(owner string) (own []*CachedCandidate) {
	for _, candidate := range c.kept {
		if candidate.owner == owner {
			own = append(own, candidate)
		}
	}
	return own
}

func (c *CandidateCache) drop(gone func(*CachedCandidate) bool) {
	c.kept = slices.DeleteFunc(c.kept, func(k *CachedCandidate) bool {
		if !gone(k) {
			return false
		}
		c.size -= k.size
		return true
	})
}
