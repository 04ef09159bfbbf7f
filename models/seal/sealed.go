package seal

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// sealedKeyring is the text form of a sealed Keyring.
type sealedKeyring struct {
	Version   int                `json:"version"`
	RootKeyID string             `json:"rootKeyId"`
	Keysets   map[Purpose][]byte `json:"keysets"`
}

const sealedVersion = 1

// Open opens a keyring that Create or Reseal sealed under the same root key;
// under another one it fails with ErrWrongRootKey.
func Open(root Root, sealed string) (*Keyring, error) {
	var stored sealedKeyring
	if err := json.Unmarshal([]byte(sealed), &stored); err != nil {
		return nil, fmt.Errorf("%w: not a keyring document", ErrKeyringDamaged)
	}
	if stored.Version != sealedVersion {
		return nil, fmt.Errorf("%w: format %d is not known to this version of warder", ErrKeyringDamaged, stored.Version)
	}
	if id := root.ID(); id != stored.RootKeyID {
		return nil, fmt.Errorf("%w: the database was sealed under root key %q, not %q; start with the original key "+
			"(--root-key-file or WARDER_ROOT_KEY), or restore it from the backup of the data directory",
			ErrWrongRootKey, stored.RootKeyID, id)
	}
	keysets := map[Purpose]*keyset.Handle{}
	for _, purpose := range Purposes() {
		handle, err := readKeyset(stored.Keysets[purpose], root, purpose.associatedData())
		if err != nil {
			return nil, fmt.Errorf("%w: %s keyset: %w", ErrKeyringDamaged, purpose, err)
		}
		keysets[purpose] = handle
	}
	return newKeyring(keysets)
}

// Reseal returns the text of the keyring sealed under root, to be stored in
// place of the old one: under a new root key, or after a rotation.
func (k *Keyring) Reseal(root Root) (string, error) {
	if root.ID() == "" {
		return "", fmt.Errorf("%w: none is set", ErrRootKey)
	}
	stored := sealedKeyring{Version: sealedVersion, RootKeyID: root.ID(), Keysets: map[Purpose][]byte{}}
	for purpose, handle := range k.keysets {
		sealed, err := writeKeyset(handle, root, purpose.associatedData())
		if err != nil {
			return "", fmt.Errorf("seal %s keyset: %w", purpose, err)
		}
		stored.Keysets[purpose] = sealed
	}
	text, err := json.Marshal(stored)
	return string(text), err
}

func readKeyset(sealed []byte, under tink.AEAD, associatedData []byte) (*keyset.Handle, error) {
	return keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(sealed)), under, associatedData)
}

func writeKeyset(handle *keyset.Handle, under tink.AEAD, associatedData []byte) ([]byte, error) {
	var sealed bytes.Buffer
	err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&sealed), under, associatedData)
	return sealed.Bytes(), err
}
