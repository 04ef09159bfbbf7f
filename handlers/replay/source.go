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

// maxLine is the length limit of a record in a file, in bytes.
const maxLine = 16 << 20

// Raw is an encoded record with its position, for reports of unreadable records.
type Raw struct {
	Text  []byte
	Where string // may be empty
	Seq   int64  // sequence number of a database row, or 0
}

// Read decodes the record.
func (r *Raw) Read(reader *audit.Reader) (*audit.Record, error) {
	record, err := reader.Read(r.Text)
	if err != nil && r.Where != "" {
		err = fmt.Errorf("%s: %w", r.Where, err)
	}
	return record, err
}

// Lines reads records from JSON Lines, as in a copy of the decision log.
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

// pageSize is the number of rows per query.
const pageSize = 500

// Stored reads records from the database in recorded order after a sequence number, at most
// limit of them unless it is 0.
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

// Rows yields records that are already read.
func Rows(rows []models.DecisionRecord) RecordSource {
	return func(yield func(Raw, error) bool) {
		for i := range rows {
			if !yield(Raw{Text: []byte(rows[i].Record)}, nil) {
				return
			}
		}
	}
}
