package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// known are the locals whose value is known wherever a statement is: as a
// constant, or as that of another register. It was assigned before the statement,
// in its block or one around it.
type known map[ir.Local]operand

func (k known) inner() known {
	copied := make(known, len(k))
	for local, o := range k {
		copied[local] = o
	}
	return copied
}

// operand is a value that a statement takes: a constant, or a register.
type operand struct {
	constant *ast.Term
	register int
}

func (o operand) value(r registers) *ast.Term {
	if o.constant != nil {
		return o.constant
	}
	return r[o.register]
}

// pair is two values that a statement takes together.
type pair struct{ a, b operand }

// values are undefined if one of them is.
func (p pair) values(r registers) (a, b *ast.Term, defined bool) {
	a, b = p.a.value(r), p.b.value(r)
	return a, b, a != nil && b != nil
}

func (w *writer) pair(a, b ir.Operand, k known) pair { return pair{w.operand(a, k), w.operand(b, k)} }

func (w *writer) operand(o ir.Operand, k known) operand {
	switch v := o.Value.(type) {
	case ir.Local:
		return w.local(v, k)
	case ir.StringIndex:
		return operand{constant: w.strings[v]}
	case ir.Bool:
		return operand{constant: ast.InternedTerm(bool(v))}
	}
	return operand{}
}

func (w *writer) local(l ir.Local, k known) operand {
	if o, ok := k[l]; ok {
		return o
	}
	return operand{register: w.touch(l)}
}

func (w *writer) operands(list []ir.Operand, k known) []operand {
	all := make([]operand, 0, len(list))
	for _, o := range list {
		all = append(all, w.operand(o, k))
	}
	return all
}

// target is the register that a statement writes, which is unknown from now on.
func (w *writer) target(l ir.Local, k known) int {
	k.forget(l)
	return w.touch(l)
}

// forget drops the known value of a local, and its aliases.
func (k known) forget(l ir.Local) {
	delete(k, l)
	for other, o := range k {
		if o.constant == nil && o.register == int(l) {
			delete(k, other)
		}
	}
}
