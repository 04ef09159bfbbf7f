package vault

import (
	"encoding/base64"

	"warder/models"
	"warder/models/seal"
)

// ClientText is a secret as clients encrypt it: name, value and comment, each as
// ciphertext, IV and tag in base64 (docs/contract.md 2.21).
type ClientText struct {
	Key, Value, Comment *models.SealedText
}

// into replaces what the row has stored.
func (t *ClientText) into(row *models.Secret) {
	row.Value, row.Comment = nil, nil
	row.ClientKey, row.ClientValue, row.ClientComment = t.Key, t.Value, t.Comment
}

// ClientTextOf is the part of a stored secret that clients encrypted.
func ClientTextOf(row *models.Secret) *ClientText {
	return &ClientText{Key: row.ClientKey, Value: row.ClientValue, Comment: row.ClientComment}
}

// Open decrypts value and comment under the project key.
func (t *ClientText) Open(key *seal.ProjectKey) (SecretText, error) {
	value, err := OpenField(key, t.Value)
	if err != nil {
		return SecretText{}, err
	}
	comment, err := OpenField(key, t.Comment)
	return SecretText{value, comment}, err
}

// OpenField decrypts one field; a field that is not there is empty.
func OpenField(key *seal.ProjectKey, sealed *models.SealedText) (string, error) {
	if sealed == nil || *sealed == (models.SealedText{}) {
		return "", nil
	}
	parts := [3][]byte{}
	for i, text := range []string{sealed.Ciphertext, sealed.IV, sealed.Tag} {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return "", seal.ErrDecrypt
		}
		parts[i] = raw
	}
	plain, err := key.Decrypt(parts[0], parts[1], parts[2])
	return string(plain), err
}

// EncryptText encrypts a secret for clients.
func EncryptText(key *seal.ProjectKey, row *models.Secret, text SecretText) (*ClientText, error) {
	var t ClientText
	for _, field := range []struct {
		name, text string
		into       **models.SealedText
	}{{seal.FieldKey, row.Key, &t.Key}, {seal.FieldValue, text.Value, &t.Value}, {seal.FieldComment, text.Comment, &t.Comment}} {
		ciphertext, iv, tag, err := key.Encrypt([]byte(field.text), placeOf(row, field.name))
		if err != nil {
			return nil, err
		}
		encode := base64.StdEncoding.EncodeToString
		*field.into = &models.SealedText{Ciphertext: encode(ciphertext), IV: encode(iv), Tag: encode(tag)}
	}
	return &t, nil
}
