package input

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/slotcache"
)

// Parts of the input recur: the state of a token, of a project, what a subject
// holds. Their terms are kept by what they are made of, and shared by all
// requests that say the same. They never change, and depend on no policy.
var sharedTerms = slotcache.New[*ast.Term](4096, 2<<10)

// sharedTerm is the term of a part, made at most once for each content. It comes out
// of a builder of its own: the slab of the request is not to be kept alive.
func (b *builder) sharedTerm(section int, make func(*builder) *ast.Term) *ast.Term {
	if b.key == nil {
		return make(b)
	}
	name := b.key.section(section)
	if term, ok := sharedTerms.Get(name); ok {
		return term
	}
	term := make(new(builder))
	sharedTerms.Put(name, term)
	return term
}
