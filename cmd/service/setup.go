package service

import (
	"context"
	"errors"

	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
)

// openSetup is the token that a fresh server is set up with: the one of the
// configuration, or, where other machines reach the server, one that all replicas of
// the installation make alike. It is empty where none is needed.
func (s *Service) openSetup(ctx context.Context, store *models.Store, keyring *seal.Keyring) (seal.Text, error) {
	token := s.config.SetupToken
	if token.Empty() && !loopback(s.config.Listen) {
		id, err := instanceID(ctx, store)
		if err != nil {
			return token, err
		}
		token = seal.NewText(keyring.Hash(seal.KindSetupToken, id))
	}
	_, err := models.SettingOf(store.Statement(ctx), facts.SettingInitialized)
	if errors.Is(err, models.ErrNotFound) {
		s.setup, err = token, nil
	}
	return token, err
}

// SetupToken is what a fresh server is to be set up with; empty where it was set up
// already, or where no token is needed.
func (s *Service) SetupToken() seal.Text { return s.setup }
