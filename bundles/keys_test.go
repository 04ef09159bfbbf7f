package bundles

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/open-policy-agent/opa/v1/bundle"
)

func keyFile(t *testing.T, mode os.FileMode, kind string, der []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return path
}

func TestSigner_wants_a_key_that_only_its_owner_reads(t *testing.T) {
	private, _, err := GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(private)
	for mode, good := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o620: false, 0o601: false} {
		_, err := NewSigner("team", "tests", keyFile(t, mode, block.Type, block.Bytes))
		if (err == nil) != good || err != nil && !errors.Is(err, ErrKey) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestTrust_wants_RSA_keys_of_2048_bits(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0")
	for bits, good := range map[int]bool{1024: false, 2047: false, 2048: true} {
		key, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		_, err = NewTrust("tests", map[string]string{"team": keyFile(t, 0o644, "PUBLIC KEY", public)})
		if (err == nil) != good || err != nil && !errors.Is(err, ErrKey) {
			t.Errorf("a public key of %d bits: %v", bits, err)
		}
		private, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = NewSigner("team", "tests", keyFile(t, 0o600, "PRIVATE KEY", private)); (err == nil) != good {
			t.Errorf("a private key of %d bits: %v", bits, err)
		}
	}
}

func TestOpen_roots_end_where_a_name_does(t *testing.T) {
	for root, good := range map[string]bool{"authz": true, "authz/rules": true, "authzother": false, "authz2/rules": false, "": false, "other": false} {
		if err := checkManifest(bundle.Manifest{Roots: &[]string{"authz", root}}); (err == nil) != good {
			t.Errorf("root %q: %v", root, err)
		}
	}
	if checkManifest(bundle.Manifest{}) == nil || checkManifest(bundle.Manifest{Roots: &[]string{}}) == nil {
		t.Error("a bundle may claim everything")
	}
}
