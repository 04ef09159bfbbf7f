package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// labelFingerprint keeps fingerprints apart from the hashes of credentials, which the
// same pepper makes.
var labelFingerprint = appendText(nil, "warder fingerprint v1")

// Fingerprint is the same for the same content, and without the keyring it says nothing
// about it: with a plain hash, a cache, a proxy or a log that has seen the ETag of an answer
// could try values until one fits. It is HMAC-SHA-256 under the primary pepper, so it
// changes when the pepper is rotated.
func (k *Keyring) Fingerprint(content []byte) [sha256.Size]byte {
	made := k.fingerprints.Get().(*fingerprint) //nolint:forcetypeassert // nothing else is there
	defer k.fingerprints.Put(made)
	made.mac.Reset()
	made.mac.Write(labelFingerprint)
	made.mac.Write(content) // last, so that it needs no length
	made.mac.Sum(made.sum[:0])
	return made.sum
}

// fingerprint is what one is made with, to be used again: that costs less than a new
// HMAC.
type fingerprint struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

// fingerprints makes them under a key.
func fingerprints(key subkey) *sync.Pool {
	return &sync.Pool{New: func() any { return &fingerprint{mac: hmac.New(sha256.New, []byte(*key.bytes))} }}
}
