package logins

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"warder/engine/input"
	"warder/handlers/logins/jose"
	"warder/models"
)

// verified is a token with a signature of the source's keys. What can be no token costs no
// fetch.
func (v *Verifier) verified(ctx context.Context, text string, from func(*jose.Token) (source, error), only ...string) (*jose.Token, error) {
	token, err := jose.Parse(text)
	if err != nil {
		return nil, err
	}
	if len(only) > 0 && !slices.Contains(only, token.Algorithm) {
		return nil, jose.ErrAlgorithm
	}
	place, err := from(token)
	if err != nil {
		return nil, err
	}
	keys, err := v.sources.keysFor(ctx, place, token.KeyID)
	if err != nil {
		return nil, err
	}
	return token, keys.Verify(token, only...)
}

func at(place source) func(*jose.Token) (source, error) {
	return func(*jose.Token) (source, error) { return place, nil }
}

func (v *Verifier) proveOIDC(ctx context.Context, method *models.AuthMethod, presented Presented) (*input.LoginProof, error) {
	settings := method.Settings.OIDC
	place := source{url: settings.DiscoveryURL, discovery: true, ca: settings.CACert, orgID: method.OrgID}
	token, err := v.verified(ctx, presented.Token, at(place))
	if err != nil {
		return nil, err
	}
	names := slices.Collect(maps.Keys(settings.BoundClaims))
	return tokenProof(token, slices.AppendSeq(names, maps.Values(settings.ClaimMetadataMapping)))
}

func (v *Verifier) proveJWT(ctx context.Context, method *models.AuthMethod, presented Presented) (*input.LoginProof, error) {
	settings := method.Settings.JWT
	token, err := v.verifiedJWT(ctx, method, presented.Token)
	if err != nil {
		return nil, err
	}
	return tokenProof(token, slices.Collect(maps.Keys(settings.BoundClaims)))
}

func (v *Verifier) verifiedJWT(ctx context.Context, method *models.AuthMethod, text string) (*jose.Token, error) {
	settings := method.Settings.JWT
	if settings.ConfigurationType == models.JWTKeySet {
		return v.verified(ctx, text, at(source{url: settings.KeySetURL, ca: settings.KeySetCACert, orgID: method.OrgID}))
	}
	token, err := jose.Parse(text)
	if err != nil {
		return nil, err
	}
	keys, err := jose.ParsePEM(settings.PublicKeys)
	if err != nil {
		return nil, err
	}
	return token, keys.Verify(token)
}

// maxClaims is how long the claims of a token may be that the policy hears of.
const maxClaims = 32 << 10

// tokenProof says what a verified token says. Claims that are named are looked up here: the
// policy sees each under the very name.
func tokenProof(token *jose.Token, names []string) (*input.LoginProof, error) {
	if !countable(token.Payload) {
		return nil, fmt.Errorf("%w: a number beyond measure", jose.ErrMalformed)
	}
	payload := normal(token.Payload).(map[string]any)                                  //nolint:forcetypeassert // an object stays one
	if written, err := json.Marshal(payload); err != nil || len(written) > maxClaims { // numbers may be longer than they were
		return nil, fmt.Errorf("%w: the claims are too long", jose.ErrMalformed)
	}
	proof := &input.LoginProof{Kind: input.ProofToken, Algorithm: token.Algorithm, Key: token.KeyID, Claims: payload, Named: input.TokenClaims{}}
	var err error
	if proof.ExpiresAt, err = moment(payload, "exp"); err == nil {
		if proof.NotBefore, err = moment(payload, "nbf"); err == nil {
			proof.IssuedAt, err = moment(payload, "iat")
		}
	}
	if err != nil {
		return nil, err
	}
	proof.Issuer, proof.Subject = text(payload["iss"]), text(payload["sub"])
	proof.Audiences = audiences(payload["aud"])
	for _, name := range names {
		if value, found := lookUp(payload, name); found {
			proof.Named[name] = value
		}
	}
	return proof, nil
}
