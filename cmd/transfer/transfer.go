// Package transfer imports secrets into a running server and exports them, over its REST API:
// it transfers only secrets that the caller may read or write.
//
// Both directions compare before they write. A second run therefore changes nothing, and an
// interrupted run can be continued. No secret value is ever printed or part of an error.
package transfer

import (
	"cmp"
	"slices"
	"strings"
)

// Place is a folder of an environment.
type Place struct{ Environment, Path string }

// Secret is a secret in transfer. Nil fields are unset: an import does not change them.
type Secret struct {
	Key, Value            string
	Comment               *string
	Tags                  []Tag
	Metadata              []Entry
	SkipMultilineEncoding *bool
	Hidden                bool // its value may not be read, so it cannot be transferred
}

// Tag is a tag of a project, identified by its slug.
type Tag struct {
	Slug  string `json:"slug"`
	Name  string `json:"name,omitempty"`
	Color string `json:"color,omitempty"`
}

// Entry is one metadata entry of a secret.
type Entry struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Folder is a place with its direct secrets.
type Folder struct {
	Place
	EnvironmentName string // name of a missing environment to create; "" if it must exist
	Secrets         []Secret
}

// stored is the value as a server stores it: trimmed, but with one final newline if it had one
// (docs/contract.md 1.1).
func stored(value string) string {
	trimmed := strings.TrimSpace(value)
	if strings.HasSuffix(value, "\n") {
		return trimmed + "\n"
	}
	return trimmed
}

// sorted sorts tags and metadata, which are sets.
func sorted[T any](list []T, key func(T) string) []T {
	return slices.SortedFunc(slices.Values(list), func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}

func slugOf(tag Tag) string { return tag.Slug }

func textOf(entry Entry) string { return entry.Key + "\x00" + entry.Value }
