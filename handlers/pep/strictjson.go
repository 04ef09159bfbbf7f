package pep

import (
	"bytes"
	"encoding/json"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxDepth is how deep objects and arrays may nest; the outermost counts as 1
// (docs/contract.md 1.1).
const maxDepth = 64

// StrictJSON holds a JSON body to docs/contract.md 1.1 and returns it with whole
// numbers written as such. It runs before anything is built from the body: time
// and memory are in proportion to its size, and nothing recurses.
func StrictJSON(raw []byte) ([]byte, error) {
	if tooDeep(raw) {
		return nil, BadRequest("The request body nests objects and arrays deeper than " + strconv.Itoa(maxDepth))
	}
	if !json.Valid(raw) {
		return nil, BadRequest("The request body is not valid JSON")
	}
	if string(bytes.TrimSpace(raw)) == "null" {
		return nil, BadRequest("The request body is null, want a JSON object")
	}
	scan := document{raw: raw, seed: maphash.MakeSeed()}
	if name, twice := scan.nameTwice(); twice {
		return nil, BadRequest("The request body has the field " + strconv.Quote(name) + " twice")
	}
	return wholeNumbers(raw), nil
}

// tooDeep counts open brackets outside of strings. The text need not be JSON.
func tooDeep(raw []byte) bool {
	depth := 0
	for at := 0; at < len(raw); at++ {
		switch raw[at] {
		case '"':
			at = endOfString(raw, at) - 1
		case '{', '[':
			if depth++; depth > maxDepth {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// endOfString is behind the closing quote of the string that opens at a place.
func endOfString(raw []byte, at int) int {
	for at++; at < len(raw); at++ {
		switch raw[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(raw)
}

// document is valid JSON of bounded depth.
type document struct {
	raw  []byte
	seed maphash.Seed
	open []object // those around the place that is looked at
	// few holds the names of open objects that have few, by hash, so that a
	// million small objects cost no map each.
	few []uint64
}

// object is one that is open: its names are in few from a place on, or in many.
type object struct {
	from int
	many map[uint64]struct{}
}

// fewNames are how many are looked through one by one.
const fewNames = 16

// nameTwice finds a field that an object has twice, in any spelling that the
// decoder takes for the same: readers differ in which of the two they believe,
// and the field that was checked must be the one that counts.
func (d *document) nameTwice() (name string, twice bool) {
	for at := 0; at < len(d.raw); at++ {
		switch d.raw[at] {
		case '{':
			d.open = append(d.open, object{from: len(d.few)})
		case '}':
			last := len(d.open) - 1
			d.few, d.open = d.few[:d.open[last].from], d.open[:last]
		case '"':
			end := endOfString(d.raw, at)
			if d.isName(end) {
				if name, twice = d.seen(d.raw[at:end]); twice {
					return name, true
				}
			}
			at = end - 1
		}
	}
	return "", false
}

// isName is whether the string that ends at a place is a name: in valid JSON
// only a name has a colon behind it.
func (d *document) isName(end int) bool {
	for ; end < len(d.raw); end++ {
		switch d.raw[end] {
		case ' ', '\t', '\r', '\n':
			continue
		}
		return d.raw[end] == ':'
	}
	return false
}

// seen notes a name of the innermost object.
func (d *document) seen(quoted []byte) (name string, before bool) {
	name = string(quoted[1 : len(quoted)-1])
	if bytes.IndexByte(quoted, '\\') >= 0 && json.Unmarshal(quoted, &name) != nil {
		return "", false
	}
	return name, d.note(&d.open[len(d.open)-1], maphash.String(d.seed, folded(name)))
}

// note adds a name to an object, and tells whether it was there.
func (d *document) note(o *object, hash uint64) (before bool) {
	if o.many != nil {
		_, before = o.many[hash]
		o.many[hash] = struct{}{}
		return before
	}
	names := d.few[o.from:]
	if len(names) < fewNames {
		d.few = append(d.few, hash)
		return slices.Contains(names, hash)
	}
	o.many = make(map[uint64]struct{}, 4*fewNames)
	for _, known := range names {
		o.many[known] = struct{}{}
	}
	return d.note(o, hash)
}

// folded is a name without case, as encoding/json compares the names of fields:
// also "ſ" is an s there.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		for next := unicode.SimpleFold(r); ; next = unicode.SimpleFold(next) {
			if next <= r {
				return next
			}
		}
	}, name)
}

// wholeNumbers writes 1.0 and 1e3 as 1 and 1000: JSON has one kind of number,
// and Go's decoder two.
func wholeNumbers(raw []byte) []byte {
	written := raw[:0:0]
	from := 0
	for at := 0; at < len(raw); at++ {
		switch c := raw[at]; {
		case c == '"':
			at = endOfString(raw, at) - 1
		case c == '-' || c >= '0' && c <= '9':
			end := endOfNumber(raw, at)
			if whole, ok := wholeNumber(raw[at:end]); ok {
				written = append(append(written, raw[from:at]...), whole...)
				from = end
			}
			at = end - 1
		}
	}
	if from == 0 {
		return raw
	}
	return append(written, raw[from:]...)
}

func endOfNumber(raw []byte, at int) int {
	for at < len(raw) && strings.IndexByte("+-.eE0123456789", raw[at]) >= 0 {
		at++
	}
	return at
}

// maxNumber bounds the text of a number that is looked at, and its exponent.
const maxNumber = 64

// wholeNumber is the plain text of a whole number that is written with a
// fraction or an exponent and fits 64 bits.
func wholeNumber(text []byte) (string, bool) {
	if len(text) > maxNumber || bytes.IndexAny(text, ".eE") < 0 {
		return "", false
	}
	mantissa, shift := text, 0
	if at := bytes.IndexAny(text, "eE"); at >= 0 {
		exponent, err := strconv.Atoi(string(text[at+1:]))
		if err != nil || exponent > maxNumber || exponent < -maxNumber {
			return "", false
		}
		mantissa, shift = text[:at], exponent
	}
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	digits := append(append(make([]byte, 0, 4*maxNumber), whole...), fraction...)
	for shift -= len(fraction); shift < 0 && digits[len(digits)-1] == '0'; shift++ {
		if digits = digits[:len(digits)-1]; len(digits) == 0 || string(digits) == "-" {
			return "0", true
		}
	}
	if shift < 0 {
		return "", false
	}
	value, err := strconv.ParseInt(string(append(digits, zeros[:shift]...)), 10, 64)
	return strconv.FormatInt(value, 10), err == nil
}

var zeros = bytes.Repeat([]byte("0"), maxNumber)
