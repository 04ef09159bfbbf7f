package store

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// Packed are columns of texts, whole numbers and booleans as one text of SQLite, which
// Unpack reads. Its driver takes four times as long to hand over columns one by one as
// SQLite takes to write them into a text.
func Packed(columns string) string { return "json_array(" + columns + ")" }

// Unpack reads a text of Packed into as many cells as it has columns.
func Unpack(text string, into []any) error {
	rest, next := text, "["
	for _, cell := range into {
		after, found := strings.CutPrefix(rest, next)
		if !found {
			return errPacked(text)
		}
		value, left, err := packedValue(after)
		if err != nil {
			return err
		}
		scanner, is := cell.(sql.Scanner)
		if !is {
			return fmt.Errorf("a packed column cannot be read into %T", cell)
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
	end := max(strings.IndexAny(text, ",]"), 0)
	number, err := strconv.ParseInt(text[:end], 10, 64)
	if err != nil {
		return nil, "", errPacked(text)
	}
	return number, text[end:], nil
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
