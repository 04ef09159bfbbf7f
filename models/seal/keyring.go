// Package seal keeps secrets at rest secret: it seals values with a data key
// per project, the data keys with the installation's keyring, and the keyring
// with a root key that is not in the database. It also
// makes and hashes credentials and passwords.
//
//	root key (file, environment, KMS)
//	  seals the Keyring (one row of settings): pepper, signing and wrapping keys
//	    seals a DataKey (one per project)
//	      seals values, each bound to its Place
package seal

import (
	"errors"
	"fmt"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

var (
	// ErrWrongRootKey is a keyring that another root key sealed. The message
	// tells the operator what to do.
	ErrWrongRootKey = errors.New("wrong root key")
	// ErrKeyringDamaged is a sealed keyring that does not open although the
	// root key has the right id, or that no version of Warder wrote.
	ErrKeyringDamaged = errors.New("sealed keyring does not open")
)

// Keyring holds the installation's own keys, open, in memory. It does not
// change: what rotates keys returns another Keyring. Safe for concurrent use.
type Keyring struct {
	redacted
	keysets map[Purpose]*keyset.Handle
	peppers []subkey // primary first
	signing []subkey // primary first
	wrapper tink.AEAD
	opened  *keyCache

	fingerprints *sync.Pool // under the primary pepper
}

// Create makes the keyring of a new installation, and the sealed text to store.
func Create(root Root) (*Keyring, string, error) {
	keysets := map[Purpose]*keyset.Handle{}
	for _, purpose := range Purposes() {
		handle, err := keyset.NewHandle(purpose.template())
		if err != nil {
			return nil, "", fmt.Errorf("create %s keyset: %w", purpose, err)
		}
		keysets[purpose] = handle
	}
	keyring, err := newKeyring(keysets)
	if err != nil {
		return nil, "", err
	}
	sealed, err := keyring.Reseal(root)
	if err != nil {
		return nil, "", err
	}
	return keyring, sealed, nil
}

func newKeyring(keysets map[Purpose]*keyset.Handle) (*Keyring, error) {
	peppers, err := subkeys(keysets[Pepper], "warder credential hashes v1")
	if err != nil {
		return nil, fmt.Errorf("pepper keyset: %w", err)
	}
	signing, err := subkeys(keysets[Signing], "warder access tokens HS256 v1")
	if err != nil {
		return nil, fmt.Errorf("signing keyset: %w", err)
	}
	wrapper, err := aead.New(keysets[Wrapping])
	if err != nil {
		return nil, fmt.Errorf("wrapping keyset: %w", err)
	}
	return &Keyring{keysets: keysets, peppers: peppers, signing: signing, wrapper: wrapper, opened: newKeyCache(maxCachedKeys), fingerprints: fingerprints(peppers[0])}, nil
}
