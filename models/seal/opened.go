package seal

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

// maxOpenedKeys bounds how many data keys a keyring remembers open.
const maxOpenedKeys = 1000

// digest identifies a sealed data key together with the scope it opened for.
// A changed row or another scope is another digest, so nothing is ever stale
// and a hit never answers for a scope that would not have opened.
type digest [sha256.Size]byte

// openedKeys remembers the data keys used last.
type openedKeys struct {
	mu       sync.Mutex
	capacity int
	recent   *list.List // of openedKey, the one used last in front
	byDigest map[digest]*list.Element
}

type openedKey struct {
	digest digest
	key    *DataKey
}

func newOpenedKeys(capacity int) *openedKeys {
	return &openedKeys{capacity: capacity, recent: list.New(), byDigest: map[digest]*list.Element{}}
}

func openedDigest(sealed []byte, scope Scope) (digest, error) {
	var space [512]byte
	data, err := scope.appendTo(space[:0], labelDataKey)
	if err != nil {
		return digest{}, err
	}
	return sha256.Sum256(append(data, sealed...)), nil
}

// find returns the key or nil.
func (o *openedKeys) find(d digest) *DataKey {
	o.mu.Lock()
	defer o.mu.Unlock()
	element, found := o.byDigest[d]
	if !found {
		return nil
	}
	o.recent.MoveToFront(element)
	return element.Value.(openedKey).key
}

// keep remembers the key and forgets the one not used for longest.
func (o *openedKeys) keep(d digest, key *DataKey) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, found := o.byDigest[d]; found {
		return
	}
	o.byDigest[d] = o.recent.PushFront(openedKey{digest: d, key: key})
	if o.recent.Len() > o.capacity {
		oldest := o.recent.Remove(o.recent.Back()).(openedKey)
		delete(o.byDigest, oldest.digest)
	}
}
