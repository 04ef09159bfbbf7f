// Package factcache keeps facts that a revision proves unchanged. A fact is kept under
// the revision that was read with it, and found by a request whose own statement reads
// that revision again. A revision is drawn at random with every change, so outdated facts
// are never found again; they are the first to make room.
package factcache

import (
	"reflect"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Bounds of a cache.
const (
	maxBytes = 32 << 20
	maxFacts = 64 << 10
	maxShare = 32 // a fact takes at most this part of the bytes, or is not kept
)

// Key names a fact: the revision that proves it, what it is about, and which one.
type Key struct {
	Revision, About string
	Of              [4]string
}

// Cache holds the facts of one database, bounded in bytes. It is safe for concurrent
// use; one lock serves the list and the count of bytes.
type Cache struct {
	mu    sync.Mutex
	facts *simplelru.LRU[Key, fact]
	bytes int

	hits, misses int64
}

type fact struct {
	value any
	bytes int
}

// New makes an empty cache.
func New() *Cache {
	c := &Cache{}
	c.facts, _ = simplelru.NewLRU(maxFacts, func(_ Key, gone fact) { c.bytes -= gone.bytes }) // fails for a size below 1 only
	return c
}

// Get returns the fact that was put under a key.
func (c *Cache) Get(key Key) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.facts.Get(key)
	if ok {
		c.hits++
	} else {
		c.misses++
	}
	return found.value, ok
}

// Lookups are how many calls of Get found their fact, and how many did not.
func (c *Cache) Lookups() (hits, misses int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hits, c.misses
}

// Put keeps a fact in the place of those that were not asked for the longest. Requests
// share it, so it must not be changed.
func (c *Cache) Put(key Key, value any) {
	size := len(key.Revision) + len(key.Of[0]) + len(key.Of[1]) + len(key.Of[2]) + len(key.Of[3]) + sizeOf(reflect.ValueOf(value))
	c.mu.Lock()
	defer c.mu.Unlock()
	if size > maxBytes/maxShare || c.facts.Contains(key) {
		return // by the meaning of a revision, the same fact
	}
	c.facts.Add(key, fact{value, size})
	for c.bytes += size; c.bytes > maxBytes; {
		c.facts.RemoveOldest()
	}
}

// Sized is implemented by types that know how many bytes they take.
type Sized interface{ Bytes() int }

// sizeOf is about how many bytes a value takes.
func sizeOf(value reflect.Value) int {
	if !value.IsValid() {
		return 0
	}
	size := int(value.Type().Size())
	switch value.Kind() { //nolint:exhaustive // all others lie in the value itself
	case reflect.String:
		size += value.Len()
	case reflect.Pointer:
		if value.IsNil() {
			return size
		}
		if sized, is := value.Interface().(Sized); is {
			return size + sized.Bytes()
		}
		size += sizeOf(value.Elem())
	case reflect.Slice:
		for i := range value.Len() {
			size += sizeOf(value.Index(i))
		}
	case reflect.Map:
		for entries := value.MapRange(); entries.Next(); {
			size += sizeOf(entries.Key()) + sizeOf(entries.Value())
		}
	case reflect.Struct:
		for i := range value.NumField() {
			if field := value.Field(i); value.Type().Field(i).IsExported() {
				size += sizeOf(field) - int(field.Type().Size()) // which the struct has already
			}
		}
	}
	return size
}
