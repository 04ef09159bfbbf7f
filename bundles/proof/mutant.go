package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Mutant is a policy that differs in one place from the one under proof. A test
// that fails for it says what the place is for.
type Mutant struct {
	Path string // of the module, below the tree
	Rule string
	// Change describes the mutation: `negate input.facts.token.known`,
	// `drop count(x) > 0`, `swap "prod" for "prod~"`.
	Change   string
	Row, Col int

	ref        string // the rule's full name
	from, till int    // bytes of the source
	text       string
}

// Name tells a mutant from all others of a policy, as long as nothing edits
// its rule.
func (m *Mutant) Name() string { return fmt.Sprintf("%s: %s: %s", m.Path, m.Rule, m.Change) }

// Apply gives the source of the mutated module.
func (m *Mutant) Apply(source string) string { return source[:m.from] + m.text + source[m.till:] }

// mutants are those of one module, in the order of its text. They need not
// compile: dropping the line that gives a variable its value does not.
func mutants(path string, module *ast.Module, source string) []Mutant {
	m := mutator{path: path, source: source, pkg: module.Package.Path, wording: map[*ast.Term]bool{}}
	for _, rule := range module.Rules {
		m.rule(rule)
	}
	slices.SortFunc(m.found, func(a, b Mutant) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.till, b.till), cmp.Compare(a.Change, b.Change))
	})
	m.found = slices.CompactFunc(m.found, func(a, b Mutant) bool { return a.from == b.from && a.Change == b.Change })
	return numbered(m.found)
}

// numbered gives mutants of one rule that read alike different names.
func numbered(found []Mutant) []Mutant {
	seen := map[string]int{}
	for i := range found {
		name := found[i].Name()
		if seen[name]++; seen[name] > 1 {
			found[i].Change += fmt.Sprintf(" (%d)", seen[name])
		}
	}
	return found
}

type mutator struct {
	path, source string
	pkg          ast.Ref
	name, ref    string             // of the rule
	wording      map[*ast.Term]bool // text for people, which decides nothing
	found        []Mutant
}

func (m *mutator) rule(rule *ast.Rule) {
	m.name, m.ref = ruleName(rule), m.pkg.Extend(rule.Head.Ref().GroundPrefix()).String()
	bodies := func(body ast.Body) bool {
		for _, expr := range body {
			m.expression(expr)
		}
		return false
	}
	for ; rule != nil; rule = rule.Else {
		ast.WalkBodies(rule.Body, bodies)
		ast.WalkBodies(rule.Head, bodies)
		m.constants(rule)
	}
}

// expression negates and drops what holds or does not. What gives a variable
// its value is neither: without it the rule does not compile.
func (m *mutator) expression(expr *ast.Expr) {
	if expr.Generated || expr.IsAssignment() || expr.IsSome() || isTrue(expr) {
		return
	}
	if _, declares := expr.Terms.(*ast.SomeDecl); declares {
		return
	}
	from, till, known := m.span(expr.Location)
	if !known {
		return
	}
	text := m.source[from:till]
	shown := strings.Join(strings.Fields(text), " ")
	m.add(expr.Location, from, till, "drop "+shown, "true")
	if _, every := expr.Terms.(*ast.Every); every {
		return
	}
	if without, negated := strings.CutPrefix(text, "not "); negated {
		m.add(expr.Location, from, till, "negate "+shown, without)
	} else if !strings.HasPrefix(text, "some ") {
		m.add(expr.Location, from, from, "negate "+shown, "not ")
	}
}

func isTrue(expr *ast.Expr) bool {
	term, is := expr.Terms.(*ast.Term)
	return is && term.Equal(ast.BooleanTerm(true))
}

// constants swaps each scalar for another.
func (m *mutator) constants(rule *ast.Rule) {
	ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.Annotations, ast.Ref:
			return true
		case *ast.Rule:
			return node != rule // an else is a rule of its own
		case *ast.Expr:
			if node.IsCall() {
				m.formats(node.Operator(), node.Operands())
			}
		case *ast.Term:
			return m.term(node, rule)
		}
		return false
	}).Walk(rule)
}

// formats notes what a message is made of.
func (m *mutator) formats(function ast.Ref, operands []*ast.Term) {
	if function.String() == ast.Sprintf.Name && len(operands) > 0 {
		m.wording[operands[0]] = true
	}
}

// term swaps a scalar, and is true where nothing below it is looked at.
func (m *mutator) term(term *ast.Term, rule *ast.Rule) bool {
	switch value := term.Value.(type) {
	case ast.Ref:
		return true
	case ast.Call:
		if function, is := value[0].Value.(ast.Ref); is {
			m.formats(function, value[1:])
		}
	case ast.Object:
		m.reason(value)
	case ast.String:
		if from, till, known := m.span(term.Location); known && !m.wording[term] && till-from > 1 {
			literal := m.source[from:till]
			swapped := literal[:len(literal)-1] + "~" + literal[len(literal)-1:]
			m.add(term.Location, from, till, "swap "+literal+" for "+swapped, swapped)
		}
	case ast.Number:
		if from, till, known := m.span(term.Location); known {
			literal := m.source[from:till]
			m.add(term.Location, from, till, fmt.Sprintf("swap %s for %s + 1", literal, literal), next(value))
		}
	case ast.Boolean:
		from, till, known := m.span(term.Location)
		if swapped := fmt.Sprint(!bool(value)); known && m.source[from:till] == fmt.Sprint(bool(value)) && !(term == rule.Head.Value && bool(value)) {
			m.add(term.Location, from, till, fmt.Sprintf("swap %v for %s", value, swapped), swapped)
		}
	}
	return false
}

// next is the number after this one.
func next(number ast.Number) string {
	if n, whole := number.Int64(); whole {
		return fmt.Sprint(n + 1)
	}
	return string(number) + "1"
}

// reason notes the keys of a reason, whose form main holds it to, and its message.
func (m *mutator) reason(object ast.Object) {
	if object.Get(ast.StringTerm("code")) == nil {
		return
	}
	object.Foreach(func(key, value *ast.Term) {
		m.wording[key] = true
		if key.Equal(ast.StringTerm("message")) {
			m.wording[value] = true
		}
	})
}

// span is where the text of a node begins and ends.
func (m *mutator) span(location *ast.Location) (from, till int, known bool) {
	if location == nil || len(location.Text) == 0 {
		return 0, 0, false
	}
	from, till = location.Offset, location.Offset+len(location.Text)
	return from, till, from >= 0 && till <= len(m.source) && m.source[from:till] == string(location.Text)
}

func (m *mutator) add(at *ast.Location, from, till int, change, text string) {
	m.found = append(m.found, Mutant{
		Path: m.path, Rule: m.name, ref: m.ref, Change: change, Row: at.Row, Col: at.Col, from: from, till: till, text: text,
	})
}
