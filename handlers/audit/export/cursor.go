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

// settingPrefix stands before the name of a copy in the settings of the installation.
const settingPrefix = "decision-export "

// Cursor is how far a copy is, as the database keeps it.
type Cursor struct {
	Done int64 `json:"done"` // places that the sink has
	// Claimed is the end of the batch that may have reached the sink: the next attempt
	// has the same bounds, so that a sink with names for batches stores each once.
	Claimed int64 `json:"claimed"`
	// Leaf is the hash at the place before Done. Another log, or one that an older backup
	// was restored into, has another one there.
	Leaf string `json:"leaf,omitempty"`
	// Restored is when the database was last restored from a backup, as of the time when
	// the cursor was begun or set; empty for never.
	Restored string `json:"restored,omitempty"`
	// CaughtUp is whether the copy ever had all of the log. Before that a backlog is the
	// history, which is no reason to refuse requests.
	CaughtUp bool `json:"caughtUp,omitempty"`
}

// These stop a copy until an operator says where it goes on.
var (
	ErrOtherLog = errors.New("the copy is ahead of the log, or is of another one; say with warder audit exports --reset where it goes on")
	ErrRestored = errors.New("the database was restored from a backup, so the copy may have decisions that the log has lost; " +
		"say with warder audit exports --reset where it goes on")
)

func stops(err error) bool { return errors.Is(err, ErrOtherLog) || errors.Is(err, ErrRestored) }

// restored is when the database was last restored from a backup.
func restored(tx *store.Tx) (string, error) {
	found, err := backup.RestoredOf(tx)
	if err != nil || found == nil {
		return "", err
	}
	return found.At.Format(time.RFC3339Nano), nil
}

func readCursor(tx *store.Tx, name string) (cursor Cursor, err error) {
	text, err := models.SettingOf(tx, settingPrefix+name)
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
	return models.SetSetting(tx, settingPrefix+name, string(text))
}

// check holds the cursor to the log.
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

// begin writes the cursor of a copy that never was, and does nothing to another one.
// mostBehind is the backlog that is taken for caught up.
func begin(tx *store.Tx, name string, mostBehind int64) error {
	if _, err := models.SettingOf(tx, settingPrefix+name); !errors.Is(err, store.ErrNotFound) {
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

// Reset sets how far a copy is. It is for an operator who knows what the sink has.
func Reset(tx *store.Tx, name string, done int64) error { return setCursor(tx, name, done, false) }

// setCursor sets how far a copy is.
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

// ProgressOf is how far the copy of a name is.
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
		// A retention may have removed the first ones.
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

// Names are the names of all copies that were ever begun.
func Names(tx *store.Tx) ([]string, error) {
	names, err := models.SettingNames(tx, settingPrefix)
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], settingPrefix)
	}
	return names, err
}
