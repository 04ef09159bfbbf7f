package bearer_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwt"

	"warder/handlers/bearer"
	"warder/models/seal"
)

func Test_token_carries_the_claims_of_the_contract_and_parses_back(t *testing.T) {
	keys := newKeyring(t).SigningKeys()
	signer := newSigner(t, keys)
	common := map[string]any{"iss": "warder", "aud": "warder", "iat": 1795312800.0, "exp": 1795316400.0}
	exp := now.Unix() + 3600
	for name, row := range map[string]struct {
		claims bearer.Claims
		want   map[string]any
	}{
		"machine identity by universal auth": {machine(), map[string]any{
			"authTokenType": "identityAccessToken", "identityId": "identity-1", "identityName": "ci", "identityAccessTokenId": "token-1",
			"clientSecretId": "client-secret-1", "orgId": "org-1", "authMethod": "universal-auth", "jti": "token-1",
		}},
		"user with an organization": {bearer.Claims{
			TokenType: bearer.AccessToken, UserID: "user-1", TokenVersionID: "session-1",
			AccessVersion: 2, OrganizationID: "org-1", AuthMethod: "email", ID: "jti-1", ExpiresAt: exp,
		}, map[string]any{
			"authTokenType": "accessToken", "userId": "user-1", "tokenVersionId": "session-1", "accessVersion": 2.0,
			"organizationId": "org-1", "authMethod": "email", "jti": "jti-1",
		}},
		"refresh token": {bearer.Claims{
			TokenType: bearer.RefreshToken, UserID: "user-1", TokenVersionID: "session-1",
			RefreshVersion: 3, ID: "jti-2", ExpiresAt: exp,
		}, map[string]any{
			"authTokenType": "refreshToken", "userId": "user-1", "tokenVersionId": "session-1", "refreshVersion": 3.0, "jti": "jti-2",
		}},
		"sign-up": {bearer.Claims{TokenType: bearer.SignupToken, UserID: "user-1", Email: "a@<b>.c", ID: "jti-3", ExpiresAt: exp}, map[string]any{
			"authTokenType": "signupToken", "userId": "user-1", "email": "a@<b>.c", "jti": "jti-3",
		}},
	} {
		token := issue(t, signer, row.claims)
		maps.Copy(row.want, common)
		if got := part(t, token, 1); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: payload %v", name, got)
		}
		want := row.claims
		want.IssuedAt = now.Unix()
		if want.ID == "" {
			want.ID = want.IdentityAccessTokenID
		}
		if got, err := signer.Parse(token); err != nil || got != want {
			t.Errorf("%s: parsed %+v, %v", name, got, err)
		}
	}
}

func Test_header_names_the_algorithm_the_key_and_nothing_else(t *testing.T) {
	keys := newKeyring(t).SigningKeys()
	want := map[string]any{"alg": "HS256", "kid": keys[0].ID, "typ": "JWT"}
	if got := part(t, issue(t, newSigner(t, keys), machine()), 0); !reflect.DeepEqual(got, want) {
		t.Errorf("header %v", got)
	}
}

// Another implementation of the standard must agree that these are JWTs.
func Test_token_is_a_standard_jwt(t *testing.T) {
	keys := newKeyring(t).SigningKeys()
	token := issue(t, newSigner(t, keys), machine())
	parsed, err := jwt.Parse([]byte(token), jwt.WithKey(jwa.HS256, keys[0].Secret()), jwt.WithIssuer("warder"), jwt.WithAudience("warder"),
		jwt.WithClock(jwt.ClockFunc(clock)))
	if err != nil || parsed.JwtID() != "token-1" || parsed.Expiration().Unix() != now.Unix()+3600 {
		t.Errorf("%v, %v", parsed, err)
	}
}

func Test_token_without_an_id_gets_a_fresh_one(t *testing.T) {
	signer := newSigner(t, newKeyring(t).SigningKeys())
	claims := bearer.Claims{TokenType: bearer.AccessToken, UserID: "u", ExpiresAt: now.Unix() + 1}
	seen := map[string]bool{}
	for range 10 {
		got, err := signer.Parse(issue(t, signer, claims))
		if err != nil || !regexp.MustCompile(`^[0-9a-f-]{36}$`).MatchString(got.ID) || seen[got.ID] {
			t.Fatalf("%q, %v", got.ID, err)
		}
		seen[got.ID] = true
	}
}

func Test_claims_that_parse_would_refuse_are_not_issued(t *testing.T) {
	signer := newSigner(t, newKeyring(t).SigningKeys())
	for name, spoil := range map[string]func(*bearer.Claims){
		"no type":         func(c *bearer.Claims) { c.TokenType = "" },
		"no expiry":       func(c *bearer.Claims) { c.ExpiresAt = 0 },
		"negative expiry": func(c *bearer.Claims) { c.ExpiresAt = -1 },
		"too long":        func(c *bearer.Claims) { c.IdentityName = strings.Repeat("n", bearer.MaxToken) },
	} {
		claims := machine()
		spoil(&claims)
		if token, err := signer.Issue(claims); !errors.Is(err, bearer.ErrClaims) || token != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func Test_unusable_keys_end_the_start(t *testing.T) {
	key := newKeyring(t).SigningKeys()[0]
	nameless := key
	nameless.ID = ""
	for name, keys := range map[string][]seal.SigningKey{
		"none":     nil,
		"empty":    {{ID: "0badcafe"}},
		"nameless": {nameless},
		"twice":    {key, key},
	} {
		if signer, err := bearer.NewSigner(keys, clock); !errors.Is(err, bearer.ErrKeys) || signer != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := bearer.NewSigner([]seal.SigningKey{key}, nil); !errors.Is(err, bearer.ErrKeys) {
		t.Errorf("no clock: %v", err)
	}
}

func Test_tokens_survive_a_rotated_key_until_it_is_retired(t *testing.T) {
	keyring := newKeyring(t)
	before := issue(t, newSigner(t, keyring.SigningKeys()), machine())
	rotated, err := keyring.Rotate(seal.Signing)
	if err != nil {
		t.Fatal(err)
	}
	signer := newSigner(t, rotated.SigningKeys())
	after := issue(t, signer, machine())
	for name, token := range map[string]string{"before": before, "after": after} {
		if _, err := signer.Parse(token); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if part(t, before, 0)["kid"] == part(t, after, 0)["kid"] {
		t.Error("the new key does not sign")
	}
	retired, err := rotated.Retire(seal.Signing, keyring.SigningKeys()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newSigner(t, retired.SigningKeys()).Parse(before); !errors.Is(err, bearer.ErrSignature) {
		t.Errorf("after retirement: %v", err)
	}
}

func Test_signer_may_be_used_by_many_at_once(t *testing.T) {
	signer := newSigner(t, newKeyring(t).SigningKeys())
	var working sync.WaitGroup
	for i := range 8 {
		working.Go(func() {
			claims := machine()
			claims.IdentityAccessTokenID = fmt.Sprint(i)
			for range 100 {
				token, err := signer.Issue(claims)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := signer.Parse(token); err != nil || got.ID != claims.IdentityAccessTokenID {
					t.Errorf("got %q, %v", got.ID, err)
				}
			}
		})
	}
	working.Wait()
}
