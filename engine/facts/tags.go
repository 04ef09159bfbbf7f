package facts

import (
	"warder/models"
	"warder/models/store"
)

// OnTag makes a tag of the project the target, found by a condition with one argument. A
// change holds it before it looks which secrets have it; who attaches a tag holds it too,
// together with others who do, so that none is attached in between.
func OnTag(condition, value string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "tag"
		if s.Project == nil {
			return nil
		}
		row, err := orNil(store.First[models.Tag](s.held(tx), s.Scope(), condition, value))
		if err != nil || row == nil {
			return err
		}
		s.Found.Tags, target.Known = []models.Tag{*row}, true
		return nil
	}
}
