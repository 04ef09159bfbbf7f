package export

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"warder/models"
	"warder/models/backup"
	"warder/models/ledger"
	"warder/models/store"
)

// Cursor is the stored position of a copy.
type Cursor struct {
	Done int64 `json:"done"` // number of places that the sink has stored
	// Claimed is the end of the batch that may have reached the sink. The next attempt uses
	// the same bounds, so that a sink with batch names stores each batch once.
	Claimed int64 `json:"claimed"`
	// Leaf is the log's hash at the place before Done. It differs in another log, and in one
	// restored from an older backup.
	Leaf string `json:"leaf,omitempty"`
	// Restored is the time of the last restore from a backup, as of the creation or the last
	// reset of the cursor; empty for never.
	Restored string `json:"restored,omitempty"`
	// CaughtUp reports whether the copy has ever contained the whole log. Before that, the
	// backlog is history and no reason to refuse requests.
	CaughtUp bool `json:"caughtUp,omitempty"`
}

// These errors stop a copy until an operator sets its position.
var (
	ErrOtherLog = errors.New("the copy is ahead of the log, or is of another one; say with warder audit exports --reset where it goes on")
	ErrRestored = errors.New("the database was restored from a backup, so the copy may have decisions that the log has lost; " +
		"say with warder audit exports --reset where it goes on")
)

func stops(err error) bool { return errors.Is(err, ErrOtherLog) || errors.Is(err, ErrRestored) }

// restored is the time of the last restore from a backup.
func restored(tx *store.Tx) (string, error) {
	found, err := backup.RestoredOf(tx)
	if err != nil || found == nil {
		return "", err
	}
	return found.At.Format(time.RFC3339Nano), nil
}

func readCursor(tx *store.Tx, name string) (cursor Cursor, err error) {
	text, err := models.SettingOf(tx, models.SettingsOfExports+name)
	switch {
	case errors.Is(err, store.ErrNotFound):
		cursor.Restored, err = restored(tx)
		return cursor, err
	case err != nil:
		return cursor, err
	}
	if err := json.Unmarshal([]byte(text), &cursor); err != nil {
		return cursor, fmt.Errorf("the cursor of %s: %w", name, err)
	}
	return cursor, nil
}

func (c Cursor) save(tx *store.Tx, name string) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return models.SetSetting(tx, models.SettingsOfExports+name, string(text))
}

// check compares the cursor with the log.
func (c Cursor) check(tx *store.Tx, size int64) error {
	switch now, err := restored(tx); {
	case err != nil:
		return err
	case now != c.Restored:
		return ErrRestored
	}
	if c.Done > size || c.Claimed > size {
		return ErrOtherLog
	}
	if c.Done == 0 {
		return nil
	}
	entries, err := ledger.Entries(tx, c.Done-1, c.Done)
	if err == nil && leafText(entries[0].Hash) != c.Leaf {
		err = ErrOtherLog
	}
	return err
}

func leafText(hash tlog.Hash) string { return base64.StdEncoding.EncodeToString(hash[:]) }

// begin creates the cursor of a new copy, and leaves an existing one unchanged. A backlog of
// at most mostBehind counts as caught up.
func begin(tx *store.Tx, name string, mostBehind int64) error {
	if _, err := models.SettingOf(tx, models.SettingsOfExports+name); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	size, err := ledger.Size(tx)
	if err != nil {
		return err
	}
	cursor := Cursor{CaughtUp: size <= mostBehind}
	if cursor.Restored, err = restored(tx); err != nil {
		return err
	}
	return cursor.save(tx, name)
}

// Reset sets the position of a copy, for an operator who knows which records the sink has.
func Reset(tx *store.Tx, name string, done int64) error { return setCursor(tx, name, done, false) }

// setCursor sets the position of a copy.
func setCursor(tx *store.Tx, name string, done int64, caughtUp bool) error {
	size, err := ledger.Size(tx)
	if err != nil {
		return err
	}
	if done < 0 || done > size {
		return fmt.Errorf("place %d: the log has %d", done, size)
	}
	cursor := Cursor{Done: done, Claimed: done, CaughtUp: caughtUp || done == size}
	if cursor.Restored, err = restored(tx); err != nil {
		return err
	}
	if done > 0 {
		entries, err := ledger.Entries(tx, done-1, done)
		if err != nil {
			return err
		}
		cursor.Leaf = leafText(entries[0].Hash)
	}
	return cursor.save(tx, name)
}

// ProgressOf returns the position of the copy with this name.
func ProgressOf(tx *store.Tx, name string) (Progress, error) {
	cursor, err := readCursor(tx, name)
	if err != nil {
		return Progress{}, err
	}
	progress := Progress{Done: cursor.Done}
	if progress.Size, err = ledger.Size(tx); err != nil {
		return progress, err
	}
	progress.CaughtUp = cursor.CaughtUp
	if progress.Backlog() > 0 {
		// Retention may have removed the first ones.
		records, err := read(tx, cursor.Done, min(progress.Size, cursor.Done+recordsPerStatement))
		if err != nil {
			return progress, err
		}
		if len(records) > 0 {
			progress.Oldest = records[0].Time.Time
		}
	}
	err = cursor.check(tx, progress.Size)
	if stops(err) {
		progress.Stopped, err = err.Error(), nil
	}
	return progress, err
}

// Names lists all copies that were ever started.
func Names(tx *store.Tx) ([]string, error) {
	names, err := models.SettingNames(tx, models.SettingsOfExports)
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], models.SettingsOfExports)
	}
	return names, err
}
