package handlers

import (
	"bytes"
	"net/http"
	"strings"
	"unicode/utf8"
)

// clean is whether text can be stored and compared the same way everywhere:
// databases disagree about NUL and about bytes that are no UTF-8.
func clean(raw []byte) bool {
	return utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 && !escapesNUL(raw)
}

// escapesNUL looks for \u0000 behind an even number of backslashes, which is a
// NUL once JSON is decoded; behind an odd number it is six harmless characters.
func escapesNUL(raw []byte) bool {
	escape := []byte(`\u0000`)
	for {
		at := bytes.Index(raw, escape)
		if at < 0 {
			return false
		}
		before := len(raw[:at]) - len(bytes.TrimRight(raw[:at], `\`))
		if before%2 == 0 {
			return true
		}
		raw = raw[at+len(escape):]
	}
}

// cleanURL is clean for the path and the query of a request.
func cleanURL(r *http.Request) bool {
	if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
		return false
	}
	for name, values := range r.URL.Query() {
		for _, text := range append(values, name) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				return false
			}
		}
	}
	return true
}
