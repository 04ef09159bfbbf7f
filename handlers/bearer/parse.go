package bearer

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/lestrrat-go/jwx/v2/jwa"
)

var (
	// ErrMalformed means that Warder did not issue the token in this form. Every error of
	// Parse wraps it.
	ErrMalformed = errors.New("malformed token")
	// ErrAlgorithm means that the header names an algorithm other than HS256, or none;
	// docs/contract.md 1.3 has a separate text for it.
	ErrAlgorithm = fmt.Errorf("%w: invalid algorithm", ErrMalformed)
	// ErrSignature means that the signing key is unknown or retired, or that the token was
	// altered.
	ErrSignature = fmt.Errorf("%w: invalid signature", ErrMalformed)
)

// strict refuses alternative encodings of the same bytes, so that a token has exactly one
// spelling. It still skips line breaks: in the signature they are refused before, and
// elsewhere the signature covers them.
var strict = base64.RawURLEncoding.Strict()

// Parse returns a token's claims after it has verified that this installation issued it. It
// does not check the time: the policy refuses an expired token by Claims.ExpiresAt. No error
// quotes the token.
func (s *TokenSigner) Parse(token string) (Claims, error) {
	if len(token) > MaxToken {
		return Claims{}, fmt.Errorf("%w: longer than %d bytes", ErrMalformed, MaxToken)
	}
	hash := sha256.Sum256([]byte(token))
	if claims, known := s.verified.get(hash); known {
		return claims, nil
	}
	claims, err := s.parse(token)
	if err == nil {
		s.verified.put(hash, claims)
	}
	return claims, err
}

func (s *TokenSigner) parse(token string) (Claims, error) {
	header, rest, _ := strings.Cut(token, ".")
	body, signature, _ := strings.Cut(rest, ".")
	if header == "" || body == "" || signature == "" || strings.ContainsAny(signature, ".\r\n") {
		return Claims{}, fmt.Errorf("%w: not of the form a.b.c", ErrMalformed)
	}
	// The header must equal a known one byte for byte. That pins the algorithm and rules out
	// none, jku, jwk, x5u, crit, zip and a second "alg".
	key, ours := s.byHeader[header]
	if !ours {
		return Claims{}, foreign(header)
	}
	if err := s.verify(token[:len(header)+1+len(body)], signature, key); err != nil {
		return Claims{}, err
	}
	return claimsOf(body)
}

func (s *TokenSigner) verify(signed, signature string, key key) error {
	mac, err := strict.DecodeString(signature)
	if err != nil {
		return ErrSignature
	}
	if err := s.verifier.Verify([]byte(signed), mac, key.secret); err != nil {
		return ErrSignature
	}
	return nil
}

// claimsOf decodes a verified payload.
func claimsOf(body string) (Claims, error) {
	text, err := strict.DecodeString(body)
	if err != nil {
		return Claims{}, fmt.Errorf("%w: payload is not base64", ErrMalformed)
	}
	var said payload
	if err := json.Unmarshal(text, &said); err != nil {
		return Claims{}, fmt.Errorf("%w: payload is not the object expected", ErrMalformed)
	}
	switch {
	case said.Issuer != issuer || said.Audience != audience:
		return Claims{}, fmt.Errorf("%w: issuer or audience is not %q", ErrMalformed, issuer)
	case said.ExpiresAt <= 0:
		return Claims{}, fmt.Errorf("%w: no expiry", ErrMalformed)
	case said.TokenType == "":
		return Claims{}, fmt.Errorf("%w: no token type", ErrMalformed)
	}
	return said.Claims, nil
}

// foreign returns the error for a header that no key of the server has. It only selects the
// kind of refusal.
func foreign(header string) error {
	var named struct {
		Algorithm string `json:"alg"`
	}
	text, err := strict.DecodeString(header)
	if err != nil || json.Unmarshal(text, &named) != nil {
		return fmt.Errorf("%w: header is not JSON", ErrMalformed)
	}
	if named.Algorithm != jwa.HS256.String() {
		return ErrAlgorithm
	}
	return fmt.Errorf("%w: header is not one that warder writes", ErrSignature)
}
