// Package transfer brings secrets into a running server and out of it, over its
// REST API: what a caller may not read or write does not move.
//
// Both directions compare before they change anything. A second run therefore
// changes nothing, and one that was interrupted goes on where it stopped. No
// value of a secret is ever printed or part of an error.
package transfer

import (
	"cmp"
	"slices"
	"strings"
)

// Place is a folder of an environment.
type Place struct{ Environment, Path string }

// Secret is a secret on its way. What is nil was not said: an import leaves it
// as it is.
type Secret struct {
	Key, Value            string
	Comment               *string
	Tags                  []Tag
	Metadata              []Entry
	SkipMultilineEncoding *bool
	Hidden                bool // its value may not be read, so it cannot move
}

// Tag marks secrets of a project; the slug says which it is.
type Tag struct {
	Slug  string `json:"slug"`
	Name  string `json:"name,omitempty"`
	Color string `json:"color,omitempty"`
}

// Entry is a key with a value that is kept with a secret.
type Entry struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Folder is a place with the secrets that are directly in it.
type Folder struct {
	Place
	EnvironmentName string // made under this name where it is missing; "" if it must be there
	Secrets         []Secret
}

// stored is the value as a server keeps it: without blanks around it, but with
// one final newline where there was one (docs/contract.md 1.1).
func stored(value string) string {
	trimmed := strings.TrimSpace(value)
	if strings.HasSuffix(value, "\n") {
		return trimmed + "\n"
	}
	return trimmed
}

// sorted orders tags and metadata, which are sets.
func sorted[T any](list []T, key func(T) string) []T {
	return slices.SortedFunc(slices.Values(list), func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}

func slugOf(tag Tag) string { return tag.Slug }

func textOf(entry Entry) string { return entry.Key + "\x00" + entry.Value }
