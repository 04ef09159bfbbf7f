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

// liveMemory returns the bytes in use after the last garbage collection. Go does not
// measure single goroutines, so it is that of the process; nothing else takes as much
// while one decision is made.
func liveMemory() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
