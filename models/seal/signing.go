package seal

// SigningKey is one HS256 key for access tokens. ID is its kid.
type SigningKey struct {
	redacted
	ID    string
	bytes *string
}

// Secret returns a copy of the 32 bytes of the key; none for the zero value.
func (s SigningKey) Secret() []byte {
	if s.bytes == nil {
		return nil
	}
	return []byte(*s.bytes)
}

// SigningKeys returns the keys that verify access tokens. The first one signs.
func (k *Keyring) SigningKeys() []SigningKey {
	keys := make([]SigningKey, len(k.signing))
	for i, key := range k.signing {
		keys[i] = SigningKey{ID: key.id, bytes: key.bytes}
	}
	return keys
}
