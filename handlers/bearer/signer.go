// Package bearer issues and parses access tokens: compact JWTs with HS256 only. It is the only
// package that uses the JWT library. It proves that Warder issued a token with its claims; the
// policy decides whether these still hold.
package bearer

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"

	"warder/models/seal"
)

// MaxToken is the length limit of a token in bytes.
const MaxToken = 8 << 10

// minKey is the minimum length of a key in bytes, the size of the hash (RFC 7518, 3.2).
const minKey = 32

var (
	// ErrKeys means that the keys cannot sign safely; the server does not start.
	ErrKeys = errors.New("unusable signing keys")
	// ErrClaims means that Parse would refuse the token to be issued.
	ErrClaims = errors.New("claims make no valid token")
)

// key is a signing key in the library's form.
type key struct{ secret any }

// TokenSigner issues and parses tokens. It is safe for concurrent use.
type TokenSigner struct {
	now      func() time.Time
	header   string // of the primary key, encoded
	primary  key
	byHeader map[string]key
	sign     jws.Signer
	verifier jws.Verifier
	verified *verified
}

// NewSigner signs with the first key and verifies with all of them. now is the clock for the
// time of issue.
func NewSigner(keys []seal.SigningKey, now func() time.Time) (*TokenSigner, error) {
	if len(keys) == 0 || now == nil {
		return nil, fmt.Errorf("%w: need a key and a clock", ErrKeys)
	}
	s := &TokenSigner{now: now, header: headerOf(keys[0].ID), byHeader: map[string]key{}, verified: newVerified()}
	for _, k := range keys {
		header, secret := headerOf(k.ID), k.Secret()
		if _, twice := s.byHeader[header]; twice || k.ID == "" || len(secret) < minKey {
			return nil, fmt.Errorf("%w: key %q is short, nameless or given twice", ErrKeys, k.ID)
		}
		s.byHeader[header] = key{secret: secret}
	}
	s.primary = s.byHeader[s.header]
	var signing, verifying error
	s.sign, signing = jws.NewSigner(jwa.HS256)
	s.verifier, verifying = jws.NewVerifier(jwa.HS256)
	return s, errors.Join(signing, verifying)
}

// headerOf is the encoded header of every token signed with the key. Its text is fixed here
// and not by the library: tokens outlive an upgrade, and Parse compares it byte for byte.
func headerOf(keyID string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"alg":"HS256","kid":%q,"typ":"JWT"}`, keyID))
}

// Issue returns a signed token. Claims must have a TokenType and an ExpiresAt.
func (s *TokenSigner) Issue(claims Claims) (string, error) {
	if claims.TokenType == "" || claims.ExpiresAt <= 0 {
		return "", fmt.Errorf("%w: type %q, expiry %d", ErrClaims, claims.TokenType, claims.ExpiresAt)
	}
	claims.IssuedAt = s.now().Unix()
	if claims.ID == "" {
		claims.ID = claims.IdentityAccessTokenID
	}
	if claims.ID == "" {
		claims.ID = uuid.NewString()
	}
	text, err := json.Marshal(payload{Issuer: issuer, Audience: audience, Claims: claims})
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrClaims, err)
	}
	return s.compact(text)
}

// compact signs the payload and joins the three parts.
func (s *TokenSigner) compact(payload []byte) (string, error) {
	token := append([]byte(s.header), '.')
	token = base64.RawURLEncoding.AppendEncode(token, payload)
	signature, err := s.sign.Sign(token, s.primary.secret)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	token = base64.RawURLEncoding.AppendEncode(append(token, '.'), signature)
	if len(token) > MaxToken {
		return "", fmt.Errorf("%w: %d bytes, at most %d", ErrClaims, len(token), MaxToken)
	}
	return string(token), nil
}
