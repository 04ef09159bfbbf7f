package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// function is the executable form of a rule, or of all rules of one name.
type function struct {
	name   string
	index  int
	params []ir.Local
	// lasting is what the function comes to for every input; nil if it may
	// depend on it. See lasts.
	lasting *lasting
	size    int // registers
	blocks  []block
}

// block is a sequence of steps: it ends where one of them is undefined.
type block []step

// names is what statements refer to.
type names struct {
	strings   []*ast.Term
	files     []string
	functions map[string]*function
	byPath    map[string]*function
	decls     map[string]*ast.Builtin
	data      *ast.Term // the base documents
	fields    *fields
}

func newNames(policy *ir.Policy, data *ast.Term) *names {
	n := &names{fields: &fields{map[fieldName]*field{}}, functions: map[string]*function{}, byPath: map[string]*function{}, decls: ast.BuiltinMap, data: data}
	for _, s := range policy.Static.Strings {
		n.strings = append(n.strings, ast.StringTerm(s.Value))
	}
	for _, s := range policy.Static.Files {
		n.files = append(n.files, s.Value)
	}
	return n
}

// writer compiles the statements of one function.
type writer struct {
	*names
	size    int
	outcome *outcome
	every   *every
	gives   ir.Local // what the function returns, which its blocks add to
	// documents is the register of the data, as the function was handed it.
	documents int
	input     int       // the register of the input, likewise
	whole     []ir.Stmt // the rule that is compiled: locals mean nothing beyond it
}

func (n *names) compile(fn *function, f *ir.Func) error {
	if err := checkBuilt(f); err != nil {
		return err
	}
	w := &writer{
		names: n, outcome: constantOutcome(f), every: findEvery(f), gives: f.Return,
		input: int(f.Params[0]), documents: int(f.Params[1]),
	}
	for _, param := range append(f.Params, f.Return) {
		w.touch(param)
	}
	for _, b := range f.Blocks {
		if w.outcome.skips(b) {
			continue
		}
		compiled, err := w.rule(b)
		if err != nil {
			return err
		}
		fn.blocks = append(fn.blocks, compiled)
	}
	fn.size = w.size
	return nil
}

// rule compiles a rule, or what goes before and after all of them. A rule with an
// else is a block of blocks.
func (w *writer) rule(b *ir.Block) (block, error) {
	ordered, ok := b.Stmts[0].(*ir.BlockStmt)
	if !ok || len(b.Stmts) != 1 {
		w.whole = b.Stmts
		return w.block(b, known{})
	}
	all := &sequence{}
	for _, one := range ordered.Blocks {
		if w.outcome.skips(one) {
			continue
		}
		w.whole = one.Stmts
		compiled, err := w.block(one, known{})
		if err != nil {
			return nil, err
		}
		all.blocks = append(all.blocks, compiled)
	}
	return block{all}, nil
}

// touch makes room for a local.
func (w *writer) touch(local ir.Local) int {
	w.size = max(w.size, int(local)+1)
	return int(local)
}

func (w *writer) block(b *ir.Block, k known) (block, error) {
	compiled := block{}
	for i := 0; i < len(b.Stmts); {
		steps, used, err := w.several(b.Stmts[i:], k)
		if err != nil {
			return nil, err
		}
		compiled = append(compiled, steps...)
		i += used
	}
	return compiled, nil
}

// several compiles the first of some statements, and those after it that become
// one step with it, or none.
func (w *writer) several(stmts []ir.Stmt, k known) ([]step, int, error) {
	if used, literals := w.literal(stmts, k); used > 0 {
		steps := []step{}
		for local, value := range literals {
			k[local] = operand{constant: value}
			if !w.lasts(local, stmts, stmts[used:]) {
				steps = append(steps, &assign{k[local], w.touch(local)})
			}
		}
		return steps, used, nil
	}
	if w.outcome.settles(stmts[0]) {
		return nil, 1, nil
	}
	if s, used := w.path(stmts, k); used > 0 {
		return []step{s}, used, nil
	}
	if s := w.condition(stmts, k); s != nil {
		return []step{s}, 2, nil
	}
	if s, used := w.collection(stmts, k); used > 0 {
		return []step{s}, used, nil
	}
	if w.alias(stmts, k) {
		return nil, 1, nil
	}
	s, err := w.step(stmts[0], k)
	return []step{s}, 1, err
}

func (w *writer) blocks(list []*ir.Block, k known) ([]block, error) {
	compiled := make([]block, 0, len(list))
	for _, b := range list {
		if w.outcome.skips(b) {
			continue
		}
		one, err := w.nested(b, k)
		if err != nil {
			return nil, err
		}
		compiled = append(compiled, one)
	}
	return compiled, nil
}

// nested compiles a block within another, which cannot rely afterwards on what
// it knew of locals that were written inside.
func (w *writer) nested(b *ir.Block, k known) (block, error) {
	forget(b, k)
	return w.block(b, k.inner())
}
