package replay

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"

	"warder/handlers/audit"
	"warder/models"
)

// maxLine is the longest record that is read from a file, in bytes.
const maxLine = 16 << 20

// Lines reads records from JSON lines, as the copy of the decision log has
// them; those that keep refuses are passed over. keep may be nil.
func Lines(from io.Reader, keep func(*audit.Record) bool) Source {
	return func(yield func(*audit.Record, error) bool) {
		scanner := bufio.NewScanner(from)
		scanner.Buffer(make([]byte, 64<<10), maxLine)
		for number := 1; scanner.Scan(); number++ {
			line := bytes.TrimSpace(scanner.Bytes())
			if len(line) == 0 {
				continue
			}
			record, err := audit.ReadRecord(line)
			if err != nil {
				err = fmt.Errorf("line %d: %w", number, err)
			} else if keep != nil && !keep(record) {
				continue
			}
			if !yield(record, err) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// pageSize is how many rows are read at a time.
const pageSize = 500

// Stored reads records from the database in the order they were written, at
// most limit of them if it is not 0.
func Stored(ctx context.Context, store *models.Store, filter models.DecisionFilter, limit int) Source {
	return func(yield func(*audit.Record, error) bool) {
		for seq, left := int64(0), limit; ; {
			page := pageSize
			if limit > 0 {
				page = min(page, left)
			}
			var rows []models.DecisionRecord
			err := store.Snapshot(ctx, func(tx *models.Tx) (err error) {
				rows, err = models.DecisionsAfter(tx, filter, seq, page)
				return err
			})
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range rows {
				seq, left = rows[i].Seq, left-1
				if !yield(audit.ReadRecord([]byte(rows[i].Record))) {
					return
				}
			}
			if len(rows) < page || len(rows) == 0 {
				return
			}
		}
	}
}

// Rows reads records that have been fetched.
func Rows(rows []models.DecisionRecord) Source {
	return func(yield func(*audit.Record, error) bool) {
		for i := range rows {
			if !yield(audit.ReadRecord([]byte(rows[i].Record))) {
				return
			}
		}
	}
}
