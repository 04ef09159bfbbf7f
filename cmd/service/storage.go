package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"warder/models"
	"warder/models/seal"
)

// OpenStore connects to the database of the configuration, and makes the data
// directory, for its owner alone, if it is missing.
func OpenStore(ctx context.Context, config *Config) (*models.Store, error) {
	if err := os.MkdirAll(config.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("data-dir: %w", err)
	}
	store, err := models.Open(ctx, config.Database().Reveal(), models.Options{Observer: config.Observer})
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return store, nil
}

// openStore also brings the schema up to date. A newer schema is an error.
func (s *Service) openStore(ctx context.Context) (*models.Store, error) {
	store, err := OpenStore(ctx, &s.config)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, store.Close)
	report, err := store.Migrate(ctx, models.MigrateOptions{})
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	if len(report.Files) > 0 {
		s.log.InfoContext(ctx, "schema migrated", slog.Int64("from", report.From), slog.Int64("to", report.To))
	}
	return store, nil
}

// keyringSetting is the name under which the sealed keyring is stored.
const keyringSetting = "keyring"

// openKeyring opens the installation's keyring with the root key. The first
// server of an installation makes both; replicas that start together agree on
// the keyring that came first.
func (s *Service) openKeyring(ctx context.Context, store *models.Store) (*seal.Keyring, error) {
	var sealed string
	err := store.Snapshot(ctx, func(tx *models.Tx) (err error) {
		sealed, err = tx.Setting(keyringSetting)
		return err
	})
	switch {
	case errors.Is(err, models.ErrNotFound):
		return s.createKeyring(ctx, store)
	case err != nil:
		return nil, fmt.Errorf("keyring: %w", err)
	}
	root, err := s.config.rootKey(seal.LoadRootKey)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("this database was sealed with a root key that is not here; bring it back, or set %s or root-key-file: %w", variable("root-key"), err)
	}
	if err != nil {
		return nil, err
	}
	return seal.Open(root, sealed)
}

func (s *Service) createKeyring(ctx context.Context, store *models.Store) (*seal.Keyring, error) {
	root, err := s.config.rootKey(seal.LoadOrCreateRootKey)
	if err != nil {
		return nil, err
	}
	_, sealed, err := seal.Create(root)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	err = store.Write(ctx, func(tx *models.Tx) (err error) {
		sealed, err = tx.ClaimSetting(keyringSetting, sealed)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	return seal.Open(root, sealed)
}

// instanceSetting is the name under which the id of the installation is stored.
const instanceSetting = "instance.id"

// instanceID names the installation in its decision log. All its replicas
// share it.
func instanceID(ctx context.Context, store *models.Store) (id string, err error) {
	err = store.Write(ctx, func(tx *models.Tx) (err error) {
		id, err = tx.ClaimSetting(instanceSetting, models.NewID())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("instance id: %w", err)
	}
	return id, nil
}

// rootKey is the key in the environment, or what load finds in the file.
func (c *Config) rootKey(load func(path string) (seal.RootKey, error)) (seal.RootKey, error) {
	if !c.RootKey.Empty() {
		return seal.ParseRootKey(c.RootKey.Reveal())
	}
	return load(c.rootKeyPath())
}
