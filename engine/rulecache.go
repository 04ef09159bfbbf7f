package engine

import (
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// ruleCache keeps what rules have come to within one evaluation, in place of
// OPA's own: that one is a tree of hash maps built anew for every decision,
// and a quarter of what a decision allocates. This one is a flat hash table
// that is emptied and used again. A test holds the two together.
type ruleCache struct {
	frames []*ruleFrame // one per nested `with`
	spare  []*ruleFrame
}

var _ topdown.VirtualCache = (*ruleCache)(nil)

var ruleCaches = sync.Pool{New: func() any { return new(ruleCache) }}

// borrowRuleCache gives an empty cache; give it back with release, unless the
// evaluation panicked.
func borrowRuleCache() *ruleCache {
	cache, _ := ruleCaches.Get().(*ruleCache)
	cache.Push()
	return cache
}

// release empties the cache, so that it keeps no part of a request alive.
func (c *ruleCache) release() {
	for len(c.frames) > 0 {
		c.Pop()
	}
	ruleCaches.Put(c)
}

// Push hides everything known so far: under a `with` it may not hold.
func (c *ruleCache) Push() {
	frame := new(ruleFrame)
	if n := len(c.spare); n > 0 {
		frame, c.spare = c.spare[n-1], c.spare[:n-1]
	}
	c.frames = append(c.frames, frame)
}

// Pop forgets what was learnt since the last Push.
func (c *ruleCache) Pop() {
	top := len(c.frames) - 1
	c.frames[top].empty()
	c.spare = append(c.spare, c.frames[top])
	c.frames = c.frames[:top]
}

// Get gives the value of a reference; the second result says that it is known
// to be undefined. Neither means that it is not known.
func (c *ruleCache) Get(ref ast.Ref) (*ast.Term, bool) {
	if known := c.top().find(ref, hashRef(ref)); known != nil {
		return known.value, known.value == nil
	}
	return nil, false
}

// Put notes the value of a reference; nil notes that it is undefined.
func (c *ruleCache) Put(ref ast.Ref, value *ast.Term) {
	hash := hashRef(ref)
	if known := c.top().find(ref, hash); known != nil {
		known.value = value
		return
	}
	c.top().add(ref, hash, value)
}

// Keys lists the references that have a value.
func (c *ruleCache) Keys() []ast.Ref {
	frame, keys := c.top(), []ast.Ref(nil)
	for i := range frame.entries {
		if frame.entries[i].value != nil {
			keys = append(keys, slices.Clone(frame.ref(&frame.entries[i])))
		}
	}
	return keys
}

func (c *ruleCache) top() *ruleFrame { return c.frames[len(c.frames)-1] }

func hashRef(ref ast.Ref) int {
	hash := len(ref)
	for _, term := range ref {
		hash = hash*31 + term.Value.Hash()
	}
	return hash
}

// ruleFrame is an open hash table: slots hold positions in entries, plus one.
type ruleFrame struct {
	entries []ruleEntry
	terms   []*ast.Term // the references' terms, end to end: callers reuse theirs
	slots   []int32     // as many as a power of two, at least twice the entries
}

type ruleEntry struct {
	hash, start, end int
	value            *ast.Term
}

func (f *ruleFrame) ref(e *ruleEntry) ast.Ref { return f.terms[e.start:e.end] }

func (f *ruleFrame) find(ref ast.Ref, hash int) *ruleEntry {
	if len(f.slots) == 0 {
		return nil
	}
	for at := hash & (len(f.slots) - 1); f.slots[at] != 0; at = (at + 1) & (len(f.slots) - 1) {
		if e := &f.entries[f.slots[at]-1]; e.hash == hash && slices.EqualFunc(f.ref(e), ref, (*ast.Term).Equal) {
			return e
		}
	}
	return nil
}

func (f *ruleFrame) add(ref ast.Ref, hash int, value *ast.Term) {
	if 2*(len(f.entries)+1) > len(f.slots) {
		f.grow()
	}
	start := len(f.terms)
	f.terms = append(f.terms, ref...)
	f.entries = append(f.entries, ruleEntry{hash, start, len(f.terms), value})
	f.place(len(f.entries))
}

func (f *ruleFrame) place(position int) {
	at := f.entries[position-1].hash & (len(f.slots) - 1)
	for f.slots[at] != 0 {
		at = (at + 1) & (len(f.slots) - 1)
	}
	f.slots[at] = int32(position)
}

func (f *ruleFrame) grow() {
	f.slots = make([]int32, max(64, 2*len(f.slots)))
	for i := range f.entries {
		f.place(i + 1)
	}
}

// maxKeptSlots bounds what one long list leaves behind in the pool.
const maxKeptSlots = 4096

func (f *ruleFrame) empty() {
	if len(f.slots) > maxKeptSlots {
		*f = ruleFrame{}
		return
	}
	clear(f.entries)
	clear(f.terms)
	clear(f.slots)
	f.entries, f.terms = f.entries[:0], f.terms[:0]
}
