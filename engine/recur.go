package engine

import (
	"hash/maphash"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Parts of the input recur: the state of a token, of a project, what a subject
// holds. Their terms are kept by what they are made of, and shared by all
// requests that say the same. They never change, and depend on no policy.
var recurring = newBounded[*ast.Term](4096, 2<<10)

// bounded is a map that holds at most so many entries, by keys that are at most
// so long. Full, it starts over, shard by shard: what is used comes back.
type bounded[V any] struct {
	most, longest int
	seed          maphash.Seed
	shards        [16]struct {
		sync.RWMutex
		kept map[uint64]entry[V]
	}
}

// entry is kept under the hash of its key. Of two keys with one hash, which do
// not come up, the later is kept.
type entry[V any] struct {
	key   string
	value V
}

func newBounded[V any](most, longest int) *bounded[V] {
	b := &bounded[V]{most: most, longest: longest, seed: maphash.MakeSeed()}
	for i := range b.shards {
		b.shards[i].kept = map[uint64]entry[V]{}
	}
	return b
}

func (b *bounded[V]) get(key []byte) (value V, ok bool) {
	hash := maphash.Bytes(b.seed, key)
	shard := &b.shards[hash%uint64(len(b.shards))]
	shard.RLock()
	found, ok := shard.kept[hash]
	shard.RUnlock()
	if !ok || found.key != string(key) {
		return value, false
	}
	return found.value, true
}

func (b *bounded[V]) put(key []byte, value V) {
	if len(key) > b.longest {
		return
	}
	hash := maphash.Bytes(b.seed, key)
	shard := &b.shards[hash%uint64(len(b.shards))]
	shard.Lock()
	defer shard.Unlock()
	if len(shard.kept) >= b.most/len(b.shards) {
		clear(shard.kept)
	}
	shard.kept[hash] = entry[V]{string(key), value}
}

// recur is the term of a part, made at most once for each content. It comes out
// of a builder of its own: the slab of the request is not to be kept alive.
func (b *builder) recur(section int, make func(*builder) *ast.Term) *ast.Term {
	if b.key == nil {
		return make(b)
	}
	name := b.key.section(section)
	if term, ok := recurring.get(name); ok {
		return term
	}
	term := make(new(builder))
	recurring.put(name, term)
	return term
}
