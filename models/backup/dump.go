package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// writtenByTriggers are rows that the database itself writes when others are, so they
// are restored last.
const writtenByTriggers = "revisions"

// DumpOptions say what a backup says of itself.
type DumpOptions struct {
	Warder string // version of the program
	Now    time.Time
	// Progress is told how many rows there are and how many are written; it may be nil.
	Progress func(written, total int64)
}

// Dump writes a backup of one state of the database, while other programs use it.
func Dump(ctx context.Context, db *store.Store, root seal.Root, out io.Writer, options DumpOptions) (header *Header, manifest *Manifest, err error) {
	header = &Header{ID: store.NewID(), Created: options.Now.UTC(), Warder: options.Warder, Database: db.Dialect()}
	err = db.Snapshot(ctx, func(tx *store.Tx) error {
		if header.Schema, err = tx.SchemaVersion(); err != nil {
			return err
		}
		if manifest, err = describe(tx); err != nil {
			return err
		}
		w, err := NewWriter(out, root, header, manifest)
		if err != nil {
			return err
		}
		return dumpTables(tx, w, options.Progress)
	})
	return header, manifest, err
}

// describe lists what there is to write.
func describe(tx *store.Tx) (*Manifest, error) {
	relations, err := tx.Relations()
	if err != nil {
		return nil, err
	}
	last := slices.IndexFunc(relations, func(r store.Relation) bool { return r.Name == writtenByTriggers })
	if last >= 0 {
		relations = append(slices.Delete(slices.Clone(relations), last, last+1), relations[last])
	}
	m := &Manifest{}
	for _, relation := range relations {
		if !ours(relation.Name) {
			m.LeftOut = append(m.LeftOut, relation.Name)
			continue
		}
		count, err := tx.RowsIn(relation.Name)
		if err != nil {
			return nil, err
		}
		m.Tables = append(m.Tables, Table{relation, count})
		if relation.Name != "decision_checkpoints" || count == 0 {
			continue
		}
		checkpoint, err := models.LastCheckpoint(tx)
		if err != nil {
			return nil, err
		}
		m.Checkpoint = checkpoint.Note
	}
	m.Numbers, err = tx.Numbers()
	return m, err
}

// ErrEmpty is a database that no server ever used.
var ErrEmpty = errors.New("the database has no tables")

func dumpTables(tx *store.Tx, w *Writer, progress func(written, total int64)) error {
	if len(w.manifest.Tables) == 0 {
		return ErrEmpty
	}
	written, total := int64(0), w.manifest.Total()
	for i := range w.manifest.Tables {
		table := &w.manifest.Tables[i]
		err := tx.EachRow(&table.Relation, func(values []any) error {
			if written++; progress != nil {
				progress(written, total)
			}
			return w.Row(values)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", table.Name, err)
		}
		if err := w.EndTable(); err != nil {
			return err
		}
	}
	return w.Close()
}
