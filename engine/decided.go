package engine

import "github.com/open-policy-agent/opa/v1/ast"

// Decisions are kept by the whole key of their request, the time in seconds
// included: nothing is approximated, so a decision that is found is the one
// that would be made. They are kept with the program, and go with it. Every
// decision found gets an id of its own, and is recorded like any other.
const (
	maxDecisions    = 4096
	maxDecidedKey   = 2 << 10 // bytes; above that it is a list
	maxDecidedParts = 64      // reasons, missing permissions and so on
)

// lasting reports whether the decision on a request may serve an equal one. A
// use of a limited token and a login are counted, so none equals another; and
// claims are not in the key.
func (r *Request) lasting() bool {
	return (r.Facts.Token == nil || r.Facts.Token.UsesLimit == 0) && r.Facts.Login == nil && r.Claims == nil && len(r.Resource.Items) == 0
}

func (d *Decision) small() bool {
	return len(d.Reasons)+len(d.Visible)+len(d.Grants)+len(d.Missing)+len(d.Obligations) <= maxDecidedParts
}

// readsRequestID reports whether anything in the modules could look at the id
// of a request: by name, or by taking a document that holds it as a whole.
func readsRequestID(modules map[string]*ast.Module) bool {
	id := ast.MustParseRef("input.context.requestId")
	reads := false
	for _, module := range modules {
		ast.WalkRefs(module, func(ref ast.Ref) bool {
			for i, part := range ref {
				if i == len(id) {
					break
				}
				if !part.Equal(id[i]) && (ast.IsConstant(part.Value) || i == 0) {
					return reads // leads elsewhere
				}
			}
			reads = true
			return true
		})
	}
	return reads
}
