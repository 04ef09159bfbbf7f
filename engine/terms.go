package engine

import "github.com/open-policy-agent/opa/v1/ast"

// Building terms by hand instead of through JSON saves more than half of what
// a decision would allocate. Terms of names and small numbers are shared and
// must not be changed.

// item is a field of an object with its value.
type item = [2]*ast.Term

// words are the values that occur in most requests, as shared terms.
var words = func() map[string]*ast.Term {
	shared := map[string]*ast.Term{}
	for _, word := range []string{
		SubjectAnonymous, SubjectIdentity, SubjectUser, SubjectServiceToken,
		SourceRole, SourcePrivilege, SourceServiceToken, RoleCustom, ScopeOrganization, ScopeProject,
		"admin", "member", "viewer", "no-access",
	} {
		shared[word] = ast.StringTerm(word)
	}
	for _, scope := range []string{ScopeOrganization, ScopeProject} {
		for _, resourceType := range ResourceTypes(scope) {
			shared[resourceType] = ast.StringTerm(resourceType)
			for _, action := range Actions(scope, resourceType) {
				shared[action] = ast.StringTerm(action)
			}
		}
	}
	return shared
}()

// word is the term of a string out of a small vocabulary.
func word(s string) *ast.Term {
	if shared, ok := words[s]; ok {
		return shared
	}
	return str(s)
}

// str is the term of any string.
func str(s string) *ast.Term {
	if s == "" {
		return ast.InternedEmptyString
	}
	return ast.StringTerm(s)
}

func number(n int64) *ast.Term { return ast.InternedTerm(n) }

func boolean(b bool) *ast.Term { return ast.InternedTerm(b) }

func object(fields ...item) *ast.Term { return ast.ObjectTerm(fields...) }

// array is a list by its members; no list is an empty one, never null.
func array[T any](list []T, member func(T) *ast.Term) *ast.Term {
	if len(list) == 0 {
		return ast.InternedEmptyArray
	}
	terms := make([]*ast.Term, len(list))
	for i, one := range list {
		terms[i] = member(one)
	}
	return ast.ArrayTerm(terms...)
}

// strs is an array of strings. Its terms lie side by side: one allocation for
// all of them instead of one for each.
func strs(list []string) *ast.Term {
	if len(list) == 0 {
		return ast.InternedEmptyArray
	}
	slab, terms := make([]ast.Term, len(list)), make([]*ast.Term, len(list))
	for i, s := range list {
		slab[i].Value, terms[i] = ast.String(s), &slab[i]
	}
	return ast.ArrayTerm(terms...)
}

// when adds a field that is there only sometimes.
func when[T any](fields []item, field *ast.Term, value *T, term func(*T) *ast.Term) []item {
	if value == nil {
		return fields
	}
	return append(fields, item{field, term(value)})
}
