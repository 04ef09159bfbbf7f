package bearer

import (
	"crypto/sha256"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// maxVerified is the number of cached verified tokens.
const maxVerified = 4096

// verified caches the claims of parsed tokens by hash; it does not store the tokens. Keys do
// not change during a signer's lifetime and Parse uses no clock, so a token always gives the
// same claims.
type verified struct {
	mu     sync.Mutex
	claims *simplelru.LRU[[sha256.Size]byte, Claims]
}

func newVerified() *verified {
	claims, _ := simplelru.NewLRU[[sha256.Size]byte, Claims](maxVerified, nil) // fails only for a size below 1
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
