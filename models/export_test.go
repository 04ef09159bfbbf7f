package models

// StatementOf is the statement of a foresight, for tests that read its plan.
func StatementOf(s *Store, f *Foresight) (text string, args []any) {
	statement, args := s.shapes.of(f)
	return statement.text, args
}
