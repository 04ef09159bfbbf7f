package seal

import (
	"crypto/sha256"

	lru "github.com/hashicorp/golang-lru/v2"
)

// maxCachedKeys bounds how many data keys a keyring remembers open.
const maxCachedKeys = 1000

// keyCache remembers the data keys that were used last. A key is found under the hash
// of its sealed form and the scope that it opened for: a changed row or another scope
// is another hash, so nothing is ever stale, and no scope gets a key that would not
// have opened for it.
type keyCache = lru.Cache[[sha256.Size]byte, *DataKey]

func newKeyCache(capacity int) *keyCache {
	cache, err := lru.New[[sha256.Size]byte, *DataKey](capacity)
	if err != nil {
		panic(err) // a capacity below 1, which is no input
	}
	return cache
}
