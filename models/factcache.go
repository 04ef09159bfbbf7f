package models

import (
	"reflect"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// What is kept in memory of what was read ahead.
const (
	maxKeptBytes   = 8 << 20
	maxKeptAnswers = 16 << 10
	maxKeptTenants = 4 << 10
)

// factCache are answers that a revision proves unchanged. An
// answer is kept under the revision that was read in the same statement, and
// serves a later request whose own statement reads that revision again: it is as
// if its rows had been read there. What is outdated is not removed, but asked for
// no more, and is the first to make room. OPA brings this LRU list along; it is
// the one without a lock, since one lock serves it and the count of bytes.
type factCache struct {
	mu      sync.Mutex
	latest  *simplelru.LRU[string, string] // revision by tenant, as last seen
	answers *simplelru.LRU[cacheKey, cachedAnswer]
	bytes   int // what all answers take
}

type cacheKey struct{ revision, question string }

type cachedAnswer struct {
	rows  []any
	bytes int
}

func newFactCache() *factCache {
	k := &factCache{}
	k.latest, _ = simplelru.NewLRU[string, string](maxKeptTenants, nil) // fails for a size below 1 only
	k.answers, _ = simplelru.NewLRU(maxKeptAnswers, func(_ cacheKey, gone cachedAnswer) { k.bytes -= gone.bytes })
	return k
}

// revision is the one that was last seen of a tenant.
func (k *factCache) revision(tenant string) (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.latest.Get(tenant)
}

func (k *factCache) saw(tenant, revision string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.latest.Add(tenant, revision)
}

// get is the answer to a question at a revision.
func (k *factCache) get(revision, question string) ([]any, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	found, ok := k.answers.Get(cacheKey{revision, question})
	return found.rows, ok
}

// put keeps an answer, in the place of those that were not asked for the longest.
func (k *factCache) put(revision, question string, of *table, rows []any) {
	key := cacheKey{revision, question}
	answer := cachedAnswer{rows: rows, bytes: len(revision) + len(question)}
	for _, row := range rows {
		answer.bytes += of.weight(row)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if answer.bytes > maxKeptBytes/64 || k.answers.Contains(key) {
		return // the same, by what a revision is
	}
	k.answers.Add(key, answer)
	for k.bytes += answer.bytes; k.bytes > maxKeptBytes; {
		k.answers.RemoveOldest()
	}
}

// weight is about how many bytes a row takes.
func (t *table) weight(row any) int {
	value := reflect.ValueOf(row).Elem()
	bytes := int(value.Type().Size())
	for _, field := range t.schema.Fields {
		switch of := reflect.Indirect(value.FieldByIndex(field.StructField.Index)); of.Kind() { //nolint:exhaustive // all others lie in the struct itself
		case reflect.String:
			bytes += of.Len()
		case reflect.Slice:
			bytes += of.Len() * int(of.Type().Elem().Size())
		}
	}
	return bytes
}
