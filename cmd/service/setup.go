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
		derived, err := setupTokenOf(ctx, db, keyring)
		if err != nil {
			return token, err
		}
		token = derived
	}
	fresh, err := isFresh(ctx, db)
	if fresh {
		s.fresh, s.setup = true, token
	}
	return token, err
}

// setupTokenOf derives the setup token of an installation.
func setupTokenOf(ctx context.Context, db *store.Store, keyring *seal.Keyring) (seal.Text, error) {
	id, err := instanceID(ctx, db)
	if err != nil {
		return seal.Text{}, err
	}
	return seal.NewText(keyring.Derive(seal.KindSetupToken, id)), nil
}

// isFresh reports whether the installation has no administrator yet.
func isFresh(ctx context.Context, db *store.Store) (bool, error) {
	_, err := models.SettingOf(db.Statement(ctx), facts.SettingInitialized)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// ErrSetUp means that an installation was set up already, and needs no setup token.
var ErrSetUp = errors.New("the installation was set up already: there is no setup token any more; warder admin list names who administers it")

// SetupToken is the token that sets up a fresh installation: the configured one, or the one
// that a server derives which other machines can reach. It fails with ErrSetUp afterwards.
func (a *Admin) SetupToken(ctx context.Context) (seal.Text, error) {
	fresh, err := isFresh(ctx, a.store)
	switch {
	case err != nil:
		return seal.Text{}, err
	case !fresh:
		return seal.Text{}, ErrSetUp
	case !a.config.SetupToken.Empty():
		return a.config.SetupToken, nil
	}
	return setupTokenOf(ctx, a.store, a.keyring)
}

// Fresh reports whether the instance had no administrator at startup.
func (s *Service) Fresh() bool { return s.fresh }

// SetupToken is the token for setting up a fresh server; empty if it was set up already or
// needs no token.
func (s *Service) SetupToken() seal.Text { return s.setup }
