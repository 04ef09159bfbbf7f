package engine

import (
	"encoding/binary"
	"math/rand/v2"

	"warder/engine/input"
)

const hexDigits = "0123456789abcdef"

// digits are where each byte of a UUID stands in its text.
var digits = [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// newID is a UUID of version 7. It starts with the time of the decision, in Unix
// seconds, so that a log of decisions grows at the end of its index and not all
// over it. It is a name and no secret, so its randomness need not come from the
// system each time.
func newID(seconds int64) string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(max(seconds, 0))*1000<<16|rand.Uint64()&0xffff)
	binary.LittleEndian.PutUint64(raw[8:], rand.Uint64())
	raw[6], raw[8] = raw[6]&0x0f|0x70, raw[8]&0x3f|0x80
	text := [36]byte{8: '-', 13: '-', 18: '-', 23: '-'}
	for i, at := range digits {
		text[at], text[at+1] = hexDigits[raw[i]>>4], hexDigits[raw[i]&0x0f]
	}
	return string(text[:])
}

// now is when the decision is made, also of no request at all.
func now(r *input.Request) int64 {
	if r == nil {
		return 0
	}
	return r.Context.Now
}
