package seal

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"golang.org/x/crypto/nacl/box"
)

// ErrBox is a box, or a key of one, that is not what it should be: not base64,
// of another length, or addressed to another key.
var ErrBox = errors.New("box does not open")

const (
	boxKeySize   = 32
	boxNonceSize = 24
)

// Box is a project key on its way to one member: NaCl's box (X25519, XSalsa20,
// Poly1305), in base64 (docs/contract.md 2.21).
type Box struct {
	Ciphertext      string
	Nonce           string
	SenderPublicKey string
}

// SealBox addresses the project key to the holder of the private key of
// recipient, a public key in base64. The sender is made for this box alone, so
// that no private key of the server is left to lose.
func (k *ProjectKey) SealBox(recipient string) (Box, error) {
	sender, err := NewRecipient()
	if err != nil {
		return Box{}, err
	}
	return sender.SealBox(k, recipient)
}

// SealBox addresses a project key to recipient in the name of r.
func (r *Recipient) SealBox(key *ProjectKey, recipient string) (Box, error) {
	to, err := boxKey(recipient)
	if err != nil {
		return Box{}, err
	}
	private, err := boxKey(*r.private)
	if err != nil {
		return Box{}, err
	}
	var nonce [boxNonceSize]byte
	_, _ = rand.Read(nonce[:]) // never fails, by its documentation
	sealed := box.Seal(nil, []byte(*key.text), &nonce, to, private)
	return Box{encode(sealed), encode(nonce[:]), r.public}, nil
}

// Recipient is a pair of keys that boxes can be addressed to, and sent with.
type Recipient struct {
	redacted
	public  string  // in base64
	private *string // in base64; see redacted
}

// NewRecipient makes a pair.
func NewRecipient() (*Recipient, error) {
	public, private, err := box.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a pair of keys: %w", err)
	}
	return newRecipient(encode(public[:]), encode(private[:])), nil
}

func newRecipient(public, private string) *Recipient {
	return &Recipient{public: public, private: &private}
}

// PublicKey is what senders need, in base64.
func (r *Recipient) PublicKey() string { return r.public }

// OpenBox opens a project key that was addressed to the recipient.
func (r *Recipient) OpenBox(sent Box) (*ProjectKey, error) {
	from, err := boxKey(sent.SenderPublicKey)
	if err != nil {
		return nil, err
	}
	private, err := boxKey(*r.private)
	if err != nil {
		return nil, err
	}
	sealed, err := base64.StdEncoding.DecodeString(sent.Ciphertext)
	if err != nil {
		return nil, fmt.Errorf("%w: not base64", ErrBox)
	}
	given, err := base64.StdEncoding.DecodeString(sent.Nonce)
	if err != nil || len(given) != boxNonceSize {
		return nil, fmt.Errorf("%w: a nonce has 24 bytes in base64", ErrBox)
	}
	opened, ok := box.Open(nil, sealed, (*[boxNonceSize]byte)(given), from, private)
	if !ok {
		return nil, fmt.Errorf("%w: it was not sealed for this recipient by this sender", ErrBox)
	}
	return ParseProjectKey(opened)
}

// IsBoxKey tells whether a text is a public key that boxes can be addressed to.
func IsBoxKey(text string) bool {
	_, err := boxKey(text)
	return err == nil
}

func boxKey(text string) (*[boxKeySize]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != boxKeySize {
		return nil, fmt.Errorf("%w: a public key has 32 bytes in base64", ErrBox)
	}
	return (*[boxKeySize]byte)(raw), nil
}

func encode(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }
