package proof

import (
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// witness watches tests run and keeps what a verdict of true does not show:
// which tables of tests had no member, and which denials held.
type witness struct {
	compiler *ast.Compiler
	next     topdown.QueryTracer // told the same; may be nil

	once   sync.Once
	starts map[*ast.Expr]*table // the expression that looks into the table
	proofs map[*ast.Expr][]*table
	ends   map[*ast.Expr][]*table // by the first expression of the body that ends

	mu     sync.Mutex
	denied map[place]bool // where denials stand that held
}

// table is a collection that a test goes through, member by member.
type table struct {
	location *ast.Location
	text     string // as it stands in the source
	looked   bool   // some test looked into it
	tried    bool   // it had a member
}

var _ topdown.QueryTracer = (*witness)(nil)

func newWitness(compiler *ast.Compiler, next topdown.QueryTracer) *witness {
	return &witness{compiler: compiler, next: next, denied: map[place]bool{}}
}

// Enabled says that events are wanted.
func (w *witness) Enabled() bool { return true }

// Config is that of the next tracer: the witness needs no values.
func (w *witness) Config() topdown.TraceConfig {
	if w.next != nil {
		return w.next.Config()
	}
	return topdown.TraceConfig{}
}

// TraceEvent keeps what the event proves. Tests run at the same time.
func (w *witness) TraceEvent(event topdown.Event) {
	if w.next != nil {
		w.next.TraceEvent(event)
	}
	w.once.Do(w.index)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch node := event.Node.(type) {
	case *ast.Expr:
		if event.Op != topdown.EvalOp {
			return
		}
		if looked := w.starts[node]; looked != nil {
			looked.looked = true
		}
		try(w.proofs[node])
	case *ast.Rule:
		if event.Op != topdown.ExitOp {
			return
		}
		w.ended(node.Body)
		if isDenial(node) {
			w.denied[placeOf(node.Location)] = true
		}
	case ast.Body:
		if event.Op == topdown.ExitOp {
			w.ended(node)
		}
	}
}

// place is where something stands: compiling copies rules, and keeps that.
type place struct {
	file     string
	row, col int
}

func placeOf(location *ast.Location) place {
	if location == nil {
		return place{}
	}
	return place{location.File, location.Row, location.Col}
}

func (w *witness) ended(body ast.Body) {
	if len(body) > 0 {
		try(w.ends[body[0]])
	}
}

func try(tables []*table) {
	for _, one := range tables {
		one.tried = true
	}
}

func isDenial(rule *ast.Rule) bool {
	return ruleName(rule) == "deny" && rule.Module != nil && isRulePackage(rule.Module.Package.Path)
}

func ruleName(rule *ast.Rule) string {
	name, _ := rule.Head.Ref()[0].Value.(ast.Var)
	return string(name)
}

// index finds the tables of the compiled tests. Once an expression that takes a
// member succeeds, the next one of its body is evaluated, or the body ends.
func (w *witness) index() {
	w.starts, w.proofs, w.ends = map[*ast.Expr]*table{}, map[*ast.Expr][]*table{}, map[*ast.Expr][]*table{}
	for path, module := range w.compiler.Modules {
		if !isTest(path) {
			continue
		}
		ast.WalkBodies(module, func(body ast.Body) bool {
			for i, expr := range body {
				found := &table{location: expr.Location, text: sourceOf(expr)}
				if every, is := expr.Terms.(*ast.Every); is {
					w.starts[expr] = found
					w.proofs[every.Body[0]] = append(w.proofs[every.Body[0]], found)
					continue
				}
				if expr.Negated || !w.takesMember(expr) {
					continue
				}
				w.starts[expr] = found
				if i+1 < len(body) {
					w.proofs[body[i+1]] = append(w.proofs[body[i+1]], found)
				} else {
					w.ends[body[0]] = append(w.ends[body[0]], found)
				}
			}
			return false
		})
	}
}

// takesMember reports whether the expression is what `some x in table` compiles to,
// over a table of the tests or of data. What rules of the policy give may well
// be empty.
func (w *witness) takesMember(expr *ast.Expr) bool {
	if !expr.IsEquality() {
		return false
	}
	return slices.ContainsFunc(expr.Operands(), func(operand *ast.Term) bool {
		ref, isRef := operand.Value.(ast.Ref)
		if !isRef || !ref.HasPrefix(ast.DefaultRootRef) || ref.IsGround() {
			return false
		}
		known := ref.ConstantPrefix()
		return len(known) == len(ref)-1 && !slices.ContainsFunc(w.compiler.GetRules(known), func(rule *ast.Rule) bool {
			return rule.Location != nil && !isTest(rule.Location.File)
		})
	})
}

func sourceOf(expr *ast.Expr) string {
	if expr.Location == nil {
		return expr.String()
	}
	first, _, more := strings.Cut(string(expr.Location.Text), "\n")
	if more {
		first += " ..."
	}
	return first
}

// untried are the tables that tests looked into and found empty.
func (w *witness) untried() []*table {
	var found []*table
	for _, one := range w.starts {
		if one.looked && !one.tried {
			found = append(found, one)
		}
	}
	return found
}
