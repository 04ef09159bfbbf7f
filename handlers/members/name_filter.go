package members

import (
	"encoding/json"
	"slices"
	"strings"
)

// NameFilter selects by name; empty fields do not filter.
type NameFilter struct {
	Eq       string   `json:"$eq"`
	Contains string   `json:"$contains"`
	In       []string `json:"$in"`
}

// UnmarshalJSON takes a bare string for $eq.
func (f *NameFilter) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &f.Eq)
	}
	type plain NameFilter
	return json.Unmarshal(raw, (*plain)(f))
}

// ReadsJSON is what the field takes.
func (f NameFilter) ReadsJSON() any {
	type plain NameFilter
	return []any{"", plain{}}
}

// None is whether it lets every text through.
func (f NameFilter) None() bool { return f.Eq == "" && f.Contains == "" && f.In == nil }

// Keeps is whether the filter lets a text through.
func (f NameFilter) Keeps(text string) bool {
	return (f.Eq == "" || f.Eq == text) && (f.In == nil || slices.Contains(f.In, text)) &&
		strings.Contains(strings.ToLower(text), strings.ToLower(f.Contains))
}
