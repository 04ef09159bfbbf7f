package bearer

import (
	"crypto/sha256"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// maxVerified is how many tokens are known to be ours without looking again.
const maxVerified = 4096

// verified are tokens that were parsed, by their hash, and what they said: a
// token is never kept itself. Keys do not change while a Signer lives and Parse
// looks at no clock, so that the same bytes always say the same.
type verified struct {
	mu     sync.Mutex
	claims *simplelru.LRU[[sha256.Size]byte, Claims]
}

func newVerified() *verified {
	claims, _ := simplelru.NewLRU[[sha256.Size]byte, Claims](maxVerified, nil) // fails for a size below 1 only
	return &verified{claims: claims}
}

func (v *verified) get(token [sha256.Size]byte) (Claims, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.claims.Get(token)
}

func (v *verified) put(token [sha256.Size]byte, claims Claims) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.claims.Add(token, claims)
}
