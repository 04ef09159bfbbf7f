package plan

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// function is a rule, or all rules of one name, as it is run.
type function struct {
	name   string
	index  int
	params []ir.Local
	size   int // registers
	blocks []block
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
}

func newNames(policy *ir.Policy) *names {
	n := &names{functions: map[string]*function{}, byPath: map[string]*function{}, decls: ast.BuiltinMap}
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
	gives   ir.Local  // what the function returns, which its blocks add to
	whole   []ir.Stmt // the rule that is compiled: locals mean nothing beyond it
}

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

func (n *names) compile(fn *function, f *ir.Func) error {
	if err := checkBuilt(f); err != nil {
		return err
	}
	w := &writer{names: n, outcome: constantOutcome(f), gives: f.Return}
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

// forget drops what is known of a local, and what is known to be the same.
func (k known) forget(l ir.Local) {
	delete(k, l)
	for other, o := range k {
		if o.constant == nil && o.register == int(l) {
			delete(k, other)
		}
	}
}

//nolint:cyclop,funlen,gocyclo // one case for each statement of the format
func (w *writer) step(s ir.Stmt, k known) (step, error) {
	switch s := s.(type) {
	case *ir.ReturnLocalStmt:
		return &giveBack{w.local(s.Source, k)}, nil
	case *ir.CallStmt:
		return w.call(s, k)
	case *ir.CallDynamicStmt:
		args := make([]operand, 0, len(s.Args))
		for _, l := range s.Args {
			args = append(args, w.local(l, k))
		}
		return &callByPath{w.operands(s.Path, k), args, w.target(s.Result, k), w.byPath}, nil
	case *ir.BlockStmt:
		blocks, err := w.blocks(s.Blocks, k)
		return &sequence{blocks}, err
	case *ir.BreakStmt:
		return leave(s.Index), nil
	case *ir.DotStmt:
		return &dot{w.operand(s.Source, k), w.operand(s.Key, k), w.target(s.Target, k)}, nil
	case *ir.LenStmt:
		return &length{w.operand(s.Source, k), w.target(s.Target, k)}, nil
	case *ir.ScanStmt:
		return w.scan(s, k)
	case *ir.NotStmt:
		inner, err := w.nested(s.Block, k)
		return &not{inner}, err
	case *ir.AssignIntStmt:
		return &assign{operand{constant: ast.InternedTerm(int(s.Value))}, w.target(s.Target, k)}, nil
	case *ir.AssignVarStmt:
		source := w.operand(s.Source, k)
		return &assign{source, w.target(s.Target, k)}, nil
	case *ir.AssignVarOnceStmt:
		return w.assignOnce(s, k), nil
	case *ir.ResetLocalStmt:
		return reset(w.target(s.Target, k)), nil
	case *ir.MakeArrayStmt:
		return makeArray(w.target(s.Target, k)), nil
	case *ir.MakeObjectStmt:
		return makeObject(w.target(s.Target, k)), nil
	case *ir.MakeSetStmt:
		return makeSet(w.target(s.Target, k)), nil
	case *ir.EqualStmt:
		return &equal{w.operand(s.A, k), w.operand(s.B, k)}, nil
	case *ir.NotEqualStmt:
		return &notEqual{w.operand(s.A, k), w.operand(s.B, k)}, nil
	case *ir.IsArrayStmt:
		return &isArray{w.operand(s.Source, k)}, nil
	case *ir.IsObjectStmt:
		return &isObject{w.operand(s.Source, k)}, nil
	case *ir.IsSetStmt:
		return &isSet{w.operand(s.Source, k)}, nil
	case *ir.IsDefinedStmt:
		return &isDefined{w.local(s.Source, k)}, nil
	case *ir.IsUndefinedStmt:
		return &isUndefined{w.local(s.Source, k)}, nil
	case *ir.ArrayAppendStmt:
		return &arrayAppend{w.operand(s.Value, k), w.touch(s.Array)}, nil
	case *ir.ObjectInsertStmt:
		return &objectInsert{w.operand(s.Key, k), w.operand(s.Value, k), w.touch(s.Object)}, nil
	case *ir.ObjectInsertOnceStmt:
		return &objectInsertOnce{w.operand(s.Key, k), w.operand(s.Value, k), w.touch(s.Object), w.place(s)}, nil
	case *ir.SetAddStmt:
		return &setAdd{w.operand(s.Value, k), w.touch(s.Set)}, nil
	case *ir.ObjectMergeStmt:
		a, b := w.local(s.A, k), w.local(s.B, k)
		return &merge{a, b, w.target(s.Target, k), w.place(s)}, nil
	case *ir.WithStmt:
		return w.with(s, k)
	case *ir.NopStmt:
		return &sequence{}, nil
	}
	return nil, fmt.Errorf("%s: %w: %T", w.place(s), ErrUnsupported, s)
}

// place is the file and line a statement comes from.
func (w *writer) place(s ir.Stmt) string {
	l := s.GetLocation()
	if l.File < 0 || l.File >= len(w.files) {
		return "policy"
	}
	return fmt.Sprintf("%s:%d", w.files[l.File], l.Row)
}

func (w *writer) scan(s *ir.ScanStmt, k known) (step, error) {
	source := w.local(s.Source, k)
	key, value := w.target(s.Key, k), w.target(s.Value, k)
	inner, err := w.nested(s.Block, k)
	return &scan{source, key, value, inner}, err
}

func (w *writer) assignOnce(s *ir.AssignVarOnceStmt, k known) step {
	source := w.operand(s.Source, k)
	target := w.target(s.Target, k)
	if w.outcome.ends(s) {
		return &giveBack{source}
	}
	return &assignOnce{source, target, w.place(s)}
}

func (w *writer) call(s *ir.CallStmt, k known) (step, error) {
	args := w.operands(s.Args, k)
	result := w.target(s.Result, k)
	if fn := w.functions[s.Func]; fn != nil {
		return &call{fn, args, result}, nil
	}
	decl := w.decls[s.Func]
	if decl == nil {
		return nil, fmt.Errorf("%s: %w: %s", w.place(s), ErrUnsupported, s.Func)
	}
	return builtin(decl, args, result, w.place(s))
}
