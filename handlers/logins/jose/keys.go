package jose

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

const (
	minRSA, maxRSA = 2048, 8192 // bits
	// maxKeys limits the keys of a set, and maxTried the keys tried for a token without a key
	// id.
	maxKeys, maxTried = 100, 10
)

// algorithms are the accepted algorithms with their kinds of key.
var algorithms = map[string]func(public any) bool{
	"RS256": isRSA, "RS384": isRSA, "RS512": isRSA, "PS256": isRSA, "PS384": isRSA, "PS512": isRSA,
	"ES256": isEC(elliptic.P256()), "ES384": isEC(elliptic.P384()), "ES512": isEC(elliptic.P521()),
	"EdDSA": func(public any) bool { _, is := public.(ed25519.PublicKey); return is },
}

func accepted(algorithm string) bool { return algorithms[algorithm] != nil }

func isRSA(public any) bool {
	key, is := public.(*rsa.PublicKey)
	return is && key.N.BitLen() >= minRSA && key.N.BitLen() <= maxRSA
}

func isEC(curve elliptic.Curve) func(any) bool {
	return func(public any) bool {
		key, is := public.(*ecdsa.PublicKey)
		return is && key.Curve == curve
	}
}

// Key is a public key that verifies signatures.
type Key struct {
	id        string
	algorithm string // its only algorithm; empty for all of its kind
	public    any
}

// fits reports whether the key supports a token's algorithm.
func (k *Key) fits(algorithm string) bool {
	return (k.algorithm == "" || k.algorithm == algorithm) && algorithms[algorithm](k.public)
}

// usable reports whether an accepted algorithm uses this kind of key.
func usable(public any) bool {
	for _, goes := range algorithms {
		if goes(public) {
			return true
		}
	}
	return false
}

// Keys are the keys of one issuer.
type Keys struct {
	keys  []Key
	named bool // whether a token's key id selects the key
}

// ErrKeys means that a key or a set of keys cannot be parsed.
var ErrKeys = errors.New("no usable keys")

// ParseSet parses a published key set. It skips keys of unknown kinds and keys that are not
// for signatures.
func ParseSet(raw []byte) (*Keys, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(raw, &set); err != nil {
		return nil, fmt.Errorf("%w: not a key set", ErrKeys)
	}
	read := &Keys{named: true}
	for _, entry := range set.Keys[:min(len(set.Keys), maxKeys)] {
		if key, ok := parseKey(entry); ok {
			read.keys = append(read.keys, key)
		}
	}
	if len(read.keys) == 0 {
		return nil, fmt.Errorf("%w: the set has none", ErrKeys)
	}
	return read, nil
}

func parseKey(raw []byte) (Key, bool) {
	parsed, err := jwk.ParseKey(raw)
	if err != nil {
		return Key{}, false
	}
	if use := parsed.KeyUsage(); use != "" && use != string(jwk.ForSignature) {
		return Key{}, false
	}
	if operations := parsed.KeyOps(); len(operations) > 0 && !slices.Contains(operations, jwk.KeyOpVerify) {
		return Key{}, false
	}
	key := Key{id: parsed.KeyID()}
	if algorithm := parsed.Algorithm(); algorithm != nil {
		key.algorithm = algorithm.String()
	}
	if err := parsed.Raw(&key.public); err != nil {
		return Key{}, false
	}
	switch public := key.public.(type) { // never a private or shared key
	case rsa.PublicKey:
		key.public = &public
	case ecdsa.PublicKey:
		key.public = &public
	}
	return key, usable(key.public)
}

// Size is the approximate memory of the keys in bytes.
func (k *Keys) Size() int {
	size := 0
	for _, key := range k.keys {
		size += 512 + len(key.id) + len(key.algorithm)
		if public, is := key.public.(*rsa.PublicKey); is {
			size += public.Size()
		}
	}
	return size
}

// Has reports whether a key has the token's key id; any key may sign a token without one.
func (k *Keys) Has(keyID string) bool {
	return keyID == "" || slices.ContainsFunc(k.keys, func(key Key) bool { return key.id == keyID })
}

// ParsePEM parses a list of public keys; a token's key id does not select among them.
func ParsePEM(texts []string) (*Keys, error) {
	read := &Keys{}
	for i, text := range texts {
		public, err := parsePEM([]byte(text))
		if err != nil {
			return nil, fmt.Errorf("%w: key %d: %w", ErrKeys, i+1, err)
		}
		read.keys = append(read.keys, Key{public: public})
	}
	return read, nil
}

// parsePEM never quotes its input, which may be a private key.
func parsePEM(text []byte) (any, error) {
	block, rest := pem.Decode(text)
	if block == nil || len(bytes.TrimSpace(rest)) > 0 || bytes.Count(text, []byte("-----BEGIN")) > 1 {
		return nil, errors.New("not one public key in PEM")
	}
	var public any
	var err error
	switch block.Type {
	case "PUBLIC KEY", "EC PUBLIC KEY":
		public, err = x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		public, err = x509.ParsePKCS1PublicKey(block.Bytes)
	default:
		return nil, errors.New("not a public key")
	}
	if err != nil {
		return nil, errors.New("a public key that cannot be read")
	}
	if !usable(public) {
		return nil, fmt.Errorf("a kind of key that is not accepted, or an RSA key of less than %d bits", minRSA)
	}
	return public, nil
}

// Verify returns nil if one of the keys signed the token with one of the given algorithms, or
// with any accepted one if none is given.
func (k *Keys) Verify(token *Token, only ...string) error {
	if len(only) > 0 && !slices.Contains(only, token.Algorithm) {
		return ErrAlgorithm
	}
	candidates := k.candidates(token)
	if len(candidates) == 0 {
		return ErrKeyUnknown
	}
	fitting := slices.DeleteFunc(candidates, func(key Key) bool { return !key.fits(token.Algorithm) })
	if len(fitting) == 0 {
		return ErrAlgorithm
	}
	for _, key := range fitting[:min(len(fitting), maxTried)] {
		if _, err := jws.Verify(token.text, jws.WithKey(jwa.SignatureAlgorithm(token.Algorithm), key.public)); err == nil {
			return nil
		}
	}
	return ErrSignature
}

// candidates are the keys that may have signed a token, by its header. The caller owns the
// list.
func (k *Keys) candidates(token *Token) []Key {
	if !k.named || token.KeyID == "" {
		return slices.Clone(k.keys)
	}
	var list []Key
	for _, key := range k.keys {
		if key.id == token.KeyID {
			list = append(list, key)
		}
	}
	return list
}
