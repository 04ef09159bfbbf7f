package verify

import (
	"encoding/json"
	"slices"

	"warder/engine/input"
)

// smallest is the document of a request without what does not matter: it breaks
// the assertion with the same message, and no longer does without any part.
func smallest(request *input.Request, breaks func(document any) bool) any {
	document, err := input.Document(request)
	if err != nil {
		return nil
	}
	whole, isObject := document.(map[string]any)
	if !isObject || !breaks(whole) {
		return document
	}
	for prune(whole, func() bool { return breaks(whole) }) {
	}
	return whole
}

// prune removes members while the assertion still fails, and reports whether any was
// removed. It descends into the members that remain.
func prune(part any, breaks func() bool) bool {
	object, isObject := part.(map[string]any)
	if !isObject {
		return false
	}
	pruned := false
	for _, name := range sorted(object) {
		member := object[name]
		delete(object, name)
		if breaks() {
			pruned = true
			continue
		}
		object[name] = member
		if zeroed(object, name, member, breaks) {
			pruned = true
			continue
		}
		if list, isList := member.([]any); isList {
			pruned = pruneList(object, name, list, breaks) || pruned
			continue
		}
		pruned = prune(member, breaks) || pruned
	}
	return pruned
}

// zeroed puts 0 in the place of a number that may as well be.
func zeroed(object map[string]any, name string, member any, breaks func() bool) bool {
	number, isNumber := member.(json.Number)
	if !isNumber || number == "0" {
		return false
	}
	object[name] = json.Number("0")
	if !breaks() {
		object[name] = member
		return false
	}
	return true
}

// pruneList does the same to the elements of a list.
func pruneList(object map[string]any, name string, list []any, breaks func() bool) bool {
	pruned := false
	for i := len(list) - 1; i >= 0; i-- {
		without := slices.Delete(slices.Clone(list), i, i+1)
		object[name] = without
		if breaks() {
			list, pruned = without, true
			continue
		}
		object[name] = list
		pruned = prune(list[i], breaks) || pruned
	}
	return pruned
}
