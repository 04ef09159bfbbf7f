// Package jsonappend appends JSON to a buffer, byte for byte as encoding/json would, without
// reflection.
package jsonappend

import (
	"encoding/json"
	"strconv"
)

// List appends a list, or null if it is nil.
func List[T any](text []byte, list []T, each func(text []byte, member *T) []byte) []byte {
	if list == nil {
		return append(text, "null"...)
	}
	text = append(text, '[')
	for i := range list {
		if i > 0 {
			text = append(text, ',')
		}
		text = each(text, &list[i])
	}
	return append(text, ']')
}

// Or appends a value, or null if it is nil.
func Or[T any](text []byte, value *T, how func(text []byte, value T) []byte) []byte {
	if value == nil {
		return append(text, "null"...)
	}
	return how(text, *value)
}

// Number appends a whole number.
func Number(text []byte, number int64) []byte { return strconv.AppendInt(text, number, 10) }

// Text appends a string. Strings with characters to escape go through encoding/json.
func Text(text []byte, value string) []byte {
	for i := range len(value) {
		if !plain[value[i]] {
			quoted, _ := json.Marshal(value) // never fails for a string
			return append(text, quoted...)
		}
	}
	return append(append(append(text, '"'), value...), '"')
}

// plain marks the bytes that JSON does not escape.
var plain = func() (plain [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		plain[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
	}
	return plain
}()
