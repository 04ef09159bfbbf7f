package store

import "database/sql"

// premise is the condition that a change was decided on: a query that finds a row while
// the condition holds, and locks it.
type premise struct {
	text string
	args []any
}

// LockPremise tells whether a query, with ? for each of args, finds a row. It locks the row,
// so that the answer holds until the transaction ends. As part of WriteOptimistic, whose
// first change has to be an insertion, it says yes: the change is made only if that is so,
// and fails with ErrConflict if not.
func (tx *Tx) LockPremise(query string, args ...any) (holds bool, err error) {
	if tx.later != nil {
		*tx.supposed = premise{query, args}
		return true, nil
	}
	if tx.db.Error != nil {
		return false, tx.db.Error
	}
	ctx := tx.db.Statement.Context
	words := tx.store.wordings.numbered(query)
	tx.store.saw(ctx, words)
	var one int
	err = tx.db.Statement.ConnPool.QueryRowContext(ctx, words, args...).Scan(&one)
	if err == sql.ErrNoRows { //nolint:errorlint // as database/sql gives it
		return false, nil
	}
	return err == nil, Translate(err)
}

// under makes the first of changes depend on a premise.
func under(changes []Statement, supposed premise) {
	if supposed.text == "" || len(changes) == 0 {
		return
	}
	first := &changes[0]
	first.premise, first.Args = supposed.text, append(first.Args, supposed.args...)
}
