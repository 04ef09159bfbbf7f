package pep

import (
	"encoding/json"
	"strings"
)

// Nullable is an optional field of a change: null clears the stored value, and an absent field
// leaves it unchanged.
type Nullable[T any] struct {
	sent  bool
	Value *T
}

// UnmarshalJSON records that the field is present, also as null.
func (n *Nullable[T]) UnmarshalJSON(raw []byte) error {
	n.sent = true
	return json.Unmarshal(raw, &n.Value)
}

// ReadsJSON gives the types that the field accepts.
func (n Nullable[T]) ReadsJSON() any { return []any{*new(T), nil} }

// Onto applies the field to the stored value.
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

// SetIfSent replaces a value if a new one was sent.
func SetIfSent[T any](into *T, sent *T) {
	if sent != nil {
		*into = *sent
	}
}
