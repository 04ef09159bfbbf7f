package members

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"warder/handlers/pep"
)

// NameFilter filters by name; empty fields match everything.
type NameFilter struct {
	Eq       string   `json:"$eq"`
	Contains string   `json:"$contains"`
	In       []string `json:"$in"`

	unknown []string // unknown operators
}

// UnmarshalJSON accepts a bare string as $eq.
func (f *NameFilter) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &f.Eq)
	}
	f.unknown = UnknownKeys(raw, "$eq", "$contains", "$in")
	type plain NameFilter
	return json.Unmarshal(raw, (*plain)(f))
}

// Check refuses unknown operators: ignoring one would match everything. at is the filter's
// place in the body.
func (f *NameFilter) Check(at ...any) error { return RefuseKeys(f.unknown, at...) }

// UnknownKeys returns the unknown fields of a JSON object, sorted.
func UnknownKeys(raw []byte, known ...string) []string {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return nil // not an object; the decoder refuses it
	}
	for _, name := range known {
		delete(object, name)
	}
	return slices.Sorted(maps.Keys(object))
}

// RefuseKeys returns an error that names the fields below a place of the body; nil if there
// are none.
func RefuseKeys(names []string, at ...any) error {
	issues := make([]pep.Issue, 0, len(names))
	for _, name := range names {
		issues = append(issues, pep.Issue{Code: "unrecognized_keys", Path: append(slices.Clone(at), name), Message: "There is no such filter"})
	}
	if len(issues) == 0 {
		return nil
	}
	return pep.Invalid(issues...)
}

// ReadsJSON gives the types that the field accepts.
func (f NameFilter) ReadsJSON() any {
	return []any{"", struct {
		Eq       string   `json:"$eq"`
		Contains string   `json:"$contains"`
		In       []string `json:"$in"`
	}{}}
}

// None reports whether the filter is empty.
func (f NameFilter) None() bool { return f.Eq == "" && f.Contains == "" && f.In == nil }

// Keeps reports whether the filter matches a text.
func (f NameFilter) Keeps(text string) bool {
	return (f.Eq == "" || f.Eq == text) && (f.In == nil || slices.Contains(f.In, text)) &&
		strings.Contains(strings.ToLower(text), strings.ToLower(f.Contains))
}
