package pep

import (
	"bytes"
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext" // twice as fast as the hand-written scan that it replaced
)

// maxDepth is how deep objects and arrays may nest; the outermost counts as 1
// (docs/contract.md 1.1).
const maxDepth = 64

// StrictJSON checks a JSON body against docs/contract.md 1.1, and returns it with whole
// numbers written as integers. It runs before decoding. Its time and memory are proportional
// to the body's size, and it does not recurse.
func StrictJSON(raw []byte) ([]byte, error) {
	if string(bytes.TrimSpace(raw)) == "null" {
		return nil, BadRequest("The request body is null, want a JSON object")
	}
	walk := strictWalk{Decoder: lenient(raw), raw: raw, seed: maphash.MakeSeed()}
	for kind := walk.PeekKind(); kind != jsontext.KindInvalid; kind = walk.PeekKind() {
		if err := walk.next(kind); err != nil {
			return nil, err
		}
	}
	_, end := walk.ReadToken()
	if _, values := walk.StackIndex(0); !errors.Is(end, io.EOF) || values != 1 {
		return nil, errNotJSON()
	}
	return walk.written(), nil
}

// lenient reads JSON as encoding/json does. encoding/json treats two spellings of a name as
// equal, so duplicates are detected here; texts are checked before.
func lenient(raw []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
}

// readName reports whether the last token was a field name.
func readName(tokens *jsontext.Decoder) bool {
	inside, length := tokens.StackIndex(tokens.StackDepth())
	return inside == jsontext.KindBeginObject && length%2 == 1 // counts names and values
}

func errNotJSON() error { return BadRequest("The request body is not valid JSON") }

// strictWalk visits the tokens of a body.
type strictWalk struct {
	*jsontext.Decoder
	raw  []byte
	open []object // the objects around the current token
	// few holds the name hashes of small open objects, so that a million small objects need no
	// map each.
	few    []uint64
	seed   maphash.Seed
	folded []byte // scratch buffer

	whole []byte // the body with whole numbers normalized, up to from
	from  int
}

// next reads one token.
func (w *strictWalk) next(kind jsontext.Kind) error {
	switch kind {
	case jsontext.KindString, jsontext.KindNumber:
		text, err := w.ReadValue()
		if err != nil {
			return errNotJSON()
		}
		if kind == jsontext.KindNumber {
			w.number(text)
			return nil
		}
		return w.text(text)
	}
	if _, err := w.ReadToken(); err != nil {
		return errNotJSON()
	}
	switch kind {
	case jsontext.KindBeginObject:
		w.open = append(w.open, object{from: len(w.few)})
	case jsontext.KindEndObject:
		last := len(w.open) - 1
		w.few, w.open = w.few[:w.open[last].from], w.open[:last]
	}
	if w.StackDepth() > maxDepth {
		return BadRequest("The request body nests objects and arrays deeper than " + strconv.Itoa(maxDepth))
	}
	return nil
}

// text checks a string. A field name may appear once in any spelling that the decoder treats
// as equal: readers differ in which duplicate they use, and the field that was checked must be
// the field that takes effect.
func (w *strictWalk) text(quoted jsontext.Value) error {
	if !readName(w.Decoder) {
		return nil
	}
	name := []byte(quoted[1 : len(quoted)-1])
	if bytes.IndexByte(name, '\\') >= 0 {
		var err error
		if name, err = jsontext.AppendUnquote(nil, quoted); err != nil {
			return errNotJSON()
		}
	}
	w.folded = appendFolded(w.folded[:0], name)
	if w.note(&w.open[len(w.open)-1], maphash.Bytes(w.seed, w.folded)) {
		return BadRequest("The request body has the field " + strconv.Quote(string(name)) + " twice")
	}
	return nil
}

// object is an open object: its names are in few from an index on, or in many.
type object struct {
	from int
	many map[uint64]struct{}
}

// fewNames is the number of names that are compared one by one.
const fewNames = 16

// note adds a name to an object, and reports whether it was already present.
func (w *strictWalk) note(o *object, hash uint64) (before bool) {
	if o.many != nil {
		_, before = o.many[hash]
		o.many[hash] = struct{}{}
		return before
	}
	names := w.few[o.from:]
	if len(names) < fewNames {
		w.few = append(w.few, hash)
		return slices.Contains(names, hash)
	}
	o.many = make(map[uint64]struct{}, 4*fewNames)
	for _, known := range names {
		o.many[known] = struct{}{}
	}
	return w.note(o, hash)
}

// appendFolded appends a name without case, by the rules of encoding/json for field names: "ſ"
// counts as s.
func appendFolded(text, name []byte) []byte {
	for at := 0; at < len(name); {
		r, size := utf8.DecodeRune(name[at:])
		switch at += size; {
		case 'a' <= r && r <= 'z':
			text = append(text, byte(r-'a'+'A'))
		case r < utf8.RuneSelf:
			text = append(text, byte(r))
		default:
			text = utf8.AppendRune(text, leastFold(r))
		}
	}
	return text
}

// leastFold is the smallest of the runes that differ only in case.
func leastFold(r rune) rune {
	for next := unicode.SimpleFold(r); ; next = unicode.SimpleFold(next) {
		if next <= r {
			return next
		}
	}
}

// number rewrites 1.0 and 1e3 as 1 and 1000: JSON has one kind of number, Go's decoder has
// two.
func (w *strictWalk) number(text jsontext.Value) {
	if whole, ok := wholeNumber(text); ok {
		end := int(w.InputOffset())
		w.whole = append(append(w.whole, w.raw[w.from:end-len(text)]...), whole...)
		w.from = end
	}
}

// written returns the normalized body.
func (w *strictWalk) written() []byte {
	if w.from == 0 {
		return w.raw
	}
	return append(w.whole, w.raw[w.from:]...)
}

// maxNumber limits the length of a number's text, and its exponent.
const maxNumber = 64

// wholeNumber returns the integer form of a whole number with a fraction or an exponent, if it
// fits 64 bits.
func wholeNumber(text []byte) (string, bool) {
	if len(text) > maxNumber || !bytes.ContainsAny(text, ".eE") {
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
