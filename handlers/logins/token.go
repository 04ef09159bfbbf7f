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

// verified returns a token after its signature is verified with the source's keys. A malformed
// token causes no fetch.
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

// maxClaims is the size limit of the claims that the policy receives, in bytes.
const maxClaims = 32 << 10

// tokenProof describes a verified token. It looks up the named claims, so that the policy has
// each under its configured name.
func tokenProof(token *jose.Token, names []string) (*input.LoginProof, error) {
	if !countable(token.Payload) {
		return nil, fmt.Errorf("%w: a number beyond measure", jose.ErrMalformed)
	}
	payload := normal(token.Payload).(map[string]any)                                  //nolint:forcetypeassert // an object stays an object
	if written, err := json.Marshal(payload); err != nil || len(written) > maxClaims { // normalized numbers may be longer
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
