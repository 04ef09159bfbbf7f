package pep

import (
	"encoding/json"
	"strings"
)

// Nullable is a field of a change that null clears: left out, it stays.
type Nullable[T any] struct {
	sent  bool
	Value *T
}

// UnmarshalJSON notes that the field is there, also as null.
func (n *Nullable[T]) UnmarshalJSON(raw []byte) error {
	n.sent = true
	return json.Unmarshal(raw, &n.Value)
}

// ReadsJSON is what the field takes.
func (n Nullable[T]) ReadsJSON() any { return []any{*new(T), nil} }

// Onto puts what was sent in the place of what is stored.
func (n Nullable[T]) Onto(stored **T) {
	if n.sent {
		*stored = n.Value
	}
}

// NilIfEmpty is nil for an empty text.
func NilIfEmpty(text string) *string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return &text
}

// SetIfSent replaces a value by the one that was sent, if one was.
func SetIfSent[T any](into *T, sent *T) {
	if sent != nil {
		*into = *sent
	}
}
