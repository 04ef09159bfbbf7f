package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// ask sends the statement of a foresight and files the answers.
func (s *Store) ask(ctx context.Context, pool gorm.ConnPool, foresight *Foresight) (answers, error) {
	for _, c := range foresight.questions {
		if c.of.err != nil {
			return nil, c.of.err
		}
	}
	statement, args := s.shapes.of(foresight)
	s.saw(ctx, statement.text)
	rows, err := pool.QueryContext(ctx, statement.text, args...)
	if err != nil {
		return nil, fmt.Errorf("read ahead: %w", err)
	}
	defer rows.Close() //nolint:errcheck // what ended the rows early is in Err
	found, err := newAnswer(foresight, statement)
	if err != nil {
		return nil, fmt.Errorf("read ahead: %w", err)
	}
	for rows.Next() {
		if err := rows.Scan(found.into...); err != nil {
			return nil, fmt.Errorf("read ahead: %w", err)
		}
		if err := found.take(); err != nil {
			return nil, fmt.Errorf("read ahead: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read ahead: %w", err)
	}
	return found.answers(), nil
}

// answer is what comes back of one statement.
type answer struct {
	*Foresight
	question, place int64
	values          []any
	byKind          [kinds][]any // values, cut by kind
	into            []any        // where Scan writes
	orders          [][]sortKey  // by question
	rows            [][]placed   // by question
}

// placed is a row with where it belongs: at a place, if the database said so,
// and then by the values that its question orders by.
type placed struct {
	row   any
	place int64
	keys  []any
}

func newAnswer(f *Foresight, statement *shape) (*answer, error) {
	a := &answer{Foresight: f, rows: make([][]placed, len(f.questions)), orders: make([][]sortKey, len(f.questions))}
	for i, c := range f.questions {
		if c.order == "" || statement.ordered {
			continue
		}
		var err error
		if a.orders[i], err = c.sortKeys(); err != nil {
			return nil, err
		}
	}
	for _, width := range statement.width {
		a.values = append(a.values, make([]any, width)...)
	}
	at := 0
	for kind, width := range statement.width {
		a.byKind[kind] = a.values[at : at+width]
		at += width
	}
	a.into = append(a.into, &a.question, &a.place)
	for i := range a.values {
		a.into = append(a.into, &a.values[i])
	}
	return a, nil
}

// take adds the row that was scanned to what its question found.
func (a *answer) take() error {
	c := a.questions[a.question]
	row, err := c.of.row(c.scope, a.byKind)
	found := placed{row: row, place: a.place}
	for _, key := range a.orders[a.question] {
		found.keys = append(found.keys, a.byKind[key.kind][key.at])
	}
	a.rows[a.question] = append(a.rows[a.question], found)
	return err
}

// answers puts the rows into the order they were asked for and files them.
func (a *answer) answers() answers {
	for i, rows := range a.rows {
		order := a.orders[i]
		slices.SortStableFunc(rows, func(a, b placed) int {
			return cmp.Or(cmp.Compare(a.place, b.place), compareKeys(order, a.keys, b.keys))
		})
		a.questions[i].rows = make([]any, 0, len(rows))
		for _, row := range rows {
			a.questions[i].rows = append(a.questions[i].rows, row.row)
		}
	}
	return a.Foresight.answers()
}
