package seal

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrDecrypt is anything sealed that does not open: altered, moved, or sealed
// under a key that is gone. The cause is never told apart.
var ErrDecrypt = errors.New("sealed data does not open")

// Labels of associated data.
const (
	labelDataKey = "warder data key v1"
	labelValue   = "warder value v1"
)

// DataKey seals the values of one project. Safe for concurrent use.
type DataKey struct {
	redacted
	scope Scope
	aead  tink.AEAD
	ids   []string // of the keys that it opens with
}

// NewDataKey makes the data key of a project and returns it sealed, to be
// stored in models.Project.DataKey.
func (k *Keyring) NewDataKey(scope Scope) ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("create data key: %w", err)
	}
	return k.wrap(handle, scope)
}

// OpenDataKey opens a project's data key. It opens only for the scope that it
// was made for, else fails with ErrDecrypt. The keyring remembers the keys it
// opened last, because opening one costs far more than using it.
func (k *Keyring) OpenDataKey(sealed []byte, scope Scope) (*DataKey, error) {
	name, err := cacheKey(sealed, scope)
	if err != nil {
		return nil, err
	}
	if key, found := k.opened.Get(name); found {
		return key, nil
	}
	handle, err := k.unwrap(sealed, scope)
	if err != nil {
		return nil, err
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("%w: data key of project %s", ErrDecrypt, scope.ProjectID)
	}
	key := &DataKey{scope: scope, aead: primitive}
	for _, one := range keysOf(handle) {
		key.ids = append(key.ids, one.ID)
	}
	k.opened.Add(name, key)
	return key, nil
}

// cacheKey is under what an opened key is remembered.
func cacheKey(sealed []byte, scope Scope) ([sha256.Size]byte, error) {
	var space [512]byte
	data, err := scope.appendTo(space[:0], labelDataKey)
	if err != nil {
		return [sha256.Size]byte{}, err
	}
	return sha256.Sum256(append(data, sealed...)), nil
}

// spaces are where associated data is put together, which names places only.
var spaces = sync.Pool{New: func() any { return new([512]byte) }}

// Seal encrypts plaintext for one place.
func (d *DataKey) Seal(plaintext []byte, at Place) ([]byte, error) {
	space := spaces.Get().(*[512]byte) //nolint:forcetypeassert // nothing else is there
	defer spaces.Put(space)
	associatedData, err := d.associatedData(space[:0], at)
	if err != nil {
		return nil, err
	}
	ciphertext, err := d.aead.Encrypt(plaintext, associatedData)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", at, err)
	}
	return ciphertext, nil
}

// Open decrypts what Seal made for the same place, or fails with ErrDecrypt, and with
// ErrOtherDataKey where the data key was rotated since it was read.
func (d *DataKey) Open(ciphertext []byte, at Place) ([]byte, error) {
	space := spaces.Get().(*[512]byte) //nolint:forcetypeassert // nothing else is there
	defer spaces.Put(space)
	associatedData, err := d.associatedData(space[:0], at)
	if err != nil {
		return nil, err
	}
	plaintext, err := d.aead.Decrypt(ciphertext, associatedData)
	if err != nil {
		return nil, d.refused(ciphertext, at.String())
	}
	return plaintext, nil
}

func (d *DataKey) associatedData(space []byte, at Place) ([]byte, error) {
	data, err := d.scope.appendTo(space, labelValue)
	if err != nil {
		return nil, err
	}
	return at.appendTo(data)
}
