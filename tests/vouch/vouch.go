// Package vouch has parties that vouch for machines: who signs tokens, and servers that
// publish keys, review tokens and answer for AWS. They are as good, or as bad, as a test
// makes them.
package vouch

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// Object is a JSON object.
type Object = map[string]any

// Signer is the key of an issuer of tokens.
type Signer struct {
	Algorithm jwa.SignatureAlgorithm
	KeyID     string
	Key       crypto.Signer
}

// NewSigner signs by ES256.
func NewSigner(t testing.TB, keyID string) Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return Signer{jwa.ES256, keyID, key}
}

var makeRSA = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// NewRSA signs by RS256, as clouds do. All signers have one key: it takes a while to make.
func NewRSA(t testing.TB, keyID string) Signer {
	t.Helper()
	key, err := makeRSA()
	if err != nil {
		t.Fatal(err)
	}
	return Signer{jwa.RS256, keyID, key}
}

// Token is signed; header adds to what the header says.
func (s Signer) Token(t testing.TB, claims Object, header ...Object) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	protected := jws.NewHeaders()
	for _, fields := range append([]Object{{"typ": "JWT", "kid": s.KeyID}}, header...) {
		for name, value := range fields {
			if err := protected.Set(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	token, err := jws.Sign(payload, jws.WithKey(s.Algorithm, s.Key, jws.WithProtectedHeaders(protected)))
	if err != nil {
		t.Fatal(err)
	}
	return string(token)
}

// Unsigned is a token with any header and claims, and no signature worth the name.
func Unsigned(t testing.TB, header, claims Object) string {
	t.Helper()
	texts := []string{}
	for _, part := range []Object{header, claims} {
		raw, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(raw))
	}
	return UnsignedText(texts[0], texts[1])
}

// UnsignedText is Unsigned of parts as they are written.
func UnsignedText(header, claims string) string {
	text := ""
	for _, part := range []string{header, claims, "signature"} {
		text += "." + base64.RawURLEncoding.EncodeToString([]byte(part))
	}
	return text[1:]
}

// PEM is the public half.
func (s Signer) PEM(t testing.TB) string {
	t.Helper()
	raw, err := x509.MarshalPKIXPublicKey(s.Key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: raw}))
}

// KeySet is what the holders of keys publish.
func KeySet(t testing.TB, signers ...Signer) Object {
	t.Helper()
	keys := []any{}
	for _, signer := range signers {
		key, err := jwk.FromRaw(signer.Key.Public())
		if err != nil {
			t.Fatal(err)
		}
		if err := key.Set(jwk.KeyIDKey, signer.KeyID); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	return Object{"keys": keys}
}

// Party is a server whose answers a test sets.
type Party struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]http.HandlerFunc
	heard   []Heard
}

// Heard is a request that a party got.
type Heard struct {
	Method, Path, Host string
	Header             http.Header
	Body               []byte
}

// NewParty speaks TLS, by a certificate that is its own authority.
func NewParty(t testing.TB) *Party { return newParty(t, (*httptest.Server).StartTLS) }

// NewPlain speaks http.
func NewPlain(t testing.TB) *Party { return newParty(t, (*httptest.Server).Start) }

func newParty(t testing.TB, start func(*httptest.Server)) *Party {
	t.Helper()
	p := &Party{answers: map[string]http.HandlerFunc{}}
	p.Server = httptest.NewUnstartedServer(p)
	p.Config.ErrorLog = log.New(io.Discard, "", 0) // refused certificates are what tests are about
	start(p.Server)
	t.Cleanup(func() {
		p.CloseClientConnections()
		p.Close()
	})
	return p
}

// ServeHTTP gives the answer of the path, and 404 where none was set.
func (p *Party) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20)) // what was cut off is not what a test expects
	p.mu.Lock()
	p.heard = append(p.heard, Heard{r.Method, r.URL.Path, r.Host, r.Header.Clone(), body})
	answer, known := p.answers[r.URL.Path]
	p.mu.Unlock()
	if !known {
		http.NotFound(w, r)
		return
	}
	answer(w, r)
}

// Answers sets what a path answers.
func (p *Party) Answers(path string, answer http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[path] = answer
}

// Says sets a JSON answer.
func (p *Party) Says(path string, status int, body any) {
	p.Answers(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body) // to a client that may be gone
	})
}

// Heard are the requests to a path so far.
func (p *Party) Heard(path string) []Heard {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []Heard
	for _, request := range p.heard {
		if request.Path == path {
			list = append(list, request)
		}
	}
	return list
}

// CA is the certificate in PEM.
func (p *Party) CA() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate().Raw}))
}

// Paths that providers and clusters have.
const (
	Discovery = "/.well-known/openid-configuration"
	Keys      = "/keys"
	Reviews   = "/apis/authentication.k8s.io/v1/tokenreviews"
	Cluster   = "/openid/v1/jwks"
)

// NewProvider is an OpenID provider that publishes the keys of signers.
func NewProvider(t testing.TB, signers ...Signer) *Party {
	t.Helper()
	p := NewParty(t)
	p.Says(Discovery, http.StatusOK, Object{"issuer": p.URL, "jwks_uri": p.URL + Keys})
	p.Says(Keys, http.StatusOK, KeySet(t, signers...))
	return p
}

// Review is the answer of an API server to a review.
func Review(status Object) Object {
	return Object{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "status": status}
}

// Account is the status of a review of a service account.
func Account(namespace, name string, audiences ...string) Object {
	status := Object{"authenticated": true, "user": Object{"username": "system:serviceaccount:" + namespace + ":" + name, "uid": "u-1"}}
	if len(audiences) > 0 {
		status["audiences"] = audiences
	}
	return status
}

// Caller is AWS's answer to GetCallerIdentity.
func Caller(account, arn string) Object {
	return Object{"GetCallerIdentityResponse": Object{"GetCallerIdentityResult": Object{"Account": account, "Arn": arn, "UserId": "AIDA"}}}
}
