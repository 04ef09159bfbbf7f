package facts

import (
	"warder/models"
	"warder/models/store"
)

// OnTag makes a tag of the project the target, found by a condition with one
// argument.
func OnTag(condition, value string) Target {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "tag"
		if s.Project == nil {
			return nil
		}
		row, err := missing(store.First[models.Tag](tx, s.Scope(), condition, value))
		if err != nil || row == nil {
			return err
		}
		s.Found.Tags, target.Known = []models.Tag{*row}, true
		return nil
	}
}
