package engine

import (
	"maps"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
)

var refClaims = ast.MustParseRef("input.facts.login.proof.claims")

// claimsRead are the claims of a token that rules of a policy read by their names, or all,
// where a rule could read any.
type claimsRead struct {
	all   bool
	named map[string]bool
}

func findClaims(modules map[string]*ast.Module) claimsRead {
	found := claimsRead{named: map[string]bool{}}
	look := ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.Expr:
			return asksForPresence(node)
		case ast.Ref:
			found.add(node)
		}
		return false
	})
	for _, module := range modules {
		look.Walk(module)
	}
	return found
}

// asksForPresence reports whether an expression is the name of a part of the input alone: it
// holds where the part is there, with any content.
func asksForPresence(expression *ast.Expr) bool {
	term, single := expression.Terms.(*ast.Term)
	if !single || len(expression.With) > 0 {
		return false
	}
	ref, is := term.Value.(ast.Ref)
	return is && len(ref) < len(refClaims) && refClaims.HasPrefix(ref)
}

func (c *claimsRead) add(ref ast.Ref) {
	if !leadsTo(refClaims, ref) {
		return
	}
	if len(ref) <= len(refClaims) {
		c.all = true
		return
	}
	name, constant := ref[len(refClaims)].Value.(ast.String)
	c.named[string(name)] = true
	c.all = c.all || !constant
}

// leadsTo reports whether a reference could go through a document, to it or to what holds it.
func leadsTo(document, ref ast.Ref) bool {
	for i, part := range ref {
		if i == len(document) {
			break
		}
		if !part.Equal(document[i]) && (ast.IsConstant(part.Value) || i == 0) {
			return false
		}
	}
	return true
}

// ClaimsRead are those of the claims that some rule in force reads. The others are kept
// out of the input, and so out of the decision log: a token may say much of a person.
func (e *Engine) ClaimsRead(claims input.TokenClaims) input.TokenClaims {
	p := e.program()
	if claims == nil || p == nil || p.claims.all {
		return claims
	}
	read := input.TokenClaims{}
	for name, value := range claims {
		if p.claims.named[name] {
			read[name] = value
		}
	}
	return read
}

// ClaimsRead are those that the active policy reads, or the one on its way.
func (s *Stages) ClaimsRead(claims input.TokenClaims) input.TokenClaims {
	now := s.current.Load()
	read := now.active.ClaimsRead(claims)
	if now.candidate == nil || len(read) == len(claims) {
		return read
	}
	both := maps.Clone(read)
	maps.Copy(both, now.candidate.Engine.ClaimsRead(claims))
	return both
}
