package bearer_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"warder/handlers/bearer"
	"warder/models/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var now = time.Unix(1795312800, 999)

func clock() time.Time { return now }

func newKeyring(t testing.TB) *seal.Keyring {
	t.Helper()
	keyring, _, err := seal.Create(seal.NewRootKey())
	if err != nil {
		t.Fatal(err)
	}
	return keyring
}

func newSigner(t testing.TB, keys []seal.SigningKey) *bearer.TokenSigner {
	t.Helper()
	signer, err := bearer.NewSigner(keys, clock)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func machine() bearer.Claims {
	return bearer.Claims{
		TokenType: bearer.IdentityAccessToken, IdentityID: "identity-1", IdentityName: "ci",
		IdentityAccessTokenID: "token-1", ClientSecretID: "client-secret-1", OrgID: "org-1",
		AuthMethod: "universal-auth", ExpiresAt: now.Unix() + 3600,
	}
}

func issue(t testing.TB, signer *bearer.TokenSigner, claims bearer.Claims) string {
	t.Helper()
	token, err := signer.Issue(claims)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

var encode = base64.RawURLEncoding.EncodeToString

// sign makes a token without the package under test, as someone would who has
// the key: only so can a well-signed but wrong token exist.
func sign(key seal.SigningKey, header, payload string) string {
	return signEncoded(key, encode([]byte(header)), encode([]byte(payload)))
}

func signEncoded(key seal.SigningKey, header, payload string) string {
	mac := hmac.New(sha256.New, key.Secret())
	mac.Write([]byte(header + "." + payload))
	return header + "." + payload + "." + encode(mac.Sum(nil))
}

// header is that of a genuine token.
func header(key seal.SigningKey) string {
	return `{"alg":"HS256","kid":"` + key.ID + `","typ":"JWT"}`
}

// part decodes one of a token's parts.
func part(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	return object
}
