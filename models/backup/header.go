// Package backup keeps a whole database in one encrypted file, and fills another
// database from it.
//
//	warder backup 1\n
//	{"id":...,"rootKeyId":...,"key":...}\n      Header: readable by all, vouched for by what follows
//	AES-256-GCM in segments (STREAM)            under a key of this file, which the root key seals
//	  gzip
//	    Manifest, then the rows of its tables
//
// Every segment says where it stands and whether it is the last one, so a file that was
// cut, put together anew or edited anywhere does not open.
package backup

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"

	"warder/models/seal"
)

// Format is the newest format of a file that this version reads, and the one it writes.
const Format = 1

const (
	magic      = "warder backup "
	maxHeader  = 64 << 10 // bytes of either line
	keySize    = 32
	segment    = 64 << 10
	labelKey   = "warder backup key v1: "
	derivation = "SHA256"
)

var (
	// ErrNotBackup is a file that no version of Warder wrote as a backup.
	ErrNotBackup = errors.New("this file is not a backup of warder")
	// ErrNewerFormat is a file that only a newer version of Warder reads.
	ErrNewerFormat = errors.New("a newer version of warder wrote this backup")
	// ErrDamaged is a backup that was cut off or changed after it was written. Nothing of
	// it is restored.
	ErrDamaged = errors.New("the backup is damaged: it was cut off or changed after it was written; use another copy")
)

// Header says what a file is before it is opened. It has no secret.
type Header struct {
	ID        string    `json:"id"`
	Created   time.Time `json:"created"`
	Warder    string    `json:"warder"`   // version of the program that wrote it
	Schema    int64     `json:"schema"`   // version of the database's schema
	Database  string    `json:"database"` // store.SQLite or store.Postgres
	RootKeyID string    `json:"rootKeyId"`
	// Key is the key of this file, sealed by the root key.
	Key []byte `json:"key"`
}

// newCipher makes the key of a file, seals it into its header, and returns the cipher
// and the lines that the file begins with.
func newCipher(root seal.Root, header *Header) (cipher *subtle.AESGCMHKDF, lines []byte, err error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the process instead
	header.RootKeyID = root.ID()
	if header.Key, err = root.Encrypt(key, []byte(labelKey+header.ID)); err != nil {
		return nil, nil, fmt.Errorf("seal the key of the backup: %w", err)
	}
	text, err := json.Marshal(header)
	if err != nil {
		return nil, nil, err
	}
	lines = append([]byte(magic+strconv.Itoa(Format)+"\n"), append(text, '\n')...)
	cipher, err = subtle.NewAESGCMHKDF(key, derivation, keySize, segment, 0)
	return cipher, lines, err
}

// ReadHeader reads the lines that a file begins with, and leaves the rest.
func ReadHeader(from *bufio.Reader) (header *Header, lines []byte, err error) {
	first, err := line(from)
	if err != nil {
		return nil, nil, err
	}
	number, is := strings.CutPrefix(first, magic)
	format, err := strconv.Atoi(strings.TrimSuffix(number, "\n"))
	if !is || err != nil {
		return nil, nil, ErrNotBackup
	}
	if format > Format {
		return nil, nil, fmt.Errorf("%w: it has format %d, and this version reads up to %d; restore it with that version", ErrNewerFormat, format, Format)
	}
	second, err := line(from)
	if err != nil {
		return nil, nil, err
	}
	header = &Header{}
	if err := json.Unmarshal([]byte(second), header); err != nil {
		return nil, nil, fmt.Errorf("%w (its header)", ErrDamaged)
	}
	return header, []byte(first + second), nil
}

// line reads a line of a header with its end.
func line(from *bufio.Reader) (string, error) {
	var text []byte
	for len(text) < maxHeader {
		next, err := from.ReadByte()
		if errors.Is(err, io.EOF) {
			return "", cut(text)
		}
		if err != nil {
			return "", err
		}
		if text = append(text, next); next == '\n' {
			return string(text), nil
		}
	}
	return "", ErrNotBackup
}

// cut is a header without its end.
func cut(text []byte) error {
	if len(text) == 0 || strings.HasPrefix(string(text), magic) || text[0] == '{' {
		return fmt.Errorf("%w (its header)", ErrDamaged)
	}
	return ErrNotBackup
}

// openCipher opens the key of a file.
func openCipher(root seal.Root, header *Header) (*subtle.AESGCMHKDF, error) {
	if id := root.ID(); id != header.RootKeyID {
		return nil, fmt.Errorf("%w: the backup was made under root key %q, not %q; give the root key of that time (--root-key-file or WARDER_ROOT_KEY)",
			seal.ErrWrongRootKey, header.RootKeyID, id)
	}
	key, err := root.Decrypt(header.Key, []byte(labelKey+header.ID))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("%w (its header)", ErrDamaged)
	}
	return subtle.NewAESGCMHKDF(key, derivation, keySize, segment, 0)
}
