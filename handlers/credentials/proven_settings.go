package credentials

import (
	"strings"

	"warder/handlers/logins"
	"warder/handlers/logins/jose"
	"warder/handlers/outbound"
	"warder/handlers/pep"
	"warder/models"
)

// Settings of the methods that third parties verify. Attaching and updating contact no server,
// because it may not exist yet. Responses and errors never repeat a sent key or certificate.

func missingField(name string) error {
	return pep.Invalid(pep.Issue{Code: "invalid_type", Path: []any{name}, Message: "Required"})
}

// setList sets a comma-separated list in its normal form.
func setList(into *string, sent *string, name string) error {
	if sent == nil {
		return nil
	}
	list := logins.ListOf(*sent)
	if len(list) == 0 && strings.TrimSpace(*sent) != "" {
		return pep.InvalidField("Lists nothing: leave it empty to bind nothing", name)
	}
	*into = strings.Join(list, ", ")
	return nil
}

// setClaims sets the required values of claims.
func setClaims(into *map[string]string, sent map[string]string, name string) error {
	if sent == nil {
		return nil
	}
	bound := map[string]string{}
	for claim, values := range sent {
		text := ""
		if err := setList(&text, &values, name); err != nil {
			return err
		}
		bound[claim] = text
	}
	*into = bound
	return nil
}

func setCA(into *string, sent *string, name string) error {
	if sent == nil {
		return nil
	}
	text := strings.TrimSpace(*sent)
	if !outbound.IsCA(text) {
		return pep.InvalidField("Must be a certificate in PEM", name)
	}
	*into = text
	return nil
}

func checkURL(r *pep.Request, text, name string) error {
	if _, err := r.API.Logins.Guard().Check(text); err != nil {
		return pep.InvalidField("Must be a URL that may be asked: "+err.Error(), name)
	}
	return nil
}

type oidcRequest struct {
	tokenSettings
	DiscoveryURL         *string           `json:"oidcDiscoveryUrl" validate:"omitnil,min=1,max=2048"`
	CACert               *string           `json:"caCert" validate:"omitnil,max=65536"`
	BoundIssuer          *string           `json:"boundIssuer" validate:"omitnil,min=1,max=2048"`
	BoundAudiences       *string           `json:"boundAudiences" validate:"omitnil,max=4096"`
	BoundClaims          map[string]string `json:"boundClaims" validate:"omitempty,max=100,dive,keys,max=255,endkeys,max=4096"`
	ClaimMetadataMapping map[string]string `json:"claimMetadataMapping" validate:"omitempty,max=100,dive,keys,max=255,endkeys,max=1024"`
	BoundSubject         *string           `json:"boundSubject" validate:"omitnil,max=4096"`
}

func (b *oidcRequest) apply(r *pep.Request, m *models.AuthMethod) error {
	next := models.OIDCSettings{BoundClaims: map[string]string{}, ClaimMetadataMapping: map[string]string{}}
	if m.Settings.OIDC != nil {
		next = *m.Settings.OIDC
	}
	pep.SetIfSent(&next.DiscoveryURL, b.DiscoveryURL)
	pep.SetIfSent(&next.BoundIssuer, b.BoundIssuer)
	pep.SetIfSent(&next.BoundSubject, b.BoundSubject)
	if b.ClaimMetadataMapping != nil {
		next.ClaimMetadataMapping = b.ClaimMetadataMapping
	}
	m.Settings = models.MethodSettings{OIDC: &next}
	switch {
	case next.DiscoveryURL == "":
		return missingField("oidcDiscoveryUrl")
	case next.BoundIssuer == "":
		return missingField("boundIssuer")
	}
	return first(
		func() error { return checkURL(r, next.DiscoveryURL, "oidcDiscoveryUrl") },
		func() error { return setCA(&next.CACert, b.CACert, "caCert") },
		func() error { return setList(&next.BoundAudiences, b.BoundAudiences, "boundAudiences") },
		func() error { return setClaims(&next.BoundClaims, b.BoundClaims, "boundClaims") },
		func() error { return b.overlay(m) },
	)
}

// first runs the steps up to the first error.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

type jwtRequest struct {
	tokenSettings
	ConfigurationType *string           `json:"configurationType" validate:"omitnil,oneof=jwks static"`
	KeySetURL         *string           `json:"jwksUrl" validate:"omitnil,max=2048"`
	KeySetCACert      *string           `json:"jwksCaCert" validate:"omitnil,max=65536"`
	PublicKeys        *[]string         `json:"publicKeys" validate:"omitnil,max=10,dive,max=16384"`
	BoundIssuer       *string           `json:"boundIssuer" validate:"omitnil,max=2048"`
	BoundAudiences    *string           `json:"boundAudiences" validate:"omitnil,max=4096"`
	BoundClaims       map[string]string `json:"boundClaims" validate:"omitempty,max=100,dive,keys,max=255,endkeys,max=4096"`
	BoundSubject      *string           `json:"boundSubject" validate:"omitnil,max=4096"`
}

func (b *jwtRequest) apply(r *pep.Request, m *models.AuthMethod) error {
	next := models.JWTSettings{BoundClaims: map[string]string{}, PublicKeys: []string{}}
	if m.Settings.JWT != nil {
		next = *m.Settings.JWT
	}
	pep.SetIfSent(&next.ConfigurationType, b.ConfigurationType)
	pep.SetIfSent(&next.KeySetURL, b.KeySetURL)
	pep.SetIfSent(&next.PublicKeys, b.PublicKeys)
	pep.SetIfSent(&next.BoundIssuer, b.BoundIssuer)
	pep.SetIfSent(&next.BoundSubject, b.BoundSubject)
	m.Settings = models.MethodSettings{JWT: &next}
	return first(
		func() error { return setCA(&next.KeySetCACert, b.KeySetCACert, "jwksCaCert") },
		func() error { return jwtKeys(r, &next) },
		func() error { return setList(&next.BoundAudiences, b.BoundAudiences, "boundAudiences") },
		func() error { return setClaims(&next.BoundClaims, b.BoundClaims, "boundClaims") },
		func() error { return b.overlay(m) },
	)
}

// jwtKeys requires exactly one source of keys, and drops the settings of the other.
func jwtKeys(r *pep.Request, next *models.JWTSettings) error {
	switch next.ConfigurationType {
	case models.JWTKeySet:
		next.PublicKeys = []string{}
		if next.KeySetURL == "" {
			return missingField("jwksUrl")
		}
		return checkURL(r, next.KeySetURL, "jwksUrl")
	case models.JWTStatic:
		next.KeySetURL, next.KeySetCACert = "", ""
		if len(next.PublicKeys) == 0 {
			return missingField("publicKeys")
		}
		if _, err := jose.ParsePEM(next.PublicKeys); err != nil {
			return pep.InvalidField("Must be public keys in PEM: "+err.Error(), "publicKeys")
		}
		return nil
	}
	return missingField("configurationType")
}
