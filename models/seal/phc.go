package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost of new hashes: the first choice of OWASP's password storage cheat sheet
// for argon2id. Memory is in KiB.
const (
	argonMemory  = 19456
	argonPasses  = 2
	argonThreads = 1
	saltSize     = 16
	keySize      = 32
)

// Bounds of stored parameters, so that an altered row cannot demand all memory or minutes
// of CPU.
const (
	maxArgonMemory = 256 * 1024
	maxArgonPasses = 16
	maxThreads     = 16
	maxPHC         = 512
)

var errPHC = errors.New("not an argon2id hash")

// phc is an argon2id hash in the PHC string format:
// $argon2id$v=19$m=19456,t=2,p=1$<salt>$<key>, base64 without padding.
type phc struct {
	memory, passes uint32
	threads        uint8
	salt, key      []byte
}

// String writes the one canonical form.
func (h phc) String() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, h.memory, h.passes, h.threads, encode(h.salt), encode(h.key))
}

// parsePHC reads the form that String writes, and nothing else: what it
// returns prints as the very text it was given.
func parsePHC(text string) (phc, error) {
	parts := strings.Split(text, "$")
	if len(text) > maxPHC || len(parts) != 6 {
		return phc{}, errPHC
	}
	var h phc
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.threads); err != nil {
		return phc{}, errPHC
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return phc{}, errPHC
	}
	if h.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return phc{}, errPHC
	}
	if !h.bounded() || h.String() != text {
		return phc{}, errPHC
	}
	return h, nil
}

func (h phc) bounded() bool {
	return h.threads >= 1 && h.threads <= maxThreads &&
		h.memory >= 8*uint32(h.threads) && h.memory <= maxArgonMemory &&
		h.passes >= 1 && h.passes <= maxArgonPasses &&
		len(h.salt) >= 8 && len(h.salt) <= 64 && len(h.key) >= 16 && len(h.key) <= 64
}

func (h phc) derive(password string, size uint32) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.threads, size)
}
