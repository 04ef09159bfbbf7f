package bundles

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"

	"github.com/open-policy-agent/opa/v1/bundle"
)

// ErrKey is the error of a key that cannot be used, or that is kept so that
// others can read it. It never repeats the key.
var ErrKey = errors.New("bundle key unusable")

// keyID is what a key may be called: it stands in configuration and in every
// signature.
var keyID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// GenerateKey makes an Ed25519 pair in PEM. The private half signs bundles and
// belongs to the publisher of policies; servers have the public one.
func GenerateKey() (private, public []byte, err error) {
	publicKey, privateKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	privateDER, err := x509.MarshalPKCS8PrivateKey(privateKey)
	if err != nil {
		return nil, nil, err
	}
	publicDER, err := x509.MarshalPKIXPublicKey(publicKey)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: privateDER}),
		pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: publicDER}), nil
}

// Signer signs bundles.
type Signer struct {
	id, scope string
	key       *bundle.SigningConfig
}

// NewSigner reads a private key in PEM from a file that its owner alone may
// read. The id is by which servers know its public half, the scope for which
// installations its bundles are meant; neither has a default.
func NewSigner(id, scope, path string) (*Signer, error) {
	if err := checkNames(id, scope); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 { // where modes say nothing
		return nil, fmt.Errorf("%w: %s may be read by others; chmod 600 it", ErrKey, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	algorithm, err := privateAlgorithm(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrKey, path, err)
	}
	return &Signer{id: id, scope: scope, key: bundle.NewSigningConfig(string(text), algorithm, "")}, nil
}

func checkNames(id, scope string) error {
	if !keyID.MatchString(id) {
		return fmt.Errorf("%w: key id %q: want letters, digits, and . _ - between them", ErrKey, id)
	}
	if scope == "" {
		return fmt.Errorf("%w: a scope is needed: it keeps a bundle for one installation out of another", ErrKey)
	}
	return nil
}

func privateAlgorithm(text []byte) (string, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" {
		return "", errors.New("not a private key in PEM (PKCS #8)")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return "", errors.New("not a private key in PEM (PKCS #8)")
	}
	switch key := parsed.(type) {
	case ed25519.PrivateKey:
		return algorithmOf(key.Public())
	case *ecdsa.PrivateKey:
		return algorithmOf(key.Public())
	case *rsa.PrivateKey:
		return algorithmOf(key.Public())
	}
	return "", errors.New("a kind of key that signs nothing here")
}

// algorithmOf is how keys of this kind sign. It comes from the key and never
// from a signature, which could otherwise choose a weaker one.
func algorithmOf(public any) (string, error) {
	switch key := public.(type) {
	case ed25519.PublicKey:
		return "EdDSA", nil
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return "ES256", nil
		}
	case *rsa.PublicKey:
		if key.N.BitLen() >= 2048 {
			return "RS256", nil
		}
	}
	return "", errors.New("want Ed25519, ECDSA on P-256, or RSA of 2048 bits or more")
}

// Trust says whose bundles are activated: the public keys by their ids, and
// the scope that their signatures must name. Several keys let one replace
// another without a moment in which neither is trusted.
type Trust struct {
	keys  map[string]*bundle.KeyConfig
	scope string
}

// NewTrust reads public keys in PEM from files, by key id.
func NewTrust(scope string, files map[string]string) (*Trust, error) {
	t := &Trust{scope: scope, keys: map[string]*bundle.KeyConfig{}}
	for id, path := range files {
		if err := checkNames(id, scope); err != nil {
			return nil, err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrKey, id, err)
		}
		algorithm, err := publicAlgorithm(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %s: %w", ErrKey, id, path, err)
		}
		t.keys[id] = &bundle.KeyConfig{Key: string(text), Algorithm: algorithm, Scope: scope}
	}
	if len(t.keys) == 0 {
		return nil, fmt.Errorf("%w: no verification key", ErrKey)
	}
	return t, nil
}

func publicAlgorithm(text []byte) (string, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PUBLIC KEY" {
		return "", errors.New("not a public key in PEM")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return "", errors.New("not a public key in PEM")
	}
	return algorithmOf(parsed)
}
