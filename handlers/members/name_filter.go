package members

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"warder/handlers/pep"
)

// NameFilter selects by name; empty fields do not filter.
type NameFilter struct {
	Eq       string   `json:"$eq"`
	Contains string   `json:"$contains"`
	In       []string `json:"$in"`

	unknown []string // operators that there are not
}

// UnmarshalJSON takes a bare string for $eq.
func (f *NameFilter) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &f.Eq)
	}
	f.unknown = UnknownKeys(raw, "$eq", "$contains", "$in")
	type plain NameFilter
	return json.Unmarshal(raw, (*plain)(f))
}

// Check refuses operators that there are not: a filter without them would let everything
// through. at is where the filter is in the body.
func (f *NameFilter) Check(at ...any) error { return RefuseKeys(f.unknown, at...) }

// UnknownKeys are the fields of a JSON object that are not among the known ones, sorted.
func UnknownKeys(raw []byte, known ...string) []string {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return nil // no object, which the decoder refuses
	}
	for _, name := range known {
		delete(object, name)
	}
	return slices.Sorted(maps.Keys(object))
}

// RefuseKeys names the fields, each below a place of the body; nil for none.
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

// ReadsJSON is what the field takes.
func (f NameFilter) ReadsJSON() any {
	return []any{"", struct {
		Eq       string   `json:"$eq"`
		Contains string   `json:"$contains"`
		In       []string `json:"$in"`
	}{}}
}

// None is whether it lets every text through.
func (f NameFilter) None() bool { return f.Eq == "" && f.Contains == "" && f.In == nil }

// Keeps is whether the filter lets a text through.
func (f NameFilter) Keeps(text string) bool {
	return (f.Eq == "" || f.Eq == text) && (f.In == nil || slices.Contains(f.In, text)) &&
		strings.Contains(strings.ToLower(text), strings.ToLower(f.Contains))
}
