package seal

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// ParseRootKey reads a root key from the text in a file or an environment
// variable: 64 hexadecimal characters or base64 of 32 bytes, standard or URL
// alphabet, padded or not, with white space around. Weak keys are refused. No
// error repeats any of the text.
func ParseRootKey(text string) (RootKey, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return RootKey{}, fmt.Errorf("%w: it is empty", ErrRootKey)
	}
	if IsWrapped(text) {
		return RootKey{}, fmt.Errorf("%w: it is wrapped by a KMS, which root-key-kms has to name", ErrWrappedRootKey)
	}
	raw, err := decodeRootKey(text)
	if err != nil {
		return RootKey{}, err
	}
	if len(raw) != RootKeySize {
		return RootKey{}, fmt.Errorf("%w: %d bytes, want %d (make one with: openssl rand -hex 32)", ErrRootKey, len(raw), RootKeySize)
	}
	if flaw := weakness(raw); flaw != "" {
		return RootKey{}, fmt.Errorf("%w: %s (make one with: openssl rand -hex 32)", ErrRootKey, flaw)
	}
	return rootKeyOf(raw), nil
}

// decodeRootKey tries hexadecimal first: its alphabet is part of base64's, but
// 64 of its characters would be 48 bytes there, which is no root key.
func decodeRootKey(text string) ([]byte, error) {
	if raw, err := hex.DecodeString(text); err == nil {
		return raw, nil
	}
	alphabet := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	raw, err := base64.RawStdEncoding.DecodeString(alphabet)
	if err != nil {
		return nil, fmt.Errorf("%w: it is neither hexadecimal nor base64", ErrRootKey)
	}
	return raw, nil
}

// minSteps is how many different steps from one byte to the next a random
// root key has at least: fewer than 12 among its 31 happens about once in 2^78.
const minSteps = 12

// weakness describes why bytes do not look random, such as a key left over from an example
// or typed by hand; "" if they do. It cannot detect a well-known key that looks random.
func weakness(key []byte) string {
	if printable(key) {
		return "a passphrase, not random bytes"
	}
	steps := map[byte]bool{}
	for i := 1; i < len(key); i++ {
		steps[key[i]-key[i-1]] = true
	}
	if len(steps) < minSteps {
		return "a repeating or counting pattern, not random bytes"
	}
	return ""
}

// printable reports whether every byte is a printable ASCII character; random bytes
// are so once in 2^45.
func printable(key []byte) bool {
	for _, b := range key {
		if b < 0x20 || b > 0x7e {
			return false
		}
	}
	return true
}
