package policies_test

import (
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// What a caller says about a subject is no fact. Rules that believe it are for
// those who write them.
func TestNo_rule_that_ships_reads_claims(t *testing.T) {
	rules, _ := modules(t)
	claims := ast.MustParseRef("input.claims")
	for _, module := range rules {
		ast.WalkRefs(module, func(ref ast.Ref) bool {
			if ref.HasPrefix(claims) {
				t.Errorf("%v reads %v", module.Package, ref)
			}
			return false
		})
	}
}
