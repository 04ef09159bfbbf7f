package seal

// LogKey is what vouches for the decision log: one key for its records, and the seed
// of the key that signs its checkpoints. ID is that of the signing key which both are of.
type LogKey struct {
	redacted
	ID                   string
	records, checkpoints *string
}

// Records returns a copy of the 32 bytes that seal records.
func (k LogKey) Records() []byte { return []byte(*k.records) }

// Checkpoints returns a copy of the 32 bytes of an Ed25519 seed.
func (k LogKey) Checkpoints() []byte { return []byte(*k.checkpoints) }

// LogKeys are the keys that verify the decision log. The first one seals and signs.
func (k *Keyring) LogKeys() ([]LogKey, error) {
	records, err := subkeys(k.keysets[Signing], "warder decision records v1")
	if err != nil {
		return nil, err
	}
	checkpoints, err := subkeys(k.keysets[Signing], "warder decision log checkpoints v1")
	if err != nil {
		return nil, err
	}
	keys := make([]LogKey, len(records))
	for i := range records {
		keys[i] = LogKey{ID: records[i].id, records: records[i].bytes, checkpoints: checkpoints[i].bytes}
	}
	return keys, nil
}
