package backup

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"warder/models/seal"
	"warder/models/store"
)

// Manifest is what a backup holds. It is encrypted with the rows.
type Manifest struct {
	// Tables are in the order of their rows, parents before what refers to them.
	Tables []Table `json:"tables"`
	// Numbers are the highest numbers that the database gave to rows of the tables that it numbers.
	Numbers map[string]int64 `json:"numbers"`
	// LeftOut are tables of the database that are not Warder's, such as those of Litestream.
	LeftOut []string `json:"leftOut,omitempty"`
	// Checkpoint is the last one of the decision log; empty before the first.
	Checkpoint string `json:"checkpoint"`
}

// Table is one table and how many rows the backup has of it.
type Table struct {
	store.Relation
	Rows int64 `json:"rows"`
}

// Total is the number of rows of all tables.
func (m *Manifest) Total() (rows int64) {
	for i := range m.Tables {
		rows += m.Tables[i].Rows
	}
	return rows
}

// Writer writes a backup: the rows of each table of the manifest, EndTable behind each
// table, and Close. Its memory does not grow with the rows.
type Writer struct {
	manifest *Manifest
	table    int   // the present one
	rows     int64 // of it, so far
	space    []byte
	buffer   *bufio.Writer
	zip      *gzip.Writer
	cipher   io.WriteCloser
}

// NewWriter begins a file. The header's RootKeyID and Key are filled in.
func NewWriter(out io.Writer, root seal.Root, header *Header, manifest *Manifest) (*Writer, error) {
	cipher, lines, err := newCipher(root, header)
	if err != nil {
		return nil, err
	}
	if _, err := out.Write(lines); err != nil {
		return nil, err
	}
	w := &Writer{manifest: manifest}
	if w.cipher, err = cipher.NewEncryptingWriter(out, lines); err != nil {
		return nil, err
	}
	if w.zip, err = gzip.NewWriterLevel(w.cipher, gzip.BestSpeed); err != nil {
		return nil, err
	}
	w.buffer = bufio.NewWriterSize(w.zip, segment)
	text, err := json.Marshal(manifest)
	if err != nil {
		return nil, err
	}
	_, err = w.buffer.Write(append(binary.AppendUvarint(nil, uint64(len(text))), text...))
	return w, err
}

// Row writes a row of the present table: a value for each of its columns.
func (w *Writer) Row(values []any) (err error) {
	if w.table >= len(w.manifest.Tables) || len(values) != len(w.manifest.Tables[w.table].Columns) {
		return errors.New("a row that the manifest has no table for")
	}
	w.space = append(w.space[:0], markRow)
	for i, value := range values {
		if w.space, err = appendValue(w.space, value); err != nil {
			return fmt.Errorf("%s.%s: %w", w.manifest.Tables[w.table].Name, w.manifest.Tables[w.table].Columns[i].Name, err)
		}
	}
	w.rows++
	_, err = w.buffer.Write(w.space)
	return err
}

// EndTable goes on with the next table.
func (w *Writer) EndTable() error {
	if table := &w.manifest.Tables[w.table]; w.rows != table.Rows {
		return fmt.Errorf("%s has %d rows, and the manifest says %d", table.Name, w.rows, table.Rows)
	}
	w.table, w.rows = w.table+1, 0
	return w.buffer.WriteByte(markEnd)
}

// Close ends the file: without it, or if it fails, the file does not open.
func (w *Writer) Close() error {
	if w.table != len(w.manifest.Tables) {
		return fmt.Errorf("%d tables of %d were written", w.table, len(w.manifest.Tables))
	}
	if err := w.buffer.Flush(); err != nil {
		return err
	}
	if err := w.zip.Close(); err != nil {
		return err
	}
	return w.cipher.Close()
}
