package facts

import (
	"warder/models"
	"warder/models/store"
)

// OnAuthMethod adds the named auth method of the target identity; a method
// that is not attached makes the target unknown.
func OnAuthMethod(method string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		return s.narrow(s.Found.Identity != nil, method+" configuration", func() (bool, error) {
			row, err := orNil(store.First[models.AuthMethod](tx, s.OrgScope(),
				"identity_id = ? AND method = ?", s.Found.Identity.ID, method))
			s.Found.AuthMethod = row
			return row != nil, err
		})
	}
}

// OnClientSecret adds a client secret of the target identity's own method, so
// that another identity's secret is never found under it.
func OnClientSecret(secretID string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		return s.narrow(s.Found.AuthMethod != nil, "client secret", func() (bool, error) {
			s.target().DeleteProtected = false // revoking a secret deletes no identity
			row, err := orNil(store.First[models.ClientSecret](tx, s.OrgScope(),
				"id = ? AND auth_method_id = ?", secretID, s.Found.AuthMethod.ID))
			s.Found.ClientSecret = row
			return row != nil, err
		})
	}
}

// OnAccessToken makes the identity that owns a Token Auth token the target, and stores
// the token in Found.
func OnAccessToken(tokenID string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		s.target().Kind = "token"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.AccessToken](tx, s.OrgScope(),
			"id = ? AND method = ?", tokenID, models.MethodTokenAuth))
		if err != nil || row == nil {
			return err
		}
		s.Found.AccessToken = row
		return OnIdentityAnywhere(row.IdentityID)(tx, s)
	}
}

// narrow replaces what the target is: it is known only if what it belongs to
// was found and it is found itself.
func (s *State) narrow(parentFound bool, kind string, find func() (bool, error)) error {
	target := s.target()
	known := target.Known && parentFound
	if known {
		found, err := find()
		if err != nil {
			return err
		}
		known = found
	}
	target.Known = known
	if !known && parentFound {
		target.Kind = kind
	}
	return nil
}
