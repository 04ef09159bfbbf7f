package seal

import (
	"fmt"
	"slices"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
)

// Purpose is one use of the keyring's keys; each has a keyset of its own.
type Purpose string

// Purposes of keysets.
const (
	Pepper   Purpose = "pepper"   // hashes of credentials
	Signing  Purpose = "signing"  // access tokens
	Wrapping Purpose = "wrapping" // the data keys of projects
)

// Purposes lists them all.
func Purposes() []Purpose { return []Purpose{Pepper, Signing, Wrapping} }

// Valid reports whether p is one of Purposes.
func (p Purpose) Valid() bool { return slices.Contains(Purposes(), p) }

// template is the kind of key that serves p. XAES-256-GCM takes random nonces
// without a bound on how many data keys one wrapping key seals.
func (p Purpose) template() *tinkpb.KeyTemplate {
	if p == Wrapping {
		return aead.XAES256GCM192BitNonceKeyTemplate()
	}
	return prf.HMACSHA256PRFKeyTemplate()
}

// associatedData keeps a sealed keyset from being opened for another purpose.
func (p Purpose) associatedData() []byte { return []byte("warder keyring v1: " + string(p)) }

// subkey is key material derived from one key of a keyset.
type subkey struct {
	id    string
	bytes *string // 32 of them, see redacted
}

// subkeys derives from every key in use of a PRF keyset, the primary first and
// the others by id, so that the order does not depend on a map's.
func subkeys(handle *keyset.Handle, label string) ([]subkey, error) {
	set, err := prf.NewPRFSet(handle)
	if err != nil {
		return nil, err
	}
	var keys []subkey
	for id, function := range set.PRFs {
		derived, err := function.ComputePRF([]byte(label), 32)
		if err != nil {
			return nil, err
		}
		text := string(derived)
		keys = append(keys, subkey{id: keyID(id), bytes: &text})
	}
	primary := keyID(set.PrimaryID)
	slices.SortFunc(keys, func(a, b subkey) int { return comparePrimaryFirst(a.id, b.id, primary) })
	return keys, nil
}

func comparePrimaryFirst(a, b, primary string) int {
	switch {
	case a == b:
		return 0
	case a == primary:
		return -1
	case b == primary:
		return 1
	case a < b:
		return -1
	}
	return 1
}

// keyID is the public name of a key: it stands in tokens and in listings.
func keyID(id uint32) string { return fmt.Sprintf("%08x", id) }
