package seal

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// RootKeySize is the length of a root key in bytes.
const RootKeySize = 32

// ErrRootKey is wrapped by every complaint about a root key's text.
var ErrRootKey = errors.New("invalid root key")

// Labels of the keys derived from a root key. The root key itself encrypts nothing.
const (
	labelSealing = "warder root key: sealing of the keyring, v1"
	labelID      = "warder root key: public id, v1"
)

// Root is what seals a Keyring: a RootKey, or a key that stays inside a KMS.
// Decrypt must fail when the associated data differs from that of Encrypt.
type Root interface {
	tink.AEAD
	// ID names the key without telling anything about it. It is stored beside
	// what the key sealed, so that a wrong key is told from damaged data.
	ID() string
}

// RootKey is the key that everything stored depends on: 256 random bits,
// kept outside the database. Who loses it loses every secret.
type RootKey struct {
	redacted
	bytes *string // RootKeySize of them
}

// NewRootKey makes a random root key.
func NewRootKey() RootKey {
	key := make([]byte, RootKeySize)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the process instead
	return rootKeyOf(key)
}

func rootKeyOf(raw []byte) RootKey {
	text := string(raw)
	return RootKey{bytes: &text}
}

// Reveal returns the key as text that ParseRootKey reads.
func (k RootKey) Reveal() string {
	if k.bytes == nil {
		return ""
	}
	return hex.EncodeToString([]byte(*k.bytes))
}

// ID names the key by 64 bits derived from it one way.
func (k RootKey) ID() string {
	id, err := k.derive(labelID, 8)
	if err != nil {
		return ""
	}
	return hex.EncodeToString(id)
}

// Encrypt seals with XChaCha20-Poly1305, whose nonces may be random for as
// long as the key lives.
func (k RootKey) Encrypt(plaintext, associatedData []byte) ([]byte, error) {
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	return box.Encrypt(plaintext, associatedData)
}

// Decrypt opens what Encrypt sealed.
func (k RootKey) Decrypt(ciphertext, associatedData []byte) ([]byte, error) {
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	return box.Decrypt(ciphertext, associatedData)
}

func (k RootKey) box() (tink.AEAD, error) {
	key, err := k.derive(labelSealing, 32)
	if err != nil {
		return nil, err
	}
	return subtle.NewXChaCha20Poly1305(key)
}

func (k RootKey) derive(label string, size int) ([]byte, error) {
	if k.bytes == nil {
		return nil, fmt.Errorf("%w: none is set", ErrRootKey)
	}
	return hkdf.Key(sha256.New, []byte(*k.bytes), nil, label, size)
}
