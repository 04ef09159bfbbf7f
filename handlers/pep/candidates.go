package pep

import (
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"warder/engine"
)

// Bounds of the candidates that a server keeps.
const (
	candidateLife  = 30 * time.Minute
	candidatesEach = 4        // of one owner; another one takes the place of the oldest
	candidateBytes = 64 << 20 // of all owners together
)

// CachedCandidate is a policy that was sent once, to be asked more than once.
type CachedCandidate struct {
	ID        string
	Policy    engine.Policy
	Digest    string
	ExpiresAt time.Time

	owner string
	size  int
}

// CandidateCache keeps policies in memory for a while, each for its owner alone. Another
// server does not have them, nor this one once it was started again.
type CandidateCache struct {
	clock func() time.Time

	mu   sync.Mutex
	kept []*CachedCandidate // the oldest first
	size int
}

func newCandidates(clock func() time.Time) *CandidateCache { return &CandidateCache{clock: clock} }

// Keep keeps a policy for its owner. Where there is no room for all, the oldest
// policies go first: those of the owner, then those of the others.
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

// Of is a candidate by its id, if it is the owner's and still kept.
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
