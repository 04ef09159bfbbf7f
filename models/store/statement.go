package store

import (
	"strconv"
	"strings"
	"sync"
)

// Statement is one statement that changes rows.
type Statement struct {
	// Text is an UPDATE or DELETE that ends in its condition, with ? for each of Args.
	Text string
	Args []any
	// Coalescing tells how the change is made together with others like it; nil
	// for a change that is always made by itself.
	Coalescing Coalescing

	insertion *insertion // in the place of Text
	rows      int        // that are inserted
	premise   string     // of an insertion; see Tx.LockPremise
}

// plain is the statement by itself.
func (c *Statement) plain() string {
	if c.insertion == nil {
		return c.Text
	}
	if c.premise != "" {
		return c.provided("EXISTS (" + c.premise + ")")
	}
	return c.insertion.into + " VALUES (" + c.insertion.values + ")" + strings.Repeat(", ("+c.insertion.values+")", c.rows-1) + c.insertion.after
}

// provided is the statement, of a single row, with one more condition.
func (c *Statement) provided(condition string) string {
	if c.insertion == nil {
		return c.Text + " AND " + condition
	}
	return c.insertion.into + " SELECT " + c.insertion.values + " WHERE " + condition + c.insertion.after
}

// wordings are the texts of changes, which are made once.
type wordings struct {
	postgres bool
	made     sync.Map // of string
}

type oneText struct {
	insertion *insertion
	rows      int
	text      string
}

// of is the text of one change.
func (t *wordings) of(c *Statement) string {
	key := oneText{c.insertion, c.rows, c.Text}
	if known, found := t.made.Load(key); found {
		return known.(string) //nolint:forcetypeassert // nothing else is stored
	}
	made := t.numbered(c.plain())
	t.made.Store(key, made)
	return made
}

// numbered writes each ? as the dialect does.
func (t *wordings) numbered(text string) string {
	if !t.postgres {
		return text
	}
	return numbered(text)
}

// numbered writes each ? as PostgreSQL does. No text has one in a literal.
func numbered(text string) string {
	var numbered strings.Builder
	for n, part := range strings.Split(text, "?") {
		if n > 0 {
			numbered.WriteString("$" + strconv.Itoa(n))
		}
		numbered.WriteString(part)
	}
	return numbered.String()
}

// Apply makes a change and says how many rows it concerned. In WriteOptimistic it
// keeps the change for later and says 1.
func (tx *Tx) Apply(c Statement) (int64, error) {
	if tx.later != nil {
		*tx.later = append(*tx.later, c)
		return 1, nil
	}
	if tx.db.Error != nil {
		return 0, tx.db.Error
	}
	statement := tx.db.Statement
	text := tx.store.wordings.of(&c)
	tx.store.saw(statement.Context, text)
	result, err := statement.ConnPool.ExecContext(statement.Context, text, c.Args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
