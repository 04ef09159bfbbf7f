package seal

import (
	"fmt"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

// RewrapDataKey seals a data key again under the keyring's present wrapping
// key, so that older ones can be retired. The data key itself stays.
func (k *Keyring) RewrapDataKey(sealed []byte, scope Scope) ([]byte, error) {
	handle, err := k.unwrap(sealed, scope)
	if err != nil {
		return nil, err
	}
	return k.wrap(handle, scope)
}

func (k *Keyring) wrap(handle *keyset.Handle, scope Scope) ([]byte, error) {
	associatedData, err := scope.appendTo(nil, labelDataKey)
	if err != nil {
		return nil, err
	}
	sealed, err := writeKeyset(handle, k.wrapper, associatedData)
	if err != nil {
		return nil, fmt.Errorf("seal data key of project %s: %w", scope.ProjectID, err)
	}
	return sealed, nil
}

func (k *Keyring) unwrap(sealed []byte, scope Scope) (*keyset.Handle, error) {
	associatedData, err := scope.appendTo(nil, labelDataKey)
	if err != nil {
		return nil, err
	}
	handle, err := readKeyset(sealed, k.wrapper, associatedData)
	if err != nil {
		return nil, fmt.Errorf("%w: data key of project %s", ErrDecrypt, scope.ProjectID)
	}
	return handle, nil
}
