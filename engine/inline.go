package engine

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// inliner evaluates a policy as far as assumptions go, and writes the rules
// that are left in the place of the references to them: a reference to a rule
// costs twenty allocations, a call as many, a test of the input none.
//
// It only ever finds conditions that suffice. Where a rule has several bodies
// that may hold, it keeps the reference, and so it does with whatever it does
// not understand.
type inliner struct {
	rules resolved
	assumptions
	required map[string]bool      // literals that the body written so far has
	lifted   map[string]*ast.Term // what rules come to, or a variable for it, by reference
	values   []*ast.Expr          // what those variables are
	unclear  bool                 // see clearly
	renaming int
	within   int // how deep, because a policy must not be able to nest for ever
}

// names are the terms that the variables of a body stand for.
type names struct {
	bound  map[ast.Var]*ast.Term
	suffix string
}

// fresh are names for a body that is about to be written somewhere else.
func (in *inliner) fresh() *names {
	in.renaming++
	return &names{bound: map[ast.Var]*ast.Term{}, suffix: fmt.Sprintf("w%d", in.renaming)}
}

func (n *names) of(v ast.Var) *ast.Term {
	if ast.RootDocumentNames.Contains(ast.NewTerm(v)) {
		return ast.NewTerm(v)
	}
	if n.bound[v] == nil {
		n.bound[v] = ast.VarTerm(string(v) + n.suffix)
	}
	return n.bound[v]
}

// clearly reports whether do met nothing that inliner does not read. If it did,
// what it has written is of no use, and something stays as it is.
func (in *inliner) clearly(do func()) bool {
	if in.within == maxInlined {
		in.unclear = true
		return false
	}
	before := in.unclear
	in.unclear = false
	in.within++
	do()
	in.within--
	clear := !in.unclear
	in.unclear = before
	return clear
}

// unread notes that there is something that inliner does not read; the term
// only takes its place.
func (in *inliner) unread() *ast.Term {
	in.unclear = true
	return ast.InternedNullTerm
}

// maxInlined bounds how deeply rules are written into each other.
const maxInlined = 16

// term rewrites a term by what is known. The result shares nothing with it.
func (in *inliner) term(t *ast.Term, n *names) *ast.Term {
	switch v := t.Value.(type) {
	case ast.Null, ast.Boolean, ast.Number, ast.String:
		return t
	case ast.Var:
		return n.of(v)
	case ast.Ref:
		return in.ref(v, n)
	case ast.Call:
		return in.call(v, n)
	case *ast.Array:
		terms := make([]*ast.Term, 0, v.Len())
		v.Foreach(func(one *ast.Term) { terms = append(terms, in.term(one, n)) })
		return ast.ArrayTerm(terms...)
	case ast.Set:
		terms := make([]*ast.Term, 0, v.Len())
		v.Foreach(func(one *ast.Term) { terms = append(terms, in.term(one, n)) })
		return ast.SetTerm(terms...)
	case ast.Object:
		fields := make([]item, 0, v.Len())
		v.Foreach(func(name, value *ast.Term) { fields = append(fields, item{in.term(name, n), in.term(value, n)}) })
		return ast.ObjectTerm(fields...)
	case *ast.SetComprehension:
		body, ok := in.all(v.Body, n, true)
		if ok == no {
			return ast.NewTerm(ast.NewSet())
		}
		return ast.SetComprehensionTerm(in.term(v.Term, n), bodyOf(body))
	}
	return in.unread()
}

// ref rewrites a reference: a known value takes the place of a rule with one.
func (in *inliner) ref(ref ast.Ref, n *names) *ast.Term {
	written := make(ast.Ref, 0, len(ref))
	for i, part := range ref {
		if v, ok := part.Value.(ast.Var); ok && i == 0 {
			head := n.of(v)
			if own, ok := head.Value.(ast.Ref); ok {
				written = append(written, own...)
				continue
			}
			written = append(written, head)
			continue
		}
		written = append(written, in.term(part, n))
	}
	if written.Equal(refType) {
		return ast.StringTerm(in.resourceType)
	}
	for end := 2; end <= len(written); end++ {
		if value := in.value(written[:end]); value != nil {
			return inside(value, written[end:])
		}
	}
	return ast.NewTerm(written)
}

// inside is a reference into a value.
func inside(value *ast.Term, rest ast.Ref) *ast.Term {
	if len(rest) == 0 {
		return value
	}
	if rest.IsGround() && isConstant(value) {
		if found, err := value.Value.Find(rest); err == nil {
			return ast.NewTerm(found)
		}
	}
	return ast.NewTerm(append(ast.Ref{value}, rest...))
}

// value is what a rule without arguments comes to, if that is known.
func (in *inliner) value(ref ast.Ref) (found *ast.Term) {
	if !ref.HasPrefix(ast.DefaultRootRef) || !ref.IsGround() {
		return nil
	}
	name := ref.String()
	if in.rules[name] == nil {
		return nil
	}
	if known, looked := in.lifted[name]; looked {
		return known
	}
	in.lifted[name] = nil // whatever refers to itself has no value here
	if !in.clearly(func() { found = in.only(name) }) {
		return nil
	}
	if found != nil && !isConstant(found) {
		return in.lift(name, found)
	}
	in.lifted[name] = found
	return found
}

// only is the value of the only rule that has one.
func (in *inliner) only(ref string) *ast.Term {
	var found *ast.Term
	for _, rule := range in.rules[ref] {
		if rule.Default || len(rule.Head.Args) > 0 || rule.Head.RuleKind() != ast.SingleValue {
			return nil
		}
		value, decided := in.branch(rule)
		if !decided || value != nil && found != nil {
			return nil
		}
		if value != nil {
			found = value
		}
	}
	return found
}

// lift gives a variable to what has to be computed, so that it is only once.
func (in *inliner) lift(ref string, value *ast.Term) *ast.Term {
	in.lifted[ref] = ast.VarTerm(fmt.Sprintf("warder%d", len(in.values)))
	in.values = append(in.values, ast.Equality.Expr(in.lifted[ref], value))
	return in.lifted[ref]
}

// branch is the value of a rule, or of the else that takes its place. It is nil
// if the rule has none, and undecided if the request must tell.
func (in *inliner) branch(rule *ast.Rule) (*ast.Term, bool) {
	for ; rule != nil; rule = rule.Else {
		n := in.fresh()
		switch _, holds := in.all(rule.Body, n, false); holds {
		case open:
			return nil, false
		case yes:
			return in.term(rule.Head.Value, n), true
		case no:
		}
	}
	return nil, true
}

// call rewrites a call within a term: one of a function with a single body
// that is known to hold becomes its value.
func (in *inliner) call(call ast.Call, n *names) *ast.Term {
	written := make([]*ast.Term, 0, len(call))
	written = append(written, call[0])
	for _, argument := range call[1:] {
		written = append(written, in.term(argument, n))
	}
	var value *ast.Term
	read := in.clearly(func() {
		if rule, inner := in.single(written); rule != nil {
			if _, holds := in.all(rule.Body, inner, false); holds == yes {
				value = in.term(rule.Head.Value, inner)
			}
		}
	})
	if read && value != nil {
		return value
	}
	return ast.CallTerm(written...)
}

// single finds the rule of a call to a function of the policy that has just
// one, and the names of its arguments.
func (in *inliner) single(call []*ast.Term) (*ast.Rule, *names) {
	rules := in.rules[call[0].String()]
	if len(rules) != 1 || rules[0].Else != nil || rules[0].Default {
		return nil, nil
	}
	return rules[0], in.bind(rules[0], call[1:])
}

// bind are names for the body of a rule that is called with arguments.
func (in *inliner) bind(rule *ast.Rule, arguments []*ast.Term) *names {
	n := in.fresh()
	if len(rule.Head.Args) != len(arguments) {
		in.unread()
		return n
	}
	for i, argument := range rule.Head.Args {
		v, ok := argument.Value.(ast.Var)
		if !ok {
			in.unread()
			return n
		}
		n.bound[v] = arguments[i]
	}
	return n
}

// all evaluates a body as far as it is known, and writes down what is left. In
// a set, where repetition does not matter, more can be written in place.
func (in *inliner) all(body ast.Body, n *names, inSet bool) ([]*ast.Expr, verdict) {
	left, holds := []*ast.Expr{}, yes
	added := []string{}
	defer func() {
		for _, text := range added {
			delete(in.required, text)
		}
	}()
	for _, expr := range body {
		rest, literal := in.literal(expr, n, inSet)
		if literal == no {
			return nil, no
		}
		if literal == yes {
			continue
		}
		left, holds = append(left, rest...), open
		for _, one := range rest { // what follows may rely on it
			if text := one.String(); !in.required[text] {
				in.required[text] = true
				added = append(added, text)
			}
		}
	}
	return left, holds
}

// literal evaluates one literal as far as it is known.
func (in *inliner) literal(expr *ast.Expr, n *names, inSet bool) ([]*ast.Expr, verdict) {
	if len(expr.With) > 0 {
		in.unread()
		return nil, open
	}
	if expr.Negated {
		positive := expr.Copy()
		positive.Negated = false
		left, holds := in.literal(positive, n, false)
		if holds == open && len(left) == 1 && left[0] != nil && !left[0].Negated && picksNothing(left) {
			return in.unlessRequired(left[0].Complement(), open)
		}
		return in.unlessRequired(in.copied(expr, n), holds.not())
	}
	switch terms := expr.Terms.(type) {
	case *ast.Term:
		return in.reference(in.term(terms, n), inSet)
	case []*ast.Term:
		return in.builtin(terms, n, inSet)
	}
	in.unread() // an every
	return nil, open
}

// unlessRequired leaves out what the body has already.
func (in *inliner) unlessRequired(literal *ast.Expr, holds verdict) ([]*ast.Expr, verdict) {
	if holds == open && in.required[literal.String()] {
		return nil, yes
	}
	return []*ast.Expr{literal}, holds
}

// copied is a literal with its terms rewritten.
func (in *inliner) copied(expr *ast.Expr, n *names) *ast.Expr {
	copied := &ast.Expr{Negated: expr.Negated, Location: expr.Location}
	switch terms := expr.Terms.(type) {
	case *ast.Term:
		copied.Terms = in.term(terms, n)
	case []*ast.Term:
		copied.Terms = in.arguments(terms, n)
	default:
		copied.Terms = in.unread()
	}
	return copied
}

func (in *inliner) arguments(terms []*ast.Term, n *names) []*ast.Term {
	written := []*ast.Term{terms[0]}
	for _, term := range terms[1:] {
		written = append(written, in.term(term, n))
	}
	return written
}

// reference evaluates a literal that is a term alone.
func (in *inliner) reference(term *ast.Term, inSet bool) ([]*ast.Expr, verdict) {
	ref, ok := term.Value.(ast.Ref)
	if !ok {
		if isConstant(term) {
			return nil, map[bool]verdict{true: no, false: yes}[term.Equal(ast.InternedTerm(false))]
		}
		return in.unlessRequired(ast.NewExpr(term), open)
	}
	if in.undefined(ref) {
		return nil, no
	}
	if rules := in.rules[ref.String()]; len(rules) > 0 {
		return in.rule(ref, rules, inSet)
	}
	if in.assumptions.reference(ref) == yes {
		return nil, yes
	}
	if ref.HasPrefix(ast.InputRootRef) && ref.IsGround() {
		// A test for true is stricter than one for being there, and costs nothing.
		return in.unlessRequired(ast.Equality.Expr(term, ast.InternedTerm(true)), open)
	}
	return in.unlessRequired(ast.NewExpr(term), open)
}

// rule evaluates a literal that names a rule: one whose only body that may hold
// picks nothing out of a collection is written in its place.
func (in *inliner) rule(ref ast.Ref, rules []*ast.Rule, inSet bool) ([]*ast.Expr, verdict) {
	if in.required[ref.String()] {
		return nil, yes
	}
	return in.disjunction(ast.NewExpr(ast.NewTerm(ref)), rules, nil, inSet)
}

// disjunction evaluates a literal that names rules, or calls functions: in its
// place comes what has to hold, if that is not one thing or another.
func (in *inliner) disjunction(literal *ast.Expr, rules []*ast.Rule, arguments []*ast.Term, inSet bool) ([]*ast.Expr, verdict) {
	bodies, holds := in.bodies(rules, arguments)
	if holds != open {
		return nil, holds
	}
	if len(bodies) == 1 && bodies[0][0] != nil && (inSet || picksNothing(bodies[0])) {
		return bodies[0], open
	}
	return in.unlessRequired(literal, open)
}

// bodies are those of a rule that may hold. Only plain rules are looked into.
func (in *inliner) bodies(rules []*ast.Rule, arguments []*ast.Term) (live [][]*ast.Expr, holds verdict) {
	for _, rule := range rules {
		if !isPlain(rule) {
			return nil, open
		}
	}
	holds = no
	for _, rule := range rules {
		left, body := []*ast.Expr(nil), open
		if !in.clearly(func() { left, body = in.all(rule.Body, in.bind(rule, arguments), false) }) {
			left, body = []*ast.Expr{nil}, open // a body that is there, and cannot be written
		}
		switch body {
		case yes:
			return nil, yes
		case open:
			live, holds = append(live, left), open
		case no:
		}
	}
	return live, holds
}

// isPlain reports whether a rule is true if its body holds, and else undefined.
func isPlain(rule *ast.Rule) bool {
	return !rule.Default && rule.Else == nil && rule.Head.RuleKind() == ast.SingleValue &&
		rule.Head.Value != nil && rule.Head.Value.Equal(ast.InternedTerm(true))
}

// picksNothing reports whether literals have at most one solution, so that what
// follows them is evaluated once.
func picksNothing(literals []*ast.Expr) bool {
	return !slices.ContainsFunc(literals, func(literal *ast.Expr) bool {
		if literal == nil {
			return true
		}
		picks := false
		ast.WalkRefs(literal, func(ref ast.Ref) bool {
			picks = picks || !ref[1:].IsGround()
			return picks
		})
		return picks && !isClosure(literal)
	})
}

func isClosure(literal *ast.Expr) bool { return literal.Negated }

// builtin evaluates a literal that is a call.
func (in *inliner) builtin(terms []*ast.Term, n *names, inSet bool) ([]*ast.Expr, verdict) {
	written := in.arguments(terms, n)
	for _, argument := range written[1:] {
		if ref, ok := argument.Value.(ast.Ref); ok && in.undefined(ref) {
			return nil, no
		}
	}
	holds := open
	switch operator := written[0].String(); {
	case operator == ast.Equal.Name || operator == ast.Equality.Name && len(written) == 3:
		holds = in.compared(written[1], written[2])
	case operator == ast.NotEqual.Name:
		holds = in.compared(written[1], written[2]).not()
	case operator == ast.Member.Name:
		holds = member(written[1], written[2])
	default:
		if rules := in.rules[operator]; len(rules) > 0 {
			return in.disjunction(ast.NewExpr(written), rules, written[1:], inSet)
		}
	}
	return in.unlessRequired(ast.NewExpr(written), holds)
}

// member is what is known of x in y.
func member(x, y *ast.Term) verdict {
	set, ok := y.Value.(ast.Set)
	if !ok || !isConstant(x) || !isConstant(y) {
		return open
	}
	if set.Contains(x) {
		return yes
	}
	return no
}

func bodyOf(literals []*ast.Expr) ast.Body {
	if len(literals) == 0 {
		return ast.NewBody(ast.NewExpr(ast.InternedTerm(true)))
	}
	return ast.NewBody(literals...)
}
