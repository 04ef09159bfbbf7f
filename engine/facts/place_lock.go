package facts

import (
	"warder/models"
	"warder/models/store"
)

// A change of place (docs/contract.md 4.6) is decided by the environment, folder, name and
// tags of each secret that it affects. Two of them at once could each be harmless and give a
// read together. A change of the slug of an environment or tag affects secrets that it does
// not lock, so it has the project to itself; changes of secrets and folders share the project,
// and are kept apart by the locks of those.

// HoldPlaces comes before all other targets of a change that renames or deletes an environment
// or a tag. Changes of the environments of a project come one after the other by it, too.
func HoldPlaces(tx *store.Tx, s *State) error { return s.holdPlaces(tx, models.LockPlaces) }

func sharePlaces(tx *store.Tx, s *State) error { return s.holdPlaces(tx, models.SharePlaces) }

func (s *State) holdPlaces(tx *store.Tx, lock func(*store.Tx, store.Scope) error) error {
	if s.Project == nil {
		return nil
	}
	s.placesHeld = true
	return s.Holding(tx, lock)
}

// PlacesHeld reports whether HoldPlaces or SharingPlaces was among the targets.
func (s *State) PlacesHeld() bool { return s.placesHeld }

// SharingPlaces is the question of a change that gives secrets or folders another name or
// place, or secrets other tags.
func (q Question) SharingPlaces() Question {
	q.Targets = append([]TargetLoader{sharePlaces}, q.Targets...)
	return q
}
