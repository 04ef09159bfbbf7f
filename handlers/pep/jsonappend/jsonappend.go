// Package jsonappend writes JSON behind a text, in the very bytes that encoding/json
// would, without its reflection.
package jsonappend

import (
	"encoding/json"
	"strconv"
)

// List is null for the list that is nil.
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

// Or is null where there is nothing.
func Or[T any](text []byte, value *T, how func(text []byte, value T) []byte) []byte {
	if value == nil {
		return append(text, "null"...)
	}
	return how(text, *value)
}

// Number writes a whole number.
func Number(text []byte, number int64) []byte { return strconv.AppendInt(text, number, 10) }

// Text leaves every text that is not plain to encoding/json.
func Text(text []byte, value string) []byte {
	for i := range len(value) {
		if !plain[value[i]] {
			quoted, _ := json.Marshal(value) // of a text, which never fails
			return append(text, quoted...)
		}
	}
	return append(append(append(text, '"'), value...), '"')
}

// plain are the bytes that stand in a JSON text as they are.
var plain = func() (plain [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		plain[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
	}
	return plain
}()
