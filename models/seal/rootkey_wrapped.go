package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// ErrWrappedRootKey is a root key that a KMS wrapped, where the key itself is wanted, or
// the other way round.
var ErrWrappedRootKey = errors.New("wrapped root key")

// wrappedMark begins the text of a root key that a KMS wrapped.
const wrappedMark = "warder-wrapped-root-key-v1:"

// FormatWrapped is what a KMS made of RootKey.Reveal, as text for a file or a variable.
func FormatWrapped(wrapped []byte) string {
	return wrappedMark + base64.StdEncoding.EncodeToString(wrapped)
}

// IsWrapped reports whether a text is a root key that a KMS wrapped.
func IsWrapped(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), wrappedMark) }

// ParseWrapped is what FormatWrapped was given. No error repeats any of the text.
func ParseWrapped(text string) ([]byte, error) {
	encoded, is := strings.CutPrefix(strings.TrimSpace(text), wrappedMark)
	if !is {
		return nil, fmt.Errorf("%w: the root key is not wrapped by a KMS (wrap another one with: warder keys change-root --new-root-key-kms)", ErrWrappedRootKey)
	}
	wrapped, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(wrapped) == 0 {
		return nil, fmt.Errorf("%w: it is cut off or altered", ErrWrappedRootKey)
	}
	return wrapped, nil
}

// LoadWrapped reads the text of a root key that a KMS wrapped from a file that only its
// owner may touch. A missing file is an error wrapping fs.ErrNotExist.
func LoadWrapped(path string) (string, error) {
	text, err := loadRootKeyText(path)
	return strings.TrimSpace(text), err
}

// CreateWrapped writes such a text to a file that is not there yet, as LoadOrCreateRootKey
// writes a key, and returns what the file holds then.
func CreateWrapped(path, text string) (string, error) {
	if err := createRootKey(path, text); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("create root key: %w", err)
	}
	return LoadWrapped(path)
}
