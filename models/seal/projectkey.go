package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// ErrProjectKey is a project key that is not 32 characters of text.
var ErrProjectKey = errors.New("a project key has 32 characters")

// The sizes of what clients encrypt (docs/contract.md 2.21): AES-256-GCM with an IV of
// 16 bytes.
const (
	projectKeySize = 32
	clientIVSize   = 16
	clientTagSize  = 16
)

// ProjectKey is the key of a project that its clients share: 32 characters,
// used as the 32 bytes of an AES-256 key (docs/contract.md 2.21). It encrypts on the
// wire; at rest the server uses a DataKey.
type ProjectKey struct {
	redacted
	text *string // see redacted
}

// NewProjectKey makes a key out of 128 random bits, in the form that clients
// make theirs.
func NewProjectKey() (*ProjectKey, error) {
	raw := make([]byte, projectKeySize/2)
	_, _ = rand.Read(raw) // never fails, by its documentation
	return ParseProjectKey([]byte(hex.EncodeToString(raw)))
}

// ParseProjectKey takes a key that a client made, or fails with ErrProjectKey.
func ParseProjectKey(text []byte) (*ProjectKey, error) {
	if len(text) != projectKeySize {
		return nil, ErrProjectKey
	}
	key := string(text)
	return &ProjectKey{text: &key}, nil
}

func (k *ProjectKey) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher([]byte(*k.text))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProjectKey, err)
	}
	return cipher.NewGCMWithNonceSize(block, clientIVSize)
}

// Encrypt encrypts a text of one place for clients. The IV is derived from key,
// place and text: the same secret reads the same twice, so that clients may
// compare answers, and two different texts never share an IV.
func (k *ProjectKey) Encrypt(plaintext []byte, at Place) (ciphertext, iv, tag []byte, err error) {
	place, err := at.appendTo(nil)
	if err != nil {
		return nil, nil, nil, err
	}
	aead, err := k.aead()
	if err != nil {
		return nil, nil, nil, err
	}
	derive := hmac.New(sha256.New, []byte(*k.text))
	derive.Write(appendText(nil, "warder client iv v1", string(place), string(plaintext)))
	iv = derive.Sum(nil)[:clientIVSize]
	sealed := aead.Seal(nil, iv, plaintext, nil)
	cut := len(sealed) - clientTagSize
	return sealed[:cut], iv, sealed[cut:], nil
}

// Decrypt opens what a client encrypted, or fails with ErrDecrypt.
func (k *ProjectKey) Decrypt(ciphertext, iv, tag []byte) ([]byte, error) {
	if len(iv) != clientIVSize || len(tag) != clientTagSize {
		return nil, fmt.Errorf("%w: IV and tag have 16 bytes each", ErrDecrypt)
	}
	aead, err := k.aead()
	if err != nil {
		return nil, err
	}
	sealed := append(append(make([]byte, 0, len(ciphertext)+len(tag)), ciphertext...), tag...)
	plaintext, err := aead.Open(nil, iv, sealed, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: it was not encrypted under the key of the project", ErrDecrypt)
	}
	return plaintext, nil
}
