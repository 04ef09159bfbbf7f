package models

import (
	"context"
	"errors"
	"strings"
)

// ErrNotPrefetched means that a transaction made of what was read ahead was asked
// for something else. Nothing was asked of the database; a Snapshot knows.
var ErrNotPrefetched = errors.New("not read ahead")

// Prefetch is a list of questions that are known to come, some of them about
// the answers of others. One statement asks them all, so that the answers are
// of one state of the database and cost one round trip. A caller that then asks First
// or Find a question of the list, in the very same words, gets its answer from
// memory: what is read, and what becomes of it, is said in one place only, and
// a question that was not foreseen is asked as ever.
type Prefetch struct {
	questions []*Query
}

// Query is a question of a Prefetch.
type Query struct {
	index int
	of    *table
	one   bool   // what First asks
	order string // what OrderBy is told
	scope ScopeRef
	where string
	args  []any
	led   bool   // whether it referred to rows that are known by now
	given *Query // what has to find something, or this finds nothing; nil for none
	rows  []any  // the answer: pointers to rows, in order
}

// Ref is a column of the rows that another question finds.
type Ref struct {
	of     *Query
	column string
}

// Column stands, among the arguments of a later question, for a column of the
// rows that this one finds. The condition it is used in is "column = ?", asked
// once for each row, or "column IN ?", asked once for all.
func (c *Query) Column(name string) Ref { return Ref{c, name} }

// ScopeRef is a Scope of which the parts may be a Ref instead of a string; nil
// where the Scope is empty.
type ScopeRef struct{ Org, Project any }

// within is a scope as a question of First or Find has it.
func within(scope Scope) ScopeRef {
	w := ScopeRef{}
	if scope.OrgID != "" {
		w.Org = scope.OrgID
	}
	if scope.ProjectID != "" {
		w.Project = scope.ProjectID
	}
	return w
}

// refs are what the question refers to.
func (c *Query) refs() []Ref {
	var refs []Ref
	add := func(part any) {
		if ref, isRef := part.(Ref); isRef {
			refs = append(refs, ref)
		}
	}
	add(c.scope.Org)
	add(c.scope.Project)
	for _, arg := range c.args {
		add(arg)
	}
	return refs
}

// tenant says which parts are values: neither missing nor a Ref.
func (w ScopeRef) tenant() tenant { return tenant{isValue(w.Org), isValue(w.Project)} }

func isValue(part any) bool {
	_, isRef := part.(Ref)
	return part != nil && !isRef
}

// PrefetchFirst adds a question that First is going to be asked.
func PrefetchFirst[T any](f *Prefetch, scope ScopeRef, where string, args ...any) *Query {
	return f.add(&Query{of: rowsOf[T](), one: true, scope: scope, where: where, args: args})
}

// PrefetchFind adds a question that Find is going to be asked, after OrderBy
// unless order is empty.
func PrefetchFind[T any](f *Prefetch, order string, scope ScopeRef, where string, args ...any) *Query {
	return f.add(&Query{of: rowsOf[T](), order: order, scope: scope, where: where, args: args})
}

func (f *Prefetch) add(c *Query) *Query {
	c.index = len(f.questions)
	f.questions = append(f.questions, c)
	return c
}

// Prefetch runs fn on what a prefetch reads in one statement, which is a
// snapshot by itself. It fails with ErrNotPrefetched when fn asks for anything
// else; fn then has to run again, on a Snapshot.
func (s *Store) Prefetch(ctx context.Context, foresight *Prefetch, fn func(tx *Tx) error) error {
	known, err := s.ask(ctx, s.reader.Statement.ConnPool, foresight)
	if err == nil {
		err = fn(&Tx{store: s, db: s.unforeseen, known: known, readOnly: true})
	}
	return settle(ctx, err)
}

// WithPrefetched is the transaction with the answers of a prefetch, which are as
// old as this call: once rows have been written, use the transaction itself.
func (tx *Tx) WithPrefetched(foresight *Prefetch) (*Tx, error) {
	statement := tx.db.Statement
	known, err := tx.store.ask(statement.Context, statement.ConnPool, foresight)
	if err != nil {
		return nil, Translate(err)
	}
	return &Tx{store: tx.store, db: tx.db, known: known, readOnly: tx.readOnly}, nil
}

// Prefetched is whether the transaction answers from memory already.
func (tx *Tx) Prefetched() bool { return tx.known != nil }

// answers are rows by the question that finds them.
type answers map[string][]any

// anyTenant is the scope of the look-ups whose answer is the tenant. No other
// query accepts it.
var anyTenant = Scope{installation: true}

// answered looks a question up among what was read ahead. The rows are the
// asker's own.
func answered[T any](tx *Tx, scope Scope, where string, args []any) (rows []T, known bool) {
	found, known := prefetched[T](tx, scope, where, args)
	if !known {
		return nil, false
	}
	rows = make([]T, 0, len(found))
	for _, row := range found {
		rows = append(rows, *row.(*T)) //nolint:forcetypeassert // the key names the table, and with it the type
	}
	return rows, true
}

// prefetched are pointers to the rows of a question that was read ahead, which are
// there for its asker.
func prefetched[T any](tx *Tx, scope Scope, where string, args []any) (rows []any, known bool) {
	if tx.known == nil || scope.OrgID == "" && !scope.installation {
		return nil, false
	}
	var space [keySpace]byte
	rows, known = tx.known[string(appendKey(space[:0], rowsOf[T](), tx.order, within(scope), where, args))]
	return rows, known
}

// answers files what every question found under the words it will be asked in.
func (f *Prefetch) answers() answers {
	known := make(answers, len(f.questions))
	for _, c := range f.questions {
		for _, bound := range c.bindings() {
			known[keyOf(c.of, c.order, bound.scope, c.where, bound.args)] = bound.rows
		}
	}
	return known
}

// bound is a question with every Ref replaced by a value, and what it finds.
type bound struct {
	scope ScopeRef
	args  []any
	rows  []any
}

// bindings are the ways in which the question will be asked: one for each row
// of each question it refers to, none where one of those found nothing.
func (c *Query) bindings() []bound {
	all := []bound{{c.scope, c.args, c.rows}}
	for i, arg := range c.args {
		if ref, isRef := arg.(Ref); isRef {
			name, each := comparedAt(c.where, i)
			all = spread(all, c, ref, name, each, func(b *bound, value any) { b.args = append([]any{}, b.args...); b.args[i] = value })
		}
	}
	if ref, isRef := c.scope.Org.(Ref); isRef {
		all = spread(all, c, ref, orgColumn, true, func(b *bound, value any) { b.scope.Org = value })
	}
	if ref, isRef := c.scope.Project.(Ref); isRef {
		all = spread(all, c, ref, projectColumn, true, func(b *bound, value any) { b.scope.Project = value })
	}
	return all
}

// spread binds a Ref in every binding so far. Rows are told apart only where
// there are several values: then their column has to equal the value.
func spread(all []bound, c *Query, ref Ref, column string, each bool, bind func(b *bound, value any)) []bound {
	values := ref.values()
	if !each {
		values = []any{texts(values)}
	}
	var next []bound
	for _, b := range all {
		for _, value := range values {
			with := b
			bind(&with, value)
			if len(values) > 1 {
				with.rows = c.of.having(b.rows, column, value)
			}
			next = append(next, with)
		}
	}
	return next
}

// values are the distinct values of the column, without NULL.
func (r Ref) values() []any {
	var values []any
	seen := map[any]bool{}
	for _, row := range r.of.rows {
		if value := r.of.of.value(row, r.column); value != nil && !seen[value] {
			seen[value] = true
			values = append(values, value)
		}
	}
	return values
}

// comparedAt is the column that the n-th argument of a condition is compared
// with, and whether with one value at a time.
func comparedAt(where string, n int) (column string, each bool) {
	parts := strings.SplitN(where, "?", n+2)
	before := strings.Fields(parts[n])
	operator := before[len(before)-1]
	column = strings.TrimLeft(before[len(before)-2], "(")
	return column[strings.LastIndexByte(column, '.')+1:], operator == "="
}
