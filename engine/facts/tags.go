package facts

import "warder/models"

// OnTag makes a tag of the project the target, found by a condition with one
// argument.
func OnTag(condition, value string) Target {
	return func(tx *models.Tx, s *State) error {
		target := s.target()
		target.Kind = "tag"
		if s.Project == nil {
			return nil
		}
		row, err := missing(models.First[models.Tag](tx, s.Scope(), condition, value))
		if err != nil || row == nil {
			return err
		}
		s.Found.Tags, target.Known = []models.Tag{*row}, true
		return nil
	}
}
