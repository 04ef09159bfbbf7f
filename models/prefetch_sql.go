package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// shape is the statement of all foresights that differ only in their values.
type shape struct {
	text    string
	width   [kinds]int // columns of each kind
	ordered bool       // whether rows come with their place in the order
}

// shapes keeps the statements that were made, of which there are as many as
// there are kinds of requests.
type shapes struct {
	postgres bool
	made     sync.Map // *shape by what tells one from another
}

// of is the statement of a prefetch, and its arguments.
func (s *shapes) of(f *Prefetch) (*shape, []any) {
	key := f.outline()
	if made, found := s.made.Load(key); found {
		return made.(*shape), f.arguments() //nolint:forcetypeassert // nothing else is stored
	}
	made := f.write(s.postgres)
	s.made.Store(key, made)
	return made, f.arguments()
}

// outline is what the text of the statement depends on.
func (f *Prefetch) outline() string {
	var space [2048]byte
	key := space[:0]
	for _, c := range f.questions {
		key = append(append(append(append(append(key, c.of.name...), '|'), c.order...), '|'), c.where...)
		key = strconv.AppendBool(strconv.AppendBool(append(key, '|'), c.one), c.leads())
		for _, arg := range append([]any{c.scope.Org, c.scope.Project}, c.args...) {
			switch arg := arg.(type) {
			case nil:
				key = append(key, '|')
			case Ref:
				key = append(strconv.AppendInt(append(key, '|'), int64(arg.of.index), 10), arg.column...)
			case []string:
				key = strconv.AppendInt(append(key, '|', '?'), int64(len(arg)), 10)
			default:
				key = append(key, '|', '?')
			}
		}
	}
	return string(key)
}

// arguments are the values, in the order of their placeholders.
func (f *Prefetch) arguments() []any {
	var list []any
	for _, c := range f.questions {
		for _, arg := range append([]any{c.scope.Org, c.scope.Project}, c.args...) {
			switch arg := arg.(type) {
			case nil, Ref:
			case []string:
				for _, member := range arg {
					list = append(list, member)
				}
			default:
				list = append(list, arg)
			}
		}
	}
	return list
}

// writer numbers the placeholders of a statement.
type writer struct {
	strings.Builder
	postgres bool
	n        int
}

// write makes each question a common table expression, so that others may
// refer to it, and puts the rows of all of them below each other: behind the
// number of their question and their place in its order, the columns of each
// kind.
func (f *Prefetch) write(postgres bool) *shape {
	s := &shape{ordered: postgres}
	for _, c := range f.questions {
		for kind, fields := range c.fields() {
			s.width[kind] = max(s.width[kind], len(fields))
		}
	}
	w := &writer{postgres: postgres}
	for i, c := range f.questions {
		w.WriteString([]string{"WITH ", ",\n"}[min(i, 1)])
		fmt.Fprintf(w, "q%d AS (", i)
		w.question(c)
		w.WriteString(")")
	}
	w.types(s.width)
	for _, c := range f.questions {
		w.WriteString("\nUNION ALL ")
		w.projection(c, s.width)
	}
	s.text = w.String()
	return s
}

func (w *writer) question(c *Query) {
	w.WriteString("SELECT ")
	for _, field := range c.of.schema.DBNames {
		w.WriteString(c.of.column(field) + ", ")
	}
	place := "0"
	if c.order != "" && w.postgres { // SQLite takes longer to number rows than to find them
		place = "row_number() OVER (ORDER BY " + c.order + ")"
	}
	w.WriteString(place + " AS place FROM " + c.of.from + " WHERE ")
	w.within(c, orgColumn, c.scope.Org)
	w.within(c, projectColumn, c.scope.Project)
	w.condition(c)
	if c.single() {
		w.WriteString(" LIMIT 1")
	}
}

// within holds the rows to a tenant. Rows that another question leads to are
// found by that, and only checked here: neither database knows how few they are,
// and would read a whole project instead, if it could use an index for it.
func (w *writer) within(c *Query, column string, value any) {
	if value == nil {
		return
	}
	column = c.of.column(column)
	switch {
	case c.leads() && w.postgres:
		column = "(" + column + " || '')"
	case c.leads():
		column = "+" + column
	}
	w.WriteString(column + " = ")
	w.value(value)
	w.WriteString(" AND ")
}

// leads is whether other rows lead to those of the question.
func (c *Query) leads() bool {
	return c.led || slices.ContainsFunc(c.args, func(arg any) bool {
		_, isRef := arg.(Ref)
		return isRef
	})
}

// single is whether at most one row is found, and not one for each of several.
func (c *Query) single() bool {
	single := c.one
	for _, arg := range append([]any{c.scope.Org, c.scope.Project}, c.args...) {
		if ref, isRef := arg.(Ref); isRef {
			single = single && ref.of.single()
		}
	}
	return single
}

// condition writes what the question asks with its arguments in place.
func (w *writer) condition(c *Query) {
	rest := c.where
	for i, arg := range c.args {
		before, after, _ := strings.Cut(rest, "?")
		rest = after
		if ref, isRef := arg.(Ref); isRef {
			if _, each := comparedAt(c.where, i); each && !ref.of.single() {
				before = strings.TrimSuffix(before, "= ") + "IN " // each of several
			}
		}
		w.WriteString(before)
		w.value(arg)
	}
	w.WriteString(rest)
}

func (w *writer) value(arg any) {
	if ref, isRef := arg.(Ref); isRef {
		fmt.Fprintf(w, "(SELECT %s FROM q%d)", ref.column, ref.of.index)
		return
	}
	if list, isList := arg.([]string); isList {
		for i := range list {
			w.WriteString([]string{"(", ", "}[min(i, 1)])
			w.value(list[i])
		}
		w.WriteString(")")
		return
	}
	w.n++
	if w.postgres {
		w.WriteString("$" + strconv.Itoa(w.n))
	} else {
		w.WriteString("?")
	}
}

// fields are the columns that the rows of the question bring.
func (c *Query) fields() *fields { return c.of.fields[c.scope.tenant()] }

// types begins the union with no row, which says of what type the columns are.
// Those of a table would make SQLite's driver look their names up with each row.
func (w *writer) types(width [kinds]int) {
	w.WriteString("\nSELECT 0 AS question, 0 AS place")
	for kind, columns := range width {
		w.WriteString(strings.Repeat(", CAST(NULL AS "+sqlType[kind]+")", columns))
	}
	w.WriteString(" WHERE 1 = 0")
}

// projection is the question's part of the union.
func (w *writer) projection(c *Query, width [kinds]int) {
	fmt.Fprintf(w, "SELECT %d AS question, place", c.index)
	for kind, fields := range c.fields() {
		for i := range width[kind] {
			if i < len(fields) {
				w.WriteString(", " + fields[i].DBName)
			} else {
				w.WriteString(", NULL")
			}
		}
	}
	fmt.Fprintf(w, " FROM q%d", c.index)
}
