package engine

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

var refRequestID = ast.MustParseRef("input.context.requestId")

// reads reports whether anything in a module could look at a part of the input:
// by name, or by taking a document that holds it as a whole.
func reads(document ast.Ref, module *ast.Module) (found bool) {
	ast.WalkRefs(module, func(ref ast.Ref) bool {
		found = found || leadsTo(document, ref)
		return found
	})
	return found
}

func anyReads(document ast.Ref, modules map[string]*ast.Module) bool {
	for _, module := range modules {
		if reads(document, module) {
			return true
		}
	}
	return false
}
