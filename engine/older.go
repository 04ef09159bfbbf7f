package engine

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Policies of an older form looked at lists: the input named all members, and a
// rule said which of them it let through. Now each member is asked about by
// itself, so such a rule would find nothing, and what it kept back would get out.

// olderRefs are the parts of the input that lists had, with what to write instead.
var olderRefs = []struct {
	ref     ast.Ref
	instead string
}{
	{ast.MustParseRef("input.resource.items"), "input.resource.properties"},
	{ast.MustParseRef("input.resource.places"), "input.resource.properties"},
	{ast.MustParseRef("input.facts.target.items"), "input.facts.target"},
}

// olderExport is the set of the permitted members of a list.
const olderExport = "item"

// checkOlder refuses rules about lists, and says what to write instead.
func checkOlder(modules map[string]*ast.Module) error {
	var problems ast.Errors
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		ast.WalkRefs(modules[path], func(ref ast.Ref) bool {
			for _, older := range olderRefs {
				if ref.HasPrefix(older.ref) {
					problems = append(problems, invalid(ref[0].Location,
						"there is no %v: each member of a list is asked about by itself; write %s, which is the member's", older.ref, older.instead))
				}
			}
			return false
		})
	}
	return orNil(problems)
}
