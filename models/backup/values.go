package backup

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// Marks of what comes next in the content of a backup.
const (
	markRow = 'r'
	markEnd = 'e' // of a table
)

// Marks of a value.
const (
	markNull  = 'n'
	markFalse = 'f'
	markTrue  = 't'
	markInt   = 'i' // a varint
	markText  = 's' // its length, then its bytes
	markBytes = 'b' // the same
)

// maxValue is more than any column holds, in bytes. A length beyond it is damage, and is
// found before memory is asked for.
const maxValue = 1 << 28

// appendValue adds a value as EachRow gives it.
func appendValue(to []byte, value any) ([]byte, error) {
	switch value := value.(type) {
	case nil:
		return append(to, markNull), nil
	case bool:
		if value {
			return append(to, markTrue), nil
		}
		return append(to, markFalse), nil
	case int64:
		return binary.AppendVarint(append(to, markInt), value), nil
	case string:
		if len(value) > maxValue {
			return nil, fmt.Errorf("a value of %d bytes is more than a backup holds", len(value))
		}
		return append(binary.AppendUvarint(append(to, markText), uint64(len(value))), value...), nil
	case []byte:
		if len(value) > maxValue {
			return nil, fmt.Errorf("a value of %d bytes is more than a backup holds", len(value))
		}
		return append(binary.AppendUvarint(append(to, markBytes), uint64(len(value))), value...), nil
	}
	return nil, fmt.Errorf("a column holds %T, which a backup cannot", value)
}

func readValue(from *bufio.Reader) (any, error) {
	mark, err := from.ReadByte()
	if err != nil {
		return nil, err
	}
	switch mark {
	case markNull:
		return nil, nil //nolint:nilnil // NULL is a value
	case markFalse, markTrue:
		return mark == markTrue, nil
	case markInt:
		return binary.ReadVarint(from)
	case markText:
		text, err := readBytes(from)
		return string(text), err
	case markBytes:
		return readBytes(from)
	}
	return nil, fmt.Errorf("%w: a value of kind %q", ErrDamaged, mark)
}

// readBytes reads a length and so many bytes.
func readBytes(from *bufio.Reader) ([]byte, error) {
	length, err := binary.ReadUvarint(from)
	if err != nil {
		return nil, err
	}
	if length > maxValue {
		return nil, fmt.Errorf("%w: a value of %d bytes", ErrDamaged, length)
	}
	if length <= segment {
		value := make([]byte, length)
		_, err = io.ReadFull(from, value)
		return value, err
	}
	var value bytes.Buffer // grows with the bytes that are present, not with the announced length
	_, err = io.CopyN(&value, from, int64(length))
	return value.Bytes(), err
}
