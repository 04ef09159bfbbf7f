package engine

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
)

// ids draws the randomness of several decision ids at once. They are names and
// no secrets.
type ids struct {
	random [64 * 16]byte
	used   int
}

var idPool = sync.Pool{New: func() any { return &ids{used: len(ids{}.random)} }}

// newID is a random UUID, version 4.
func newID() string {
	source, _ := idPool.Get().(*ids)
	defer idPool.Put(source)
	if source.used == len(source.random) {
		_, _ = rand.Read(source.random[:]) // never fails, by its documentation
		source.used = 0
	}
	raw := source.random[source.used : source.used+16]
	source.used += 16
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	var text [36]byte
	at := 0
	for i, part := range [...]struct{ from, to int }{{0, 4}, {4, 6}, {6, 8}, {8, 10}, {10, 16}} {
		if i > 0 {
			text[at] = '-'
			at++
		}
		at += hex.Encode(text[at:], raw[part.from:part.to])
	}
	return string(text[:])
}
