package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"warder/models"
	"warder/models/store"
)

// RestoredSetting is the name under which a restored database says so.
const RestoredSetting = "restored"

// Restored is what a database says of the backup that it was restored from.
type Restored struct {
	BackupID        string    `json:"backupId"`
	Created         time.Time `json:"created"` // the backup
	At              time.Time `json:"at"`      // the restore
	KeepCredentials bool      `json:"keepCredentials"`
	// Finished is false until the schema is that of the program and the decision log has
	// the event of the restore.
	Finished bool `json:"finished"`
	// Tables are how many rows the backup had of each, and Ended how many of them were
	// ended, disabled or left out.
	Rows  int64            `json:"rows"`
	Ended map[string]int64 `json:"ended"`
}

// ErrNotEmpty is a database that holds something a restore would overwrite.
var ErrNotEmpty = errors.New("the database is not empty")

// filledByItself are tables with rows in a database that nothing was stored in.
var filledByItself = map[string]bool{writtenByTriggers: true, "probes": true}

// CheckEmpty fails with ErrNotEmpty where a table has a row that was stored.
func CheckEmpty(tx *store.Tx) error {
	relations, err := tx.Relations()
	if err != nil {
		return err
	}
	var holding []string
	for i := range relations {
		if !ours(relations[i].Name) {
			continue
		}
		count, err := tx.RowsIn(relations[i].Name)
		if err != nil {
			return err
		}
		if count > 0 && !filledByItself[relations[i].Name] {
			holding = append(holding, fmt.Sprintf("%s (%d)", relations[i].Name, count))
		}
	}
	if len(holding) == 0 {
		return nil
	}
	return fmt.Errorf("%w: it has rows in %s; restore into a new one, and move this one away first if it is no longer needed", ErrNotEmpty, strings.Join(holding, ", "))
}

// FillOptions choose what a restore leaves alive.
type FillOptions struct {
	// KeepCredentials leaves client secrets, API keys and service tokens as they were.
	KeepCredentials bool
	Now             time.Time
	// Progress is told how many rows are restored; it may be nil.
	Progress func(rows int64)
}

// Fill puts a backup into an empty database of its schema version, in one transaction: it
// is all there or nothing is. It leaves RestoredSetting unfinished.
func Fill(ctx context.Context, db *store.Store, r *Reader, options FillOptions) (*Restored, error) {
	restored := &Restored{
		BackupID: r.Header.ID, Created: r.Header.Created, At: options.Now.UTC(),
		KeepCredentials: options.KeepCredentials, Ended: map[string]int64{},
	}
	err := db.Load(ctx, func(l *store.Loading) error {
		if err := alone(l.Tx); err != nil {
			return err
		}
		if err := CheckEmpty(l.Tx); err != nil {
			return err
		}
		if err := fits(l.Tx, r.Manifest); err != nil {
			return err
		}
		err := r.Each(func(table *Table, next func() ([]any, error)) error {
			return fillTable(ctx, l, table, next, options, restored)
		})
		if err != nil {
			return err
		}
		for relation, given := range r.Manifest.Numbers {
			if err := l.Tx.SetNumber(relation, given); err != nil {
				return err
			}
		}
		return SaveRestored(l.Tx, restored)
	})
	return restored, err
}

// alone keeps a server that starts meanwhile from making itself a keyring in the database
// that is being filled: it waits, and finds the restored one.
func alone(tx *store.Tx) error {
	if tx.Dialect() == store.SQLite {
		return nil // which has one writer at a time
	}
	return store.Translate(tx.DB().Exec("LOCK TABLE settings IN ACCESS EXCLUSIVE MODE").Error)
}

// fits holds the tables of a backup to those of the database.
func fits(tx *store.Tx, m *Manifest) error {
	relations, err := tx.Relations()
	if err != nil {
		return err
	}
	there := map[string]store.Relation{}
	for _, relation := range relations {
		there[relation.Name] = relation
	}
	for i := range m.Tables {
		columns := map[string]string{}
		for _, column := range there[m.Tables[i].Name].Columns {
			columns[column.Name] = column.Kind
		}
		for _, column := range m.Tables[i].Columns {
			if columns[column.Name] != column.Kind {
				return fmt.Errorf("the backup has %s.%s (%s), and the database has %q", m.Tables[i].Name, column.Name, column.Kind, columns[column.Name])
			}
		}
	}
	return nil
}

func fillTable(ctx context.Context, l *store.Loading, table *Table, next func() ([]any, error), options FillOptions, restored *Restored) error {
	ends := endings[table.Name]
	stays, err := ends.of(&table.Relation, options.KeepCredentials)
	if err != nil {
		return err
	}
	_, err = l.Fill(ctx, &table.Relation, func() ([]any, error) {
		for {
			values, err := next()
			if err != nil {
				return nil, err
			}
			restored.Rows++
			if options.Progress != nil {
				options.Progress(restored.Rows)
			}
			if stays(values) {
				return values, nil
			}
		}
	})
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", table.Name, err)
	}
	if ends.tells && !(ends.credential && options.KeepCredentials) && table.Rows > 0 {
		restored.Ended[table.Name] = table.Rows
	}
	return nil
}

// RestoredOf is what a database says of its restore, or nil where it was not restored.
func RestoredOf(tx *store.Tx) (*Restored, error) {
	text, err := models.SettingOf(tx, RestoredSetting)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // most databases never were
	}
	if err != nil {
		return nil, err
	}
	restored := &Restored{}
	return restored, json.Unmarshal([]byte(text), restored)
}

// SaveRestored writes what a database says of its restore.
func SaveRestored(tx *store.Tx, restored *Restored) error {
	text, err := json.Marshal(restored)
	if err != nil {
		return err
	}
	return models.SetSetting(tx, RestoredSetting, string(text))
}
