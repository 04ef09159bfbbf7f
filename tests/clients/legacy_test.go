//go:build clients

package clients

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// hexKey is a key of 32 characters, which are its bytes, as the clients of
// end-to-end encrypted projects make them.
func hexKey() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails, by its documentation
	return hex.EncodeToString(raw)
}

// encrypted is a text as those clients encrypt it: AES-256-GCM, the tag apart.
func encrypted(t *testing.T, text, key string) (ciphertext, iv, tag string) {
	t.Helper()
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	nonce := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(nonce) // never fails, by its documentation
	sealed := gcm.Seal(nil, nonce, []byte(text), nil)
	at := len(sealed) - gcm.Overhead()
	encode := base64.StdEncoding.EncodeToString
	return encode(sealed[:at]), encode(nonce), encode(sealed[at:])
}

// asUser is the administrator as a person, with the organization selected.
func (x *team) asUser(t *testing.T) testserver.Client {
	t.Helper()
	login := testserver.Object{"email": x.Admin.Email, "password": x.Admin.Password}
	session := x.Anonymous().Post(t, "/api/v3/auth/login", login).Want(t, 200).Text("accessToken")
	selected := x.As(session).Post(t, "/api/v3/auth/select-organization", testserver.Object{"organizationId": x.Admin.ID}).Want(t, 200)
	return x.As(selected.Text("token"))
}

// sealed is an end-to-end encrypted project, and a service token that carries
// the project's key, under a key that the server never sees.
type sealed struct {
	*team
	user                        testserver.Client
	projectKey, tokenKey, token string
	wrapped, iv, tag            string // the project's key as the token carries it
}

func newSealed(t *testing.T) *sealed {
	t.Helper()
	x := &sealed{team: &team{Server: testserver.Start(t, database.SQLite(t))}, projectKey: hexKey(), tokenKey: hexKey()}
	x.user = x.asUser(t)
	created := x.user.Post(t, "/api/v2/workspace", testserver.Object{"projectName": "sealed", "endToEndEncrypted": true}).Want(t, 200)
	x.project = testserver.Project{ID: created.Text("project.id"), Slug: created.Text("project.slug")}
	x.wrapped, x.iv, x.tag = encrypted(t, x.projectKey, x.tokenKey)
	scopes := testserver.List{testserver.Object{"environment": "dev", "secretPath": "/**"}, testserver.Object{"environment": "staging", "secretPath": "/**"}}
	x.token = x.user.Post(t, "/api/v2/service-token", testserver.Object{
		"name": "legacy", "workspaceId": x.project.ID, "scopes": scopes, "permissions": testserver.List{"read", "write"},
		"encryptedKey": x.wrapped, "iv": x.iv, "tag": x.tag, "expiresIn": nil,
	}).Want(t, 200).Text("serviceToken")
	return x
}

func TestLegacyNode_decrypts_with_the_key_in_its_service_token(t *testing.T) {
	x := newSealed(t)
	folder := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "name": "db"}
	x.user.Post(t, "/api/v1/folders", folder).Want(t, 200)
	x.encryptedSecret(t, x.user, "staging", "IMPORTED", "from staging", x.projectKey)
	imports := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "import": testserver.Object{"environment": "staging", "path": "/"}}
	x.user.Post(t, "/api/v1/secret-imports", imports).Want(t, 200)
	facts := tell(t, "legacy.mjs", "legacy", testserver.Object{"url": x.URL, "token": x.token, "key": x.tokenKey})

	want(t, facts, map[string]any{
		"created.isFallback": false, "created.secretValue": "BAR", "created.version": 1,
		"read.isFallback": false, "read.secretValue": "BAR", "read.workspace": x.project.ID, "read.environment": "dev", "read.type": "shared",
		"updated.isFallback": false, "updated.secretValue": "BAZ", "updated.version": 2,
		"readAfter.isFallback": false, "readAfter.secretValue": "BAZ",
		"inFolder.isFallback": false, "inFolder.secretValue": "p",
		"listed.0.secretName": "FOO", "listed.0.secretValue": "BAZ", "listed.0.isFallback": false,
		"listed.1.secretName": "IMPORTED", "listed.1.secretValue": "from staging", "listed.2": nil,
		"attached":            "from staging",
		"missing.isFallback":  true,
		"missing.secretValue": "from the environment",
		"deleted.isFallback":  false,
		"deleted.secretValue": "BAZ",
		"gone.isFallback":     true,
		"three.isFallback":    true,
	})
	// The server holds what it was sent, and no key that opens it.
	if raw := x.As(x.token).Get(t, x.project.SecretPath("FOO")); raw.Status != 400 || !strings.Contains(raw.Body, "Bot is not active") {
		t.Errorf("a plaintext read answered %d: %s", raw.Status, raw.Body)
	}
	for _, parts := range []string{x.token, x.token + "." + x.tokenKey} {
		data := x.As(parts).Get(t, "/api/v2/service-token").Want(t, 200)
		if data.Text("encryptedKey") != x.wrapped || data.Text("iv") != x.iv || data.Text("tag") != x.tag || data.Text("workspace") != x.project.ID {
			t.Errorf("the token says %s", data.Body)
		}
	}
}

// encryptedSecret creates a secret as a client of such a project does.
func (x *team) encryptedSecret(t *testing.T, user testserver.Client, environment, name, value, key string) {
	t.Helper()
	body := testserver.Object{"workspaceId": x.project.ID, "environment": environment, "type": "shared", "secretPath": "/"}
	for field, text := range map[string]string{"secretKey": name, "secretValue": value} {
		ciphertext, iv, tag := encrypted(t, text, key)
		maps.Copy(body, testserver.Object{field + "Ciphertext": ciphertext, field + "IV": iv, field + "Tag": tag})
	}
	user.Post(t, "/api/v3/secrets/"+name, body).Want(t, 200)
}
