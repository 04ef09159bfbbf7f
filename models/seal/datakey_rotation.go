package seal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// A data key is a keyset: while it is rotated, it has a former key beside the one in use,
// and opens what either sealed.

// ErrOtherDataKey is added to ErrDecrypt for a value sealed under a key that the data key does
// not have. A caller that read the data key before it was rotated has to read it again.
var ErrOtherDataKey = errors.New("sealed under another data key")

// DataKeys lists the keys of a data key, oldest first.
func (k *Keyring) DataKeys(sealed []byte, scope Scope) ([]KeyInfo, error) {
	handle, err := k.unwrap(sealed, scope)
	if err != nil {
		return nil, err
	}
	return keysOf(handle), nil
}

// RotateDataKey adds a key that seals from now on, and returns its id. Those before it go on
// opening until RetireDataKeys. taken reports ids that the project had before, which no key
// gets again.
func (k *Keyring) RotateDataKey(sealed []byte, scope Scope, taken func(id string) bool) (next []byte, id string, err error) {
	handle, err := k.unwrap(sealed, scope)
	if err != nil {
		return nil, "", err
	}
	for {
		manager := keyset.NewManagerFromHandle(handle)
		number, err := manager.Add(aead.AES256GCMKeyTemplate())
		if err == nil {
			err = manager.SetPrimary(number)
		}
		if err != nil {
			return nil, "", fmt.Errorf("rotate the data key of project %s: %w", scope.ProjectID, err)
		}
		if taken(keyID(number)) {
			continue
		}
		next, err := k.wrapEdited(manager, scope)
		return next, keyID(number), err
	}
}

// RetireDataKeys leaves a data key with the key in use alone: what others sealed opens no
// more.
func (k *Keyring) RetireDataKeys(sealed []byte, scope Scope) ([]byte, error) {
	handle, err := k.unwrap(sealed, scope)
	if err != nil {
		return nil, err
	}
	manager := keyset.NewManagerFromHandle(handle)
	info := handle.KeysetInfo()
	for _, key := range info.GetKeyInfo() {
		if key.GetKeyId() == info.GetPrimaryKeyId() {
			continue
		}
		if err := manager.Delete(key.GetKeyId()); err != nil {
			return nil, fmt.Errorf("retire a data key of project %s: %w", scope.ProjectID, err)
		}
	}
	return k.wrapEdited(manager, scope)
}

func (k *Keyring) wrapEdited(manager *keyset.Manager, scope Scope) ([]byte, error) {
	handle, err := manager.Handle()
	if err != nil {
		return nil, fmt.Errorf("data key of project %s: %w", scope.ProjectID, err)
	}
	return k.wrap(handle, scope)
}

// SealedUnder is the id of the key of a data key that sealed a value, or "" if no key did.
func SealedUnder(sealed []byte) string { return wrappedBy(sealed) }

// SealedMark is the beginning of everything that a key of a data key sealed. It is empty for an
// invalid id.
func SealedMark(id string) []byte {
	number, err := hex.DecodeString(id)
	if err != nil || len(number) != tinkPrefix-1 {
		return nil
	}
	return append([]byte{1}, number...)
}

// SealedMarks are the marks of several keys.
func SealedMarks(ids []string) [][]byte {
	marks := make([][]byte, 0, len(ids))
	for _, id := range ids {
		marks = append(marks, SealedMark(id))
	}
	return marks
}

// refused is why something does not open.
func (d *DataKey) refused(sealed []byte, what string) error {
	if id := SealedUnder(sealed); id != "" && !slices.Contains(d.ids, id) {
		return fmt.Errorf("%w: %s: %w", ErrDecrypt, what, ErrOtherDataKey)
	}
	return fmt.Errorf("%w: %s", ErrDecrypt, what)
}
