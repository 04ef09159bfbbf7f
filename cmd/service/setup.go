package service

import (
	"context"
	"errors"

	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// openSetup is the setup token of a fresh server: the configured one, or, if other machines
// can reach the server, one that all replicas derive alike. It is empty if none is needed.
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

// Fresh reports whether the instance had no administrator at startup.
func (s *Service) Fresh() bool { return s.fresh }

// SetupToken is the token for setting up a fresh server; empty if it was set up already or
// needs no token.
func (s *Service) SetupToken() seal.Text { return s.setup }
