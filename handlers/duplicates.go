package handlers

import (
	"bytes"
	"encoding/json"
	"strings"
)

// namesTwice finds a field that an object of the body has twice, in whatever
// spelling: readers differ in which of the two they believe, and the one that
// was checked must be the one that counts (SECURITY F14). Empty means none;
// text that is no JSON is for the decoder to refuse.
func namesTwice(raw []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	twice, _ := scanValue(decoder)
	return twice
}

// scanValue reads one value and whatever is in it.
func scanValue(decoder *json.Decoder) (twice string, ok bool) {
	token, err := decoder.Token()
	if err != nil {
		return "", false
	}
	switch token {
	case json.Delim('{'):
		return scanObject(decoder)
	case json.Delim('['):
		return scanArray(decoder)
	}
	return "", true
}

func scanObject(decoder *json.Decoder) (twice string, ok bool) {
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		name, isName := token.(string)
		if err != nil || !isName {
			return "", false
		}
		folded := strings.ToLower(name)
		if seen[folded] {
			return name, true
		}
		seen[folded] = true
		if twice, ok = scanValue(decoder); !ok || twice != "" {
			return twice, ok
		}
	}
	_, err := decoder.Token()
	return "", err == nil
}

func scanArray(decoder *json.Decoder) (twice string, ok bool) {
	for decoder.More() {
		if twice, ok = scanValue(decoder); !ok || twice != "" {
			return twice, ok
		}
	}
	_, err := decoder.Token()
	return "", err == nil
}
