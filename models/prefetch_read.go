package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// ask finds the answers of a prefetch: in memory those that prove to be as they
// were, and in one statement all others. Where that proof fails, it asks all.
func (s *Store) ask(ctx context.Context, pool gorm.ConnPool, foresight *Prefetch) (answers, error) {
	if !foresight.provable() {
		return s.askFor(ctx, pool, foresight)
	}
	if recalled := s.kept.recall(foresight); recalled != nil {
		known, err := s.askFor(ctx, pool, recalled.rest)
		if err != nil {
			return nil, err
		}
		if recalled.holds(known) {
			return recalled.known, nil
		}
	}
	whole := foresight.proven()
	known, err := s.askFor(ctx, pool, whole)
	if err == nil && pool == s.reader.Statement.ConnPool { // else it may be what is not committed yet
		s.kept.keep(whole)
	}
	return known, err
}

// askFor sends the statement of a prefetch and files the answers.
func (s *Store) askFor(ctx context.Context, pool gorm.ConnPool, foresight *Prefetch) (answers, error) {
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

// cell is where one value of a row is scanned, as the driver has it and until
// it reads the next row.
type cell struct{ value any }

// Scan takes any value.
func (c *cell) Scan(value any) error {
	c.value = value
	return nil
}

// cells are what a row has beside the number of its question.
type cells struct {
	place  cell
	byKind [kinds][]cell
}

// answer is what comes back of one statement.
type answer struct {
	*Prefetch
	question cell
	cells    cells
	into     []any // where Scan writes
	found    []found
}

// found are the rows of one question.
type found struct {
	filling *filling // once there is a row
	rows    []any
	sorting sorting
}

func newAnswer(f *Prefetch, statement *shape) (*answer, error) {
	a := &answer{Prefetch: f, found: make([]found, len(f.questions))}
	for i, c := range f.questions {
		var err error
		if a.found[i].sorting, err = c.sorting(statement.ordered); err != nil {
			return nil, err
		}
	}
	a.into = append(a.into, &a.question, &a.cells.place)
	for kind, width := range statement.width {
		a.cells.byKind[kind] = make([]cell, width)
		for i := range width {
			a.into = append(a.into, &a.cells.byKind[kind][i])
		}
	}
	return a, nil
}

// take adds the row that was scanned to what its question found.
func (a *answer) take() error {
	number, isNumber := a.question.value.(int64)
	if !isNumber {
		return fmt.Errorf("a row of question %v", a.question.value)
	}
	return a.found[number].take(a.questions[number], &a.cells)
}

func (f *found) take(c *Query, cells *cells) (err error) {
	if f.filling == nil {
		if f.filling, err = c.of.filling(c.scope); err != nil {
			return err
		}
	}
	for kind, columns := range c.fields() {
		for i, column := range columns {
			if err := f.filling.put(column, cells.byKind[kind][i].value); err != nil {
				return err
			}
		}
	}
	f.rows = append(f.rows, f.filling.next())
	f.sorting.add(cells)
	return nil
}

// answers puts the rows into the order they were asked for and files them.
func (a *answer) answers() answers {
	for i := range a.found {
		found := &a.found[i]
		found.sorting.sort(found.rows)
		a.questions[i].rows = found.rows
		if found.filling != nil {
			found.filling.done()
		}
	}
	return a.Prefetch.answers()
}
