package facts

import (
	"warder/models"
	"warder/models/store"
)

// lockGrants puts changes that compare privileges, or count administrators, in
// a row, one organization at a time: no subject hands out a right that is
// just being taken from it, and no two administrators remove each other. It comes
// before everything that is read.
func lockGrants(tx *store.Tx, s *State) error {
	if !compares(s.Question.Resource.Type, s.Question.Action) {
		return nil
	}
	organization := s.Caller.OrgID
	if organization == "" { // an API key does not say where it acts
		if err := credential(tx, s); err != nil || s.Request.Facts.Token == nil {
			return err
		}
		organization = s.Request.Facts.Token.OrgID
	}
	return models.LockGrants(tx, organization)
}

// Holding takes the places of rows among each other before a change asks about them.
func (s *State) Holding(tx *store.Tx, lock func(*store.Tx, store.Scope) error) error {
	if !s.Question.locks() {
		return nil
	}
	return lock(tx, s.Scope())
}

// compares reports whether a change depends on what others than its subject hold.
func compares(resourceType, action string) bool {
	switch resourceType {
	case "identity", "member", "role", "groups", "service-tokens":
		return true
	case "organization", "account":
		return action == "delete"
	case "workspace":
		return action == "leave" || action == "delete" // which ends the identities of the project
	}
	return false
}
