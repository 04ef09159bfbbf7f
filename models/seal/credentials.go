package seal

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
)

// Kind is what a credential is for. It is part of the hash, so that the hash
// of one kind never passes for another.
type Kind string

// Kinds of credentials that are stored as hashes.
const (
	KindClientSecret Kind = "client_secret" // Universal Auth, docs/contract.md 2.7
	KindAPIKey       Kind = "api_key"       // secret part of ak.<id>.<secret>, docs/contract.md 2.3
	KindServiceToken Kind = "service_token" // secret part of st.<id>.<secret>, docs/contract.md 2.24
	KindInvitation   Kind = "invitation"    // code of an invitation or a sign-up
	KindRecovery     Kind = "recovery"      // code that lets a user set a new password
	KindSignInLink   Kind = "sign_in_link"  // code that logs a user in once
	KindSetupToken   Kind = "setup_token"   // of a fresh server, made of the id of the installation; never stored
	KindPolicy       Kind = "policy"        // a bundle that is kept, with its revision: no credential, but only the server may write it
	KindPage         Kind = "page"          // token of the next page of a search; never stored
)

// prefixLength is how much of a client secret is stored readable (docs/contract.md 2.7).
const prefixLength = 4

// NewClientSecret makes a client secret: 256 random bits as 64 lower-case
// hexadecimal characters. It is shown once and stored as its Hash.
func NewClientSecret() string { return randomHex(32) }

// NewTokenSecret makes the secret part of an API key or a service token: 128
// random bits as 32 lower-case hexadecimal characters, the shape the contract
// and its clients demand (docs/contract.md 2.3, 2.24).
func NewTokenSecret() string { return randomHex(16) }

func randomHex(size int) string {
	secret := make([]byte, size)
	_, _ = rand.Read(secret) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(secret)
}

// Prefix is the part of a client secret by which its row is found: the first
// four characters, or "" for what cannot be one of ours, so that text which a
// database would reject never reaches one.
func Prefix(plain string) string {
	if len(plain) < prefixLength {
		return ""
	}
	for _, c := range []byte(plain[:prefixLength]) {
		if c <= ' ' || c > '~' {
			return ""
		}
	}
	return plain[:prefixLength]
}

// Hash returns the stored form of a credential: the id of the primary pepper, and the
// HMAC-SHA-256 under it in hexadecimal. Without the pepper a stolen table cannot be
// searched even for short codes. The id shows which credentials still need a pepper.
func (k *Keyring) Hash(kind Kind, plain string) string {
	return hashNaming(k.peppers[0], kind, plain)
}

// Derive returns the HMAC alone, in hexadecimal, for values that are recomputed each time
// and never stored.
func (k *Keyring) Derive(kind Kind, plain string) string {
	return hashUnder(k.peppers[0], kind, plain)
}

// Hashes are what may be stored of a credential, for every pepper in use, the
// primary's first: as Hash writes it, and without the id, as versions before did.
func (k *Keyring) Hashes(kind Kind, plain string) []string {
	hashes := make([]string, 0, 2*len(k.peppers))
	for _, pepper := range k.peppers {
		hash := hashNaming(pepper, kind, plain)
		hashes = append(hashes, hash, hash[len(pepper.id)+len(hashedUnder):])
	}
	return hashes
}

// Matches reports whether stored is the hash of plain under any pepper in use. It
// takes the same time whichever differs, and for a stored hash of "" as well.
func (k *Keyring) Matches(kind Kind, plain, stored string) bool {
	return OneOf(stored, k.Hashes(kind, plain))
}

// OneOf reports whether the stored form of a credential is one of its possible hashes, in
// constant time.
func OneOf(stored string, hashes []string) bool {
	found := false
	for _, hash := range hashes {
		if Equal(stored, hash) {
			found = true
		}
	}
	return found
}

// Equal compares two hashes in constant time.
func Equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// hashedUnder stands between the id of a pepper and a hash under it.
const hashedUnder = "."

func hashNaming(pepper subkey, kind Kind, plain string) string {
	return pepper.id + hashedUnder + hashUnder(pepper, kind, plain)
}

func hashUnder(pepper subkey, kind Kind, plain string) string {
	mac := hmac.New(sha256.New, []byte(*pepper.bytes))
	var space [64]byte
	mac.Write(appendText(space[:0], string(kind)))
	mac.Write([]byte(plain)) // last, so that it needs no length
	return hex.EncodeToString(mac.Sum(nil))
}
