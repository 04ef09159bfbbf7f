package seal

import (
	"fmt"
	"strings"
)

// labelKept binds what a project keeps besides its secrets.
const labelKept = "warder kept key v1"

// Names of the stored texts.
const (
	keptProjectKey = "project key"
	keptRecipient  = "recipient"
)

// KeepProjectKey seals the project key for the database.
func (d *DataKey) KeepProjectKey(key *ProjectKey) ([]byte, error) {
	return d.keep([]byte(*key.text), keptProjectKey)
}

// ProjectKey opens what KeepProjectKey sealed, or fails with ErrDecrypt.
func (d *DataKey) ProjectKey(kept []byte) (*ProjectKey, error) {
	text, err := d.kept(kept, keptProjectKey)
	if err != nil {
		return nil, err
	}
	return ParseProjectKey(text)
}

// KeepRecipient seals the private half of a pair for the database.
func (d *DataKey) KeepRecipient(r *Recipient) ([]byte, error) {
	return d.keep([]byte(r.public+" "+*r.private), keptRecipient)
}

// Recipient opens what KeepRecipient sealed, or fails with ErrDecrypt.
func (d *DataKey) Recipient(kept []byte) (*Recipient, error) {
	pair, err := d.kept(kept, keptRecipient)
	if err != nil {
		return nil, err
	}
	public, private, two := strings.Cut(string(pair), " ")
	if !two || !IsBoxKey(public) || !IsBoxKey(private) {
		return nil, fmt.Errorf("%w: %s", ErrDecrypt, keptRecipient)
	}
	return newRecipient(public, private), nil
}

func (d *DataKey) keep(plaintext []byte, name string) ([]byte, error) {
	data, err := d.scope.appendTo(nil, labelKept)
	if err != nil {
		return nil, err
	}
	sealed, err := d.aead.Encrypt(plaintext, appendText(data, name))
	if err != nil {
		return nil, fmt.Errorf("seal the %s: %w", name, err)
	}
	return sealed, nil
}

func (d *DataKey) kept(sealed []byte, name string) ([]byte, error) {
	data, err := d.scope.appendTo(nil, labelKept)
	if err != nil {
		return nil, err
	}
	plaintext, err := d.aead.Decrypt(sealed, appendText(data, name))
	if err != nil {
		return nil, d.refused(sealed, name)
	}
	return plaintext, nil
}
