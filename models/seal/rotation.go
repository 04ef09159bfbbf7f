package seal

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

var (
	// ErrNoSuchKey is a purpose or key id that the keyring does not have.
	ErrNoSuchKey = errors.New("no such key in the keyring")
	// ErrPrimaryKey is an attempt to retire the key that is in use.
	ErrPrimaryKey = errors.New("the primary key cannot be retired; rotate first")
)

// KeyInfo names one key of the keyring. The primary one makes new hashes,
// tokens and sealed data keys; the others only check and open old ones.
type KeyInfo struct {
	ID      string
	Primary bool
}

// Keys lists the keys of a purpose, oldest first.
func (k *Keyring) Keys(p Purpose) []KeyInfo {
	handle := k.keysets[p]
	if handle == nil {
		return nil
	}
	return keysOf(handle)
}

func keysOf(handle *keyset.Handle) []KeyInfo {
	info := handle.KeysetInfo()
	keys := make([]KeyInfo, 0, len(info.GetKeyInfo()))
	for _, key := range info.GetKeyInfo() {
		keys = append(keys, KeyInfo{ID: keyID(key.GetKeyId()), Primary: key.GetKeyId() == info.GetPrimaryKeyId()})
	}
	return keys
}

// PrimaryKey is the id of the key of a purpose that is in use.
func (k *Keyring) PrimaryKey(p Purpose) string {
	handle := k.keysets[p]
	if handle == nil {
		return ""
	}
	return keyID(handle.KeysetInfo().GetPrimaryKeyId())
}

// FormerKeys are the ids of the keys that were in use before the primary one, oldest
// first. A key that was introduced after it waits to be promoted, and is none.
func (k *Keyring) FormerKeys(p Purpose) []string {
	former := []string{}
	for _, key := range k.Keys(p) {
		if key.Primary {
			return former
		}
		former = append(former, key.ID)
	}
	return nil
}

// Introduce adds a key that is known but not used yet. With several replicas,
// introduce, reseal and restart them, then Promote: so that none meets a token
// or a data key that it cannot open.
func (k *Keyring) Introduce(p Purpose) (*Keyring, string, error) {
	var id uint32
	next, err := k.change(p, func(m *keyset.Manager) (err error) {
		id, err = m.Add(p.template())
		return err
	})
	return next, keyID(id), err
}

// Promote makes an introduced key the primary one.
func (k *Keyring) Promote(p Purpose, id string) (*Keyring, error) {
	return k.changeKey(p, id, (*keyset.Manager).SetPrimary)
}

// Rotate introduces a key and promotes it at once. What the older keys made
// stays valid until they are retired. The new keyring has to be resealed and
// stored by the caller.
func (k *Keyring) Rotate(p Purpose) (*Keyring, error) {
	next, id, err := k.Introduce(p)
	if err != nil {
		return nil, err
	}
	return next.Promote(p, id)
}

// Retire deletes a key for good; the primary one cannot be. What it made dies
// with it: credentials hashed under a pepper and tokens signed with a key are
// refused from then on, data keys must have been rewrapped before.
func (k *Keyring) Retire(p Purpose, id string) (*Keyring, error) {
	if err := k.CanRetire(p, id); err != nil {
		return nil, err
	}
	return k.changeKey(p, id, (*keyset.Manager).Delete)
}

// CanRetire reports whether there is such a key, and it is not the primary one.
func (k *Keyring) CanRetire(p Purpose, id string) error {
	switch keys := k.Keys(p); {
	case slices.Contains(keys, KeyInfo{ID: id, Primary: true}):
		return fmt.Errorf("%w: %s %q", ErrPrimaryKey, p, id)
	case !slices.Contains(keys, KeyInfo{ID: id}):
		return fmt.Errorf("%w: %s %q", ErrNoSuchKey, p, id)
	}
	return nil
}

func (k *Keyring) changeKey(p Purpose, id string, edit func(*keyset.Manager, uint32) error) (*Keyring, error) {
	named := func(key KeyInfo) bool { return key.ID == id }
	number, err := strconv.ParseUint(id, 16, 32)
	if err != nil || !slices.ContainsFunc(k.Keys(p), named) {
		return nil, fmt.Errorf("%w: %s %q", ErrNoSuchKey, p, id)
	}
	return k.change(p, func(m *keyset.Manager) error { return edit(m, uint32(number)) })
}

// change returns a keyring in which the keyset of p has been edited.
func (k *Keyring) change(p Purpose, edit func(*keyset.Manager) error) (*Keyring, error) {
	if k.keysets[p] == nil {
		return nil, fmt.Errorf("%w: purpose %q", ErrNoSuchKey, p)
	}
	manager := keyset.NewManagerFromHandle(k.keysets[p])
	if err := edit(manager); err != nil {
		return nil, fmt.Errorf("rotate %s keyset: %w", p, err)
	}
	handle, err := manager.Handle()
	if err != nil {
		return nil, fmt.Errorf("rotate %s keyset: %w", p, err)
	}
	keysets := maps.Clone(k.keysets)
	keysets[p] = handle
	return newKeyring(keysets)
}
