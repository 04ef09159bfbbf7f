package proof

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// constants reports a comparison with a word that the input never holds, such
// as a resource type with a typo: it is false for every request.
func (l *linter) constants(rule *ast.Rule) {
	ast.WalkExprs(rule, func(expr *ast.Expr) bool {
		operands, compares := compared(expr)
		if !compares {
			return false
		}
		for i, operand := range operands {
			ref, isRef := operand.Value.(ast.Ref)
			if !isRef {
				continue
			}
			known := l.words.of(ref)
			if known == nil {
				continue
			}
			for _, word := range l.wordsIn(operands[1-i]) {
				if !slices.Contains(known, word) {
					l.report(expr.Location, "%v is never %q%s; `warder policy schema` lists what it can be", ref, word, l.words.meant(known, word))
				}
			}
		}
		return false
	})
}

// compared are the two sides of x == y, x != y and x in y.
func compared(expr *ast.Expr) ([]*ast.Term, bool) {
	if !expr.IsCall() {
		return nil, false
	}
	switch expr.Operator().String() {
	case ast.Equal.Name, ast.NotEqual.Name, ast.Equality.Name, ast.Member.Name:
		operands := expr.Operands()
		return operands, len(operands) == 2
	}
	return nil, false
}

// wordsIn are the strings of a constant: itself, or the members of a set or
// list, also of one that a rule of the module names.
func (l *linter) wordsIn(term *ast.Term) []string {
	switch value := term.Value.(type) {
	case ast.String:
		return []string{string(value)}
	case ast.Set:
		return l.membersOf(value.Slice())
	case *ast.Array:
		var members []*ast.Term
		value.Foreach(func(member *ast.Term) { members = append(members, member) })
		return l.membersOf(members)
	case ast.Var:
		return l.named(value)
	case ast.Ref: // one of the members
		if _, anyOf := value[len(value)-1].Value.(ast.Var); anyOf && len(value) == 2 {
			return l.wordsIn(value[0])
		}
	}
	return nil
}

func (l *linter) membersOf(terms []*ast.Term) []string {
	var words []string
	for _, term := range terms {
		if text, isText := term.Value.(ast.String); isText {
			words = append(words, string(text))
		}
	}
	return words
}

// named is a constant of the module.
func (l *linter) named(name ast.Var) []string {
	for _, rule := range l.module.Rules {
		if rule.Head.Name.Equal(name) && rule.Head.Value != nil && len(rule.Head.Args) == 0 && len(rule.Head.Ref()) == 1 {
			if _, isVar := rule.Head.Value.Value.(ast.Var); !isVar {
				return l.wordsIn(rule.Head.Value)
			}
		}
	}
	return nil
}

// meant is the word that differs least, for the reader.
func (*vocabulary) meant(known []string, word string) string {
	for _, candidate := range known {
		if near(strings.ToLower(word), strings.ToLower(candidate)) {
			return ", was " + candidate + " meant?"
		}
	}
	return ""
}
