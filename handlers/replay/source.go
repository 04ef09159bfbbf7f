package replay

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"

	"warder/handlers/audit"
	"warder/models"
	"warder/models/store"
)

// maxLine is the longest record that is read from a file, in bytes.
const maxLine = 16 << 20

// Raw is a record as it was written, and where, for a report that it
// cannot be read.
type Raw struct {
	Text  []byte
	Where string // may be empty
	Seq   int64  // of a row of the database, else 0
}

// Read reads the record.
func (r *Raw) Read(reader *audit.Reader) (*audit.Record, error) {
	record, err := reader.Read(r.Text)
	if err != nil && r.Where != "" {
		err = fmt.Errorf("%s: %w", r.Where, err)
	}
	return record, err
}

// Lines are the records of JSON lines, as the copy of the decision log has them.
func Lines(from io.Reader) RecordSource {
	return func(yield func(Raw, error) bool) {
		scanner := bufio.NewScanner(from)
		scanner.Buffer(make([]byte, 64<<10), maxLine)
		for number := 1; scanner.Scan(); number++ {
			line := bytes.TrimSpace(scanner.Bytes())
			if len(line) == 0 {
				continue
			}
			if !yield(Raw{Text: bytes.Clone(line), Where: fmt.Sprintf("line %d", number)}, nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(Raw{}, err)
		}
	}
}

// pageSize is how many rows are read at a time.
const pageSize = 500

// Stored reads records from the database in the order they were written, from
// behind a sequence number, at most limit of them if it is not 0.
func Stored(ctx context.Context, db *store.Store, filter models.DecisionFilter, after int64, limit int) RecordSource {
	return func(yield func(Raw, error) bool) {
		for seq, left := after, limit; ; {
			page := pageSize
			if limit > 0 {
				page = min(page, left)
			}
			var rows []models.DecisionRecord
			err := db.Snapshot(ctx, func(tx *store.Tx) (err error) {
				rows, err = models.DecisionsAfter(tx, filter, seq, page)
				return err
			})
			if err != nil {
				yield(Raw{}, err)
				return
			}
			for i := range rows {
				seq, left = rows[i].Seq, left-1
				if !yield(Raw{Text: []byte(rows[i].Record), Seq: seq}, nil) {
					return
				}
			}
			if len(rows) < page || limit > 0 && left == 0 || len(rows) == 0 {
				return
			}
		}
	}
}

// Rows reads records that have been fetched.
func Rows(rows []models.DecisionRecord) RecordSource {
	return func(yield func(Raw, error) bool) {
		for i := range rows {
			if !yield(Raw{Text: []byte(rows[i].Record)}, nil) {
				return
			}
		}
	}
}
