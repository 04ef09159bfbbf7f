package store

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Packed are columns of texts, whole numbers and booleans as one text of SQLite, which
// Unpack reads. Its driver takes four times as long to hand over columns one by one as
// SQLite takes to write them into a text.
func Packed(columns string) string { return "json_array(" + columns + ")" }

// Unpack reads a text of Packed into as many cells as it has columns.
func Unpack(text string, into []any) error {
	rest, next := text, "["
	for _, one := range into {
		after, found := strings.CutPrefix(rest, next)
		if !found {
			return errPacked(text)
		}
		if to, is := one.(*cell); is {
			if left, done := to.unpack(after); done {
				rest, next = left, ","
				continue
			}
		}
		value, left, err := packedValue(after)
		if err != nil {
			return err
		}
		scanner, is := one.(sql.Scanner)
		if !is {
			return fmt.Errorf("a packed column cannot be read into %T", one)
		}
		if err := scanner.Scan(value); err != nil {
			return err
		}
		rest, next = left, ","
	}
	if rest != "]" {
		return errPacked(text)
	}
	return nil
}

// unpack reads the first value of a text directly into the field if Scan would store it
// unchanged. That holds for most columns, and saves allocating an interface value.
func (c *cell) unpack(text string) (rest string, done bool) {
	if rest, null := strings.CutPrefix(text, "null"); null {
		return rest, true
	}
	switch to := c.to.(type) {
	case *string:
		quoted, is := strings.CutPrefix(text, `"`)
		end := strings.IndexByte(quoted, '"')
		if !is || c.json || end < 0 || strings.IndexByte(quoted[:end], '\\') >= 0 {
			return text, false
		}
		*to = quoted[:end]
		return quoted[end+1:], true
	case *Time:
		number, rest, err := packedNumber(text)
		if err != nil {
			return text, false
		}
		to.Time = time.UnixMilli(number).UTC()
		return rest, true
	}
	return text, false
}

// packedNumber is the whole number that a text begins with.
func packedNumber(text string) (number int64, rest string, err error) {
	end := max(strings.IndexAny(text, ",]"), 0)
	if number, err = strconv.ParseInt(text[:end], 10, 64); err != nil {
		return 0, "", errPacked(text)
	}
	return number, text[end:], nil
}

// errPacked does not say what the columns hold.
func errPacked(text string) error {
	return fmt.Errorf("packed columns of %d bytes cannot be read", len(text))
}

// packedValue is the first value of a text, as a driver would have read its column, and
// what follows it.
func packedValue(text string) (value any, rest string, err error) {
	if rest, found := strings.CutPrefix(text, "null"); found {
		return nil, rest, nil
	}
	if quoted, found := strings.CutPrefix(text, `"`); found {
		end := strings.IndexByte(quoted, '"')
		if end >= 0 && strings.IndexByte(quoted[:end], '\\') < 0 {
			return quoted[:end], quoted[end+1:], nil
		}
		return unescaped(quoted)
	}
	number, rest, err := packedNumber(text)
	if err != nil {
		return nil, "", err
	}
	return number, rest, nil
}

// escapes are what SQLite writes behind a backslash, but for \u00 and two digits.
var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescaped reads a text up to its closing quote.
func unescaped(quoted string) (value any, rest string, err error) {
	plain := make([]byte, 0, len(quoted))
	for at := 0; at < len(quoted); at++ {
		switch quoted[at] {
		case '"':
			return string(plain), quoted[at+1:], nil
		case '\\':
			at++
			if code, found := strings.CutPrefix(quoted[min(at, len(quoted)):], "u00"); found && len(code) >= 2 {
				char, err := strconv.ParseUint(code[:2], 16, 8)
				if err != nil || char > 0x7f {
					return nil, "", errPacked(quoted)
				}
				plain = append(plain, byte(char))
				at += len("u00XX") - 1
				continue
			}
			if at == len(quoted) || escapes[quoted[at]] == 0 {
				return nil, "", errPacked(quoted)
			}
			plain = append(plain, escapes[quoted[at]])
		default:
			plain = append(plain, quoted[at])
		}
	}
	return nil, "", errPacked(quoted)
}
