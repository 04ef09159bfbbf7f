package engine

import (
	"cmp"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Value is a field of the input that a rule, or a rule that it rests on, reads.
// One that is absent says so, since an absent fact denies.
type Value struct {
	Ref    string `json:"ref"`
	Value  any    `json:"value,omitempty"`
	Absent bool   `json:"absent,omitempty"`
	// Entries is the number of entries of a value that is too large to show.
	Entries int `json:"entries,omitempty"`
}

// Bounds of what an explanation shows.
const (
	maxValues     = 40
	maxValueBytes = 512
)

// valuesOf are the fields of the input that a rule reads, by itself or through
// the rules of the policy that it names.
func (p *program) valuesOf(rule *ast.Rule, input ast.Value) []Value {
	read := reader{compiler: p.compiler, refs: map[string]ast.Ref{}, seen: map[*ast.Rule]bool{}}
	read.rule(rule)
	values := make([]Value, 0, len(read.refs))
	for _, name := range slices.Sorted(maps.Keys(read.refs)) {
		values = append(values, valueAt(name, read.refs[name], input))
	}
	slices.SortStableFunc(values, func(a, b Value) int { return cmp.Compare(a.Entries, b.Entries) }) // what can be shown first
	return values[:min(len(values), maxValues)]
}

func valueAt(name string, ref ast.Ref, input ast.Value) Value {
	found, err := input.Find(ref[1:])
	if err != nil {
		return Value{Ref: name, Absent: true}
	}
	return shownAs(name, found)
}

// shownAs is a value, or its size where it is too large to show.
func shownAs(name string, found ast.Value) Value {
	shown := Value{Ref: name}
	if len(found.String()) > maxValueBytes {
		shown.Entries = 1
		if sized, ok := found.(interface{ Len() int }); ok {
			shown.Entries = sized.Len()
		}
		return shown
	}
	shown.Value = goValue(found)
	return shown
}

// reader collects references to the input. It follows rules of the library, such as the
// bindings of a login, but not functions, which read their arguments only.
type reader struct {
	compiler *ast.Compiler
	refs     map[string]ast.Ref
	seen     map[*ast.Rule]bool
}

func (r *reader) rule(rule *ast.Rule) {
	if r.seen[rule] {
		return
	}
	r.seen[rule] = true
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		switch {
		case ref.HasPrefix(ast.InputRootRef):
			if known := ref.ConstantPrefix(); len(known) > 2 || len(known) == len(ref) && len(known) > 1 {
				r.refs[known.String()] = known
			}
		case ref.HasPrefix(ast.DefaultRootRef):
			r.named(ref.ConstantPrefix())
		}
		return false
	})
}

// named follows the rules that a reference names.
func (r *reader) named(ref ast.Ref) {
	path := refPath(ref)
	if beneath(path, "authz/main") {
		return
	}
	for _, next := range r.compiler.GetRulesExact(ref) {
		if beneath(path, "authz/lib") && len(next.Head.Args) > 0 {
			continue
		}
		r.rule(next)
	}
}
