package engine

import (
	"errors"
	"runtime/metrics"
)

// DefaultMemory bounds what one decision may take up: far more than the longest
// list does, and little enough that a small server outlives a few of them.
const DefaultMemory = 256 << 20

// errMemory is the cause of a decision that was ended for what it took up.
var errMemory = errors.New("the evaluation took too much memory")

// liveMemory is what was in use when garbage was last collected, in bytes. It is
// that of the whole process, because Go tells none of a single goroutine; but
// nothing else takes up that much while one decision is made.
func liveMemory() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
