package bearer_test

import (
	"errors"
	"testing"

	"warder/handlers/bearer"
)

// FuzzParseToken holds that nobody without the key makes a token: whatever is
// accepted is one of the genuine tokens, letter for letter.
func FuzzParseToken(f *testing.F) {
	keys := newKeyring(f).SigningKeys()
	signer := newSigner(f, keys)
	genuine := map[string]bool{}
	for _, tokenType := range []bearer.TokenType{bearer.IdentityAccessToken, bearer.AccessToken, bearer.RefreshToken} {
		claims := machine()
		claims.TokenType = tokenType
		token := issue(f, signer, claims)
		genuine[token] = true
		f.Add(token)
	}
	f.Add(encode([]byte(`{"alg":"none"}`)) + "." + encode([]byte(goodPayload)) + ".AA")
	f.Add(encode([]byte(header(keys[0]))) + "." + encode([]byte(goodPayload)) + ".AA")
	f.Add("..")
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		claims, err := signer.Parse(token)
		switch {
		case err == nil && !genuine[token]:
			t.Fatalf("accepted %q", token)
		case err != nil && (!errors.Is(err, bearer.ErrMalformed) || claims != (bearer.Claims{})):
			t.Fatalf("refused %q with %v and %+v", token, err, claims)
		}
	})
}

// FuzzParsePayload holds the same for what is signed: a payload of any content
// under the genuine key gives complete claims or none.
func FuzzParsePayload(f *testing.F) {
	keys := newKeyring(f).SigningKeys()
	signer := newSigner(f, keys)
	f.Add([]byte(goodPayload))
	f.Add([]byte(`{"iss":"warder","aud":"warder","exp":-1}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		claims, err := signer.Parse(sign(keys[0], header(keys[0]), string(payload)))
		if err == nil && (claims.ExpiresAt <= 0 || claims.TokenType == "") {
			t.Fatalf("accepted %q as %+v", payload, claims)
		}
		if err != nil && claims != (bearer.Claims{}) {
			t.Fatalf("refused %q with claims", payload)
		}
	})
}
