// Package kmstest is a key management service for tests: it speaks the protocols of AWS
// KMS, Google Cloud KMS and the transit engine of Vault, with keys of its own.
package kmstest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// The addresses of the key, for root-key-kms.
const (
	AWS   = "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	GCP   = "gcp-kms://projects/p/locations/global/keyRings/warder/cryptoKeys/root"
	Vault = "hcvault://vault.example.com:8200/transit/keys/warder"
)

// Addresses are those of every kind of service.
func Addresses() map[string]string { return map[string]string{"aws": AWS, "gcp": GCP, "vault": Vault} }

// Fake is one service with one key, which may have several versions.
type Fake struct {
	URL string

	mu       sync.Mutex
	versions [][]byte
	answers  []func(w http.ResponseWriter) // instead of the next true ones
	asked    int
}

// Start starts a service, and gives this process credentials for it.
func Start(t *testing.T) *Fake {
	t.Helper()
	f := &Fake{}
	f.Rotate()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.URL = server.URL
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "an-example-secret")
	t.Setenv("AWS_SESSION_TOKEN", "")
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", "")
	t.Setenv("GCE_METADATA_HOST", strings.TrimPrefix(server.URL, "http://"))
	t.Setenv("VAULT_TOKEN", "hvs.example")
	return f
}

// Rotate adds a version of the key, which wraps from now on.
func (f *Fake) Rotate() {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.versions = append(f.versions, key)
}

// Asked is how often the key was asked for.
func (f *Fake) Asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

// Instead answers so often something else.
func (f *Fake) Instead(times int, status int, body string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers = nil
	for range times {
		f.answers = append(f.answers, func(w http.ResponseWriter) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
}

// Denied are the services' own words for a caller that may not use the key.
func Denied(kind string) (status int, body string) {
	switch kind {
	case "aws":
		return http.StatusBadRequest, `{"__type":"com.amazonaws.kms#AccessDeniedException","Message":"User: arn:aws:iam::1:user/w is not authorized"}`
	case "gcp":
		return http.StatusForbidden, `{"error":{"code":403,"message":"Permission denied on resource","status":"PERMISSION_DENIED"}}`
	}
	return http.StatusForbidden, `{"errors":["1 error occurred: permission denied"]}`
}

// ServeHTTP implements http.Handler.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/computeMetadata/") {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"ya29.example","expires_in":3600,"token_type":"Bearer"}`)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	if len(f.answers) > 0 {
		answer := f.answers[0]
		f.answers = f.answers[1:]
		answer(w)
		return
	}
	body := map[string]any{}
	_ = json.NewDecoder(r.Body).Decode(&body)
	switch {
	case r.Header.Get("X-Amz-Target") != "":
		f.aws(w, r, body)
	case r.Header.Get("X-Vault-Token") != "":
		f.vault(w, r, body)
	default:
		f.gcp(w, r, body)
	}
}

func (f *Fake) aws(w http.ResponseWriter, r *http.Request, body map[string]any) {
	signed := r.Header.Get("Authorization")
	if !strings.HasPrefix(signed, "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/") || !strings.Contains(signed, "/eu-central-1/kms/aws4_request") ||
		body["KeyId"] != strings.TrimPrefix(AWS, "aws-kms://") {
		refuse(w, `{"__type":"InvalidSignatureException","message":"unsigned"}`)
		return
	}
	bound, _ := json.Marshal(body["EncryptionContext"])
	if r.Header.Get("X-Amz-Target") == "TrentService.Encrypt" {
		answer(w, map[string]any{"CiphertextBlob": f.seal(decoded(body["Plaintext"]), bound)})
		return
	}
	plain, err := f.open(decoded(body["CiphertextBlob"]), bound)
	if err != nil {
		refuse(w, `{"__type":"InvalidCiphertextException"}`)
		return
	}
	answer(w, map[string]any{"Plaintext": plain})
}

func (f *Fake) gcp(w http.ResponseWriter, r *http.Request, body map[string]any) {
	name, method, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/"), ":")
	if name != strings.TrimPrefix(GCP, "gcp-kms://") || r.Header.Get("Authorization") != "Bearer ya29.example" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	bound := decoded(body["additionalAuthenticatedData"])
	if method == "encrypt" {
		answer(w, map[string]any{"name": name, "ciphertext": f.seal(decoded(body["plaintext"]), bound)})
		return
	}
	plain, err := f.open(decoded(body["ciphertext"]), bound)
	if err != nil {
		refuse(w, `{"error":{"code":400,"message":"Decryption failed: the ciphertext is invalid.","status":"INVALID_ARGUMENT"}}`)
		return
	}
	answer(w, map[string]any{"plaintext": plain})
}

func (f *Fake) vault(w http.ResponseWriter, r *http.Request, body map[string]any) {
	if r.Header.Get("X-Vault-Token") != "hvs.example" {
		status, words := Denied("vault")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, words)
		return
	}
	if r.URL.Path == "/v1/transit/encrypt/warder" {
		sealed := "vault:v1:" + base64.StdEncoding.EncodeToString(f.seal(decoded(body["plaintext"]), nil))
		answer(w, map[string]any{"data": map[string]any{"ciphertext": sealed}})
		return
	}
	text, _ := body["ciphertext"].(string)
	plain, err := f.open(decoded(strings.TrimPrefix(text, "vault:v1:")), nil)
	if err != nil || r.URL.Path != "/v1/transit/decrypt/warder" {
		refuse(w, `{"errors":["cipher: message authentication failed"]}`)
		return
	}
	answer(w, map[string]any{"data": map[string]any{"plaintext": plain}})
}

func refuse(w http.ResponseWriter, body string) {
	w.WriteHeader(http.StatusBadRequest)
	_, _ = io.WriteString(w, body)
}

func answer(w http.ResponseWriter, body any) { _ = json.NewEncoder(w).Encode(body) }

func decoded(value any) []byte {
	text, _ := value.(string)
	raw, _ := base64.StdEncoding.DecodeString(text)
	return raw
}

// seal begins with the version, as services do in their ways.
func (f *Fake) seal(plain, bound []byte) []byte {
	version := len(f.versions) - 1
	sealing, err := aead(f.versions[version])
	if err != nil {
		return nil // which no client takes
	}
	nonce := make([]byte, sealing.NonceSize())
	_, _ = rand.Read(nonce)
	return append(append([]byte{byte(version)}, nonce...), sealing.Seal(nil, nonce, plain, bound)...)
}

func (f *Fake) open(sealed, bound []byte) ([]byte, error) {
	if len(sealed) < 13 || int(sealed[0]) >= len(f.versions) {
		return nil, errors.New("not sealed here")
	}
	opening, err := aead(f.versions[sealed[0]])
	if err != nil {
		return nil, err
	}
	return opening.Open(nil, sealed[1:13], sealed[13:], bound)
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Nowhere is an address at which nothing listens.
func Nowhere(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(nil)
	server.Close()
	return server.URL
}
