package backup

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"warder/models/seal"
)

// Reader reads a backup. Its memory does not grow with the rows.
type Reader struct {
	Header   *Header
	Manifest *Manifest

	content *bufio.Reader
}

// Open reads what a backup begins with. It fails with ErrNotBackup, ErrNewerFormat,
// seal.ErrWrongRootKey or ErrDamaged; the rest of the file may be damaged still.
func Open(from io.Reader, root seal.Root) (*Reader, error) {
	buffered := bufio.NewReaderSize(from, segment)
	header, lines, err := ReadHeader(buffered)
	if err != nil {
		return nil, err
	}
	cipher, err := openCipher(root, header)
	if err != nil {
		return nil, err
	}
	source := &source{from: buffered}
	plain, err := cipher.NewDecryptingReader(source, lines)
	if err != nil {
		return nil, damaged(source.blame(err))
	}
	zip, err := gzip.NewReader(plain)
	if err != nil {
		return nil, damaged(source.blame(err))
	}
	r := &Reader{Header: header, Manifest: &Manifest{}, content: bufio.NewReaderSize(&blaming{zip, source}, segment)}
	text, err := readBytes(r.content)
	if err != nil {
		return nil, damaged(err)
	}
	if err := json.Unmarshal(text, r.Manifest); err != nil {
		return nil, fmt.Errorf("%w (its manifest)", ErrDamaged)
	}
	return r, nil
}

// Each calls do for every table, with a function that returns its rows until io.EOF. It
// returns nil only if the file is whole to its last byte.
func (r *Reader) Each(do func(table *Table, next func() ([]any, error)) error) error {
	for i := range r.Manifest.Tables {
		rows := &tableRows{of: &r.Manifest.Tables[i], from: r.content}
		if err := do(rows.of, rows.next); err != nil {
			return err
		}
		for !rows.ended { // that do left out
			if _, err := rows.next(); err != nil && !errors.Is(err, io.EOF) {
				return err
			}
		}
	}
	if _, err := r.content.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged(err)
	}
	return nil
}

// Verify reads a backup to its end and returns nil if it is whole. progress is told how
// many rows were read since it was told last; it may be nil.
func (r *Reader) Verify(progress func(rows int)) error {
	return r.Each(func(_ *Table, next func() ([]any, error)) error {
		for {
			_, err := next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if progress != nil {
				progress(1)
			}
		}
	})
}

// tableRows are the rows of one table.
type tableRows struct {
	of    *Table
	from  *bufio.Reader
	read  int64
	ended bool
}

func (t *tableRows) next() ([]any, error) {
	if t.ended {
		return nil, io.EOF
	}
	mark, err := t.from.ReadByte()
	switch {
	case err != nil:
		return nil, damaged(err)
	case mark == markEnd && t.read == t.of.Rows:
		t.ended = true
		return nil, io.EOF
	case mark != markRow || t.read == t.of.Rows:
		return nil, fmt.Errorf("%w (the rows of %s are not as many as it says)", ErrDamaged, t.of.Name)
	}
	t.read++
	values := make([]any, len(t.of.Columns))
	for i := range values {
		if values[i], err = readValue(t.from); err != nil {
			return nil, damaged(err)
		}
	}
	return values, nil
}

// damaged is what an error while the content is read means.
func damaged(err error) error {
	var device *DeviceError
	if err == nil || !errors.As(err, &device) && !errors.Is(err, ErrDamaged) {
		return ErrDamaged
	}
	return err
}
