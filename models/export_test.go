package models

import "gorm.io/gorm"

// StatementOf is the statement of a foresight, for tests that read its plan.
func StatementOf(s *Store, f *Foresight) (text string, args []any) {
	statement, args := s.shapes.of(f)
	return statement.text, args
}

// QueryOf is the query of a filter of the decision log, for the same tests.
func QueryOf(tx *Tx, filter DecisionFilter) *gorm.DB { return filter.query(tx) }
