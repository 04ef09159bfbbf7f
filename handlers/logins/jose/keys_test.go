package jose_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"warder/handlers/logins/jose"
)

// must is a value that the test cannot do without.
func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// set is a published set of one key, with members of its own.
func set(t *testing.T, public any, members map[string]any) string {
	t.Helper()
	raw := must[[]byte](t)(json.Marshal(must[jwk.Key](t)(jwk.FromRaw(public))))
	entry := map[string]any{}
	if err := json.Unmarshal(raw, &entry); err != nil {
		t.Fatal(err)
	}
	maps.Copy(entry, members)
	return string(must[[]byte](t)(json.Marshal(map[string]any{"keys": []any{entry}})))
}

func signedBy(t *testing.T, algorithm jwa.SignatureAlgorithm, key any, keyID string) string {
	t.Helper()
	headers := jws.NewHeaders()
	if keyID != "" {
		if err := headers.Set("kid", keyID); err != nil {
			t.Fatal(err)
		}
	}
	return string(must[[]byte](t)(jws.Sign([]byte(`{"sub":"a"}`), jws.WithKey(algorithm, key, jws.WithProtectedHeaders(headers)))))
}

// A key verifies what it was published for, by an algorithm that goes with it, and nothing
// else.
func TestKeys_verify(t *testing.T) {
	rsaKey := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	ecKey := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	wide := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	public, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plain := signedBy(t, jwa.RS256, rsaKey, "")
	shared := must[[]byte](t)(x509.MarshalPKIXPublicKey(rsaKey.Public()))
	for name, c := range map[string]struct {
		public  crypto.PublicKey
		members map[string]any
		token   string
		want    error
	}{
		"RSA":                                {rsaKey.Public(), nil, plain, nil},
		"RSA of its own algorithm":           {rsaKey.Public(), map[string]any{"alg": "RS256"}, plain, nil},
		"RSA of another algorithm":           {rsaKey.Public(), map[string]any{"alg": "PS256"}, plain, jose.ErrAlgorithm},
		"for signatures":                     {rsaKey.Public(), map[string]any{"use": "sig", "key_ops": []string{"verify"}}, plain, nil},
		"for encryption":                     {rsaKey.Public(), map[string]any{"use": "enc"}, plain, jose.ErrKeys},
		"for wrapping keys":                  {rsaKey.Public(), map[string]any{"key_ops": []string{"wrapKey"}}, plain, jose.ErrKeys},
		"P-256":                              {ecKey.Public(), nil, signedBy(t, jwa.ES256, ecKey, ""), nil},
		"another curve":                      {wide.Public(), nil, signedBy(t, jwa.ES256, ecKey, ""), jose.ErrAlgorithm},
		"EdDSA":                              {public, nil, signedBy(t, jwa.EdDSA, edwards, ""), nil},
		"another key":                        {must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048)).Public(), nil, plain, jose.ErrSignature},
		"the public key as a shared secret":  {rsaKey.Public(), nil, signedBy(t, jwa.HS256, shared, ""), jose.ErrAlgorithm},
		"no signature":                       {rsaKey.Public(), nil, "eyJhbGciOiJub25lIn0.e30.AA", jose.ErrAlgorithm},
		"a key id that is published":         {rsaKey.Public(), map[string]any{"kid": "one"}, signedBy(t, jwa.RS256, rsaKey, "one"), nil},
		"a key id that is not":               {rsaKey.Public(), map[string]any{"kid": "two"}, signedBy(t, jwa.RS256, rsaKey, "one"), jose.ErrKeyUnknown},
		"a payload that was changed since":   {rsaKey.Public(), nil, changed(plain), jose.ErrSignature},
		"a shared key in the published set":  {[]byte("a shared key of thirty-two bytes"), nil, signedBy(t, jwa.HS256, []byte("a shared key of thirty-two bytes"), ""), jose.ErrKeys},
		"a private key in the published set": {rsaKey, nil, plain, jose.ErrKeys},
	} {
		if err := verified(set(t, c.public, c.members), c.token); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func verified(set, text string) error {
	keys, err := jose.ParseSet([]byte(set))
	if err != nil {
		return err
	}
	token, err := jose.Parse(text)
	if err != nil {
		return err
	}
	return keys.Verify(token)
}

// changed has other claims under the same signature.
func changed(token string) string {
	parts := strings.Split(token, ".")
	return parts[0] + ".eyJzdWIiOiJiIn0." + parts[2]
}

func TestParsePEM_takes_public_keys_alone(t *testing.T) {
	key := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: must[[]byte](t)(x509.MarshalPKIXPublicKey(key.Public()))})
	private := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must[[]byte](t)(x509.MarshalPKCS8PrivateKey(key))})
	for name, c := range map[string]struct {
		text string
		good bool
	}{
		"public": {string(public), true}, "private": {string(private), false}, "both": {string(public) + string(private), false}, "none": {"", false},
	} {
		if _, err := jose.ParsePEM([]string{c.text}); (err == nil) != c.good || err != nil && strings.Contains(err.Error(), "MII") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
