// Package slotcache is a cache without a lock, because every decision reads it.
package slotcache

import (
	"hash/maphash"
	"sync/atomic"
)

// Cache is a map that holds at most so many entries, by keys that are at most
// so long. The hash of a key names a few slots; a new entry takes the first of
// them, and drives out the oldest.
type Cache[V any] struct {
	longest int
	seed    maphash.Seed
	sets    []slots[V]
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

// New makes a cache of at most so many entries, with keys of at most so many bytes.
func New[V any](most, longest int) *Cache[V] {
	return &Cache[V]{longest: longest, seed: maphash.MakeSeed(), sets: make([]slots[V], most/len(slots[V]{}))}
}

// Get returns the last value that was put under a key, unless it was evicted.
func (c *Cache[V]) Get(key []byte) (value V, ok bool) {
	hash := maphash.Bytes(c.seed, key)
	set := c.set(hash)
	for i := range set {
		if e := set[i].Load(); e != nil && e.hash == hash && e.key == string(key) {
			return e.value, true
		}
	}
	return value, false
}

// Put keeps a value, unless its key is too long.
func (c *Cache[V]) Put(key []byte, value V) {
	if len(key) > c.longest {
		return
	}
	hash := maphash.Bytes(c.seed, key)
	set, moved := c.set(hash), &entry[V]{hash, string(key), value}
	for i := range set {
		moved = set[i].Swap(moved)
	}
}

func (c *Cache[V]) set(hash uint64) *slots[V] { return &c.sets[hash%uint64(len(c.sets))] }
