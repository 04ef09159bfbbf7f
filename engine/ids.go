package engine

import (
	"encoding/binary"
	"math/rand/v2"
)

const hexDigits = "0123456789abcdef"

// digits are where each byte of a UUID stands in its text.
var digits = [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// newID is a random UUID, version 4. It is a name and no secret, so its
// randomness need not come from the system each time.
func newID() string {
	var raw [16]byte
	binary.LittleEndian.PutUint64(raw[:8], rand.Uint64())
	binary.LittleEndian.PutUint64(raw[8:], rand.Uint64())
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	text := [36]byte{8: '-', 13: '-', 18: '-', 23: '-'}
	for i, at := range digits {
		text[at], text[at+1] = hexDigits[raw[i]>>4], hexDigits[raw[i]&0x0f]
	}
	return string(text[:])
}
