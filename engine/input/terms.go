package input

import (
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/permissions"
)

// item is a field of an object with its value.
type item = [2]*ast.Term

// builder makes the terms of one document. Building by hand instead of through
// JSON saves more than half of what a decision would allocate; taking terms
// out of a slab saves a third of the rest. Terms of names, words and small
// numbers are shared between documents: nothing may change them.
type builder struct {
	slab  []ast.Term
	probe probe
	key   *Key // of the request; nil if nothing is to be shared
}

// slabSize is how many terms an ordinary request has besides shared ones.
const slabSize = 48

func (b *builder) term(value ast.Value) *ast.Term {
	if len(b.slab) == 0 {
		b.slab = make([]ast.Term, slabSize)
	}
	term := &b.slab[0]
	b.slab = b.slab[1:]
	term.Value = value
	return term
}

// str is the term of any string.
func (b *builder) str(s string) *ast.Term {
	if s == "" {
		return ast.InternedEmptyString
	}
	return b.term(ast.String(s))
}

// word is the term of a string out of a small vocabulary.
func (b *builder) word(s string) *ast.Term {
	if shared, ok := words[s]; ok {
		return shared
	}
	return b.str(s)
}

func (b *builder) number(n int64) *ast.Term {
	if ast.HasInternedIntNumberTerm(int(n)) {
		return ast.InternedTerm(n)
	}
	return b.term(ast.Number(strconv.FormatInt(n, 10)))
}

func boolean(value bool) *ast.Term { return ast.InternedTerm(value) }

func (b *builder) object(fields ...item) *ast.Term { return b.term(ast.NewObject(fields...)) }

func (b *builder) strs(list []string) *ast.Term { return array(b, list, (*builder).str) }

// array is a list by its members. No list is null, as in JSON, and not an empty
// one: "no address list applies" and "nothing is handed out" are facts, and a
// fact that was not looked up must not be read in the subject's favour.
func array[T any](b *builder, list []T, member func(*builder, T) *ast.Term) *ast.Term {
	if list == nil {
		return ast.InternedNullTerm
	}
	if len(list) == 0 {
		return ast.InternedEmptyArray
	}
	terms := make([]*ast.Term, len(list))
	for i, one := range list {
		terms[i] = member(b, one)
	}
	return b.term(ast.NewArray(terms...))
}

// when adds a field that is there only sometimes.
func when[T any](b *builder, fields []item, name *ast.Term, value *T, term func(*T, *builder) *ast.Term) []item {
	if value == nil {
		return fields
	}
	return append(fields, item{name, term(value, b)})
}

// sharedField adds a part that other requests have, too.
func sharedField[T any](b *builder, fields []item, name *ast.Term, section int, value *T, term func(*T, *builder) *ast.Term) []item {
	if value == nil {
		return fields
	}
	return append(fields, item{name, b.sharedTerm(section, func(b *builder) *ast.Term { return term(value, b) })})
}

// byName is an object whose field names are data; no map is null.
func byName[T any](b *builder, values map[string]T, term func(*builder, T) *ast.Term) *ast.Term {
	if values == nil {
		return ast.InternedNullTerm
	}
	fields := make([]item, 0, len(values))
	for name, value := range values {
		fields = append(fields, item{b.str(name), term(b, value)})
	}
	return b.object(fields...)
}

// words are the values that occur in most requests, as shared terms.
var words = func() map[string]*ast.Term {
	shared := map[string]*ast.Term{}
	add := func(names ...string) {
		for _, name := range names {
			shared[name] = ast.StringTerm(name)
		}
	}
	add(SubjectAnonymous, SubjectIdentity, SubjectUser, SubjectServiceToken, SourceRole, SourcePrivilege, RoleCustom)
	add("identity_access_token", "user_session", "service_token", "api_key", "anonymous")
	add("admin", "member", "viewer", "no-access")
	for _, scope := range []string{permissions.ScopeOrganization, permissions.ScopeProject} {
		add(scope)
		for _, resourceType := range permissions.ResourceTypes(scope) {
			add(resourceType)
			add(permissions.Actions(scope, resourceType)...)
		}
	}
	return shared
}()
