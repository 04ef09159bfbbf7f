package service

import (
	"context"
	"errors"

	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// openSetup is the token that a fresh server is set up with: the one of the
// configuration, or, where other machines reach the server, one that all replicas of
// the installation make alike. It is empty where none is needed.
func (s *Service) openSetup(ctx context.Context, db *store.Store, keyring *seal.Keyring) (seal.Text, error) {
	token := s.config.SetupToken
	if token.Empty() && !loopback(s.config.Listen) {
		id, err := instanceID(ctx, db)
		if err != nil {
			return token, err
		}
		token = seal.NewText(keyring.Derive(seal.KindSetupToken, id))
	}
	_, err := models.SettingOf(db.Statement(ctx), facts.SettingInitialized)
	if errors.Is(err, store.ErrNotFound) {
		s.fresh, s.setup, err = true, token, nil
	}
	return token, err
}

// Fresh is whether the instance had no administrator when the server started.
func (s *Service) Fresh() bool { return s.fresh }

// SetupToken is what a fresh server is to be set up with; empty where it was set up
// already, or where no token is needed.
func (s *Service) SetupToken() seal.Text { return s.setup }
