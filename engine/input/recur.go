package input

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Parts of the input recur: the state of a token, of a project, what a subject
// holds. Their terms are kept by what they are made of, and shared by all
// requests that say the same. They never change, and depend on no policy.
var recurring = NewBounded[*ast.Term](4096, 2<<10)

// Bounded is a map that holds at most so many entries, by keys that are at most
// so long. The hash of a key names a few slots; a new entry takes the first of
// them, and drives out the oldest.
type Bounded[V any] struct {
	longest int
	seed    maphash.Seed
	Sets    []slots[V]
}

// slots are few enough to look at all, and enough that keys in steady use do not
// keep driving each other out.
type slots[V any] [4]atomic.Pointer[entry[V]]

// entry never changes. Its hash tells nearly all keys apart, its key all.
type entry[V any] struct {
	hash  uint64
	key   string
	value V
}

func NewBounded[V any](most, longest int) *Bounded[V] {
	return &Bounded[V]{longest: longest, seed: maphash.MakeSeed(), Sets: make([]slots[V], most/len(slots[V]{}))}
}

func (b *Bounded[V]) Get(key []byte) (value V, ok bool) {
	hash := maphash.Bytes(b.seed, key)
	set := b.set(hash)
	for i := range set {
		if e := set[i].Load(); e != nil && e.hash == hash && e.key == string(key) {
			return e.value, true
		}
	}
	return value, false
}

func (b *Bounded[V]) Put(key []byte, value V) {
	if len(key) > b.longest {
		return
	}
	hash := maphash.Bytes(b.seed, key)
	set, moved := b.set(hash), &entry[V]{hash, string(key), value}
	for i := range set {
		moved = set[i].Swap(moved)
	}
}

func (b *Bounded[V]) set(hash uint64) *slots[V] { return &b.Sets[hash%uint64(len(b.Sets))] }

// recur is the term of a part, made at most once for each content. It comes out
// of a builder of its own: the slab of the request is not to be kept alive.
func (b *builder) recur(section int, make func(*builder) *ast.Term) *ast.Term {
	if b.key == nil {
		return make(b)
	}
	name := b.key.section(section)
	if term, ok := recurring.Get(name); ok {
		return term
	}
	term := make(new(builder))
	recurring.Put(name, term)
	return term
}
