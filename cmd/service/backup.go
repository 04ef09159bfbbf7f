package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"warder/models"
	"warder/models/backup"
	"warder/models/seal"
	"warder/models/store"
)

// Backup writes an encrypted backup of the configured database. Servers may use the database
// meanwhile. It changes nothing.
func Backup(ctx context.Context, config *Config, out io.Writer, options backup.DumpOptions) (header *backup.Header, manifest *backup.Manifest, err error) {
	db, err := OpenStore(ctx, config)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.CheckSchema(ctx); err != nil && !errors.Is(err, store.ErrOlderSchema) { // backups are made before a migration too
		return nil, nil, databaseError(err)
	}
	root, err := config.fittingRootKey(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	options.Now = config.clock()()
	header, manifest, err = backup.Dump(ctx, db, root, out, options)
	return header, manifest, withCause(err)
}

// errNoRootKey adds the places where a root key is looked up.
func (c *Config) errNoRootKey(err error) error {
	return fmt.Errorf("the root key is missing: restore it to %s, or set %s or --root-key-file: %w", c.rootKeyPath(), variable("root-key"), err)
}

// existingRootKey is the configured root key; it creates none.
func (c *Config) existingRootKey(ctx context.Context) (seal.RootKey, error) {
	root, err := c.rootKey(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return root, c.errNoRootKey(err)
	}
	return root, err
}

// fittingRootKey is the root key if it opens the database's keyring.
func (c *Config) fittingRootKey(ctx context.Context, db *store.Store) (seal.RootKey, error) {
	var sealed string
	err := db.Snapshot(ctx, func(tx *store.Tx) error {
		version, err := tx.SchemaVersion()
		if err != nil || version == 0 {
			return errors.Join(err, store.ErrNotFound)
		}
		sealed, err = models.SettingOf(tx, keyringSetting)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return seal.RootKey{}, fmt.Errorf("%w: no server was ever started on it", backup.ErrEmpty)
	}
	if err != nil {
		return seal.RootKey{}, databaseError(err)
	}
	root, err := c.existingRootKey(ctx)
	if err != nil {
		return root, err
	}
	_, err = seal.Open(root, sealed)
	return root, err
}
