package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"warder/models/backup"
	"warder/models/seal"
	"warder/models/store"
)

var (
	// ErrNewerBackup means that the backup's schema is newer than this version.
	ErrNewerBackup = errors.New("the backup is of a newer version of warder")
	// ErrRestored means that the database already contains this backup.
	ErrRestored = errors.New("the database was restored from this backup already")
)

// Restore restores a backup file into the configured database.
type Restore struct {
	Config          *Config
	Path            string
	KeepCredentials bool
	// Progress receives the finished and total rows of a step; it may be nil.
	Progress func(step string, done, total int64)

	file *os.File
	root seal.RootKey
}

// Verify reads the whole file and needs no database.
func (r *Restore) Verify(ctx context.Context) (header *backup.Header, manifest *backup.Manifest, err error) {
	if err := r.open(ctx); err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, r.file.Close()) }()
	reader, err := r.verify()
	if err != nil {
		return nil, nil, err
	}
	return reader.Header, reader.Manifest, nil
}

// Run verifies the file first, and then restores all of it or nothing. A second run continues
// an interrupted one.
func (r *Restore) Run(ctx context.Context) (restored *backup.Restored, err error) {
	restored, err = r.run(ctx)
	if store.DiskFull(err) {
		err = fmt.Errorf("%w; make room where %s is, then run the same command again: it goes on", err, r.Config.DataPlace())
	}
	return restored, err
}

func (r *Restore) run(ctx context.Context) (restored *backup.Restored, err error) {
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.file.Close()) }()
	reader, err := r.read()
	if err != nil {
		return nil, err
	}
	if unfinished, err := r.look(ctx, reader.Header); err != nil || unfinished != nil {
		if err == nil {
			err = r.finish(ctx, unfinished)
		}
		return unfinished, err
	}
	if _, err := r.verify(); err != nil {
		return nil, err
	}
	if restored, err = r.fill(ctx); err != nil {
		return nil, err
	}
	return restored, r.finish(ctx, restored)
}

func (r *Restore) open(ctx context.Context) (err error) {
	if r.root, err = r.Config.existingRootKey(ctx); err != nil {
		return err
	}
	r.file, err = os.Open(r.Path)
	return err
}

// read opens the file from its start.
func (r *Restore) read() (*backup.Reader, error) {
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("%s is read twice, so it has to be a file: %w", r.Path, err)
	}
	reader, err := backup.Open(r.file, r.root)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.Path, err)
	}
	newest, err := store.NewestSchema()
	if err == nil && reader.Header.Schema > newest {
		err = fmt.Errorf("%w: its schema is %d, and this version knows up to %d; restore it with warder %s or newer", ErrNewerBackup, reader.Header.Schema, newest, reader.Header.Warder)
	}
	return reader, err
}

func (r *Restore) verify() (*backup.Reader, error) {
	reader, err := r.read()
	if err != nil {
		return nil, err
	}
	done, total := int64(0), reader.Manifest.Total()
	err = reader.Verify(func(rows int) {
		done += int64(rows)
		r.progress("verifying", done, total)
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.Path, err)
	}
	return reader, nil
}

func (r *Restore) progress(step string, done, total int64) {
	if r.Progress != nil {
		r.Progress(step, done, total)
	}
}

// look refuses a database that is not empty, unless an earlier restore of the same file was
// interrupted.
func (r *Restore) look(ctx context.Context, header *backup.Header) (unfinished *backup.Restored, err error) {
	if !r.Config.Exists() {
		return nil, nil //nolint:nilnil // empty database
	}
	db, err := MakeStore(ctx, r.Config)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.Snapshot(ctx, func(tx *store.Tx) error {
		version, err := tx.SchemaVersion()
		if err != nil || version == 0 {
			return err
		}
		if unfinished, err = restoredOf(tx); err != nil {
			return err
		}
		if unfinished != nil && unfinished.BackupID == header.ID {
			if unfinished.Finished {
				return fmt.Errorf("%w, at %s", ErrRestored, unfinished.At.Format(timeOfDay))
			}
			return nil
		}
		if unfinished = nil; version > header.Schema {
			return fmt.Errorf("%w: it has tables of schema %d, and the backup is of schema %d; restore into a database without tables", backup.ErrNotEmpty, version, header.Schema)
		}
		return backup.CheckEmpty(tx)
	})
	return unfinished, err
}

// timeOfDay is the time format for operators.
const timeOfDay = "2006-01-02 15:04:05 MST"

func restoredOf(tx *store.Tx) (*backup.Restored, error) {
	relations, err := tx.Relations()
	if err != nil || !slices.ContainsFunc(relations, func(r store.Relation) bool { return r.Name == "settings" }) {
		return nil, err
	}
	return backup.RestoredOf(tx)
}

// fill creates the tables of the backup's version and inserts its rows.
func (r *Restore) fill(ctx context.Context) (restored *backup.Restored, err error) {
	reader, err := r.read()
	if err != nil {
		return nil, err
	}
	db, err := MakeStore(ctx, r.Config)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.Migrate(ctx, store.MigrateOptions{To: reader.Header.Schema}); err != nil {
		return nil, databaseError(err)
	}
	total := reader.Manifest.Total()
	restored, err = backup.Fill(ctx, db, reader, backup.FillOptions{
		KeepCredentials: r.KeepCredentials, Now: r.Config.clock()(),
		Progress: func(rows int64) { r.progress("restoring", rows, total) },
	})
	if err != nil {
		return nil, fmt.Errorf("nothing was restored: %w", withCause(err))
	}
	return restored, nil
}

// finish migrates the schema to this version and records the restore.
func (r *Restore) finish(ctx context.Context, restored *backup.Restored) (err error) {
	db, err := MakeStore(ctx, r.Config)
	if err != nil {
		return err
	}
	_, err = db.Migrate(ctx, store.MigrateOptions{})
	if err := errors.Join(databaseError(err), db.Close()); err != nil {
		return err
	}
	admin, err := OpenAdmin(ctx, r.Config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	return admin.recordRestore(ctx, restored)
}
