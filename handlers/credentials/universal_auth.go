package credentials

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// Universal Auth (docs/contract.md 2.7).
func universalAuthRoutes() []pep.Route {
	const base = "/api/v1/auth/universal-auth"
	const one = base + "/identities/:identityId"
	const secrets = one + "/client-secrets"
	return append(methodRoutes[*universalAuthRequest](universalAuth, universalAuthBody), []pep.Route{
		{Method: "POST", Path: base + "/login", Modes: pep.Public, Resource: "universal-auth", Action: "login", Event: "login-identity-universal-auth", Handler: pep.HandleBody(loginUniversalAuth)},
		{Method: "POST", Path: one + "/clear-lockouts", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "clear-identity-universal-auth-lockouts", Handler: pep.Handle(clearLockouts)},
		{Method: "POST", Path: secrets, Modes: pep.UserOrIdentity, Resource: "identity", Action: "create", Event: "create-identity-universal-auth-client-secret", Handler: pep.HandleBody(createClientSecret)},
		{Method: "GET", Path: secrets, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Event: "get-identity-universal-auth-client-secrets", Query: []string{"includeRevoked"}, Handler: pep.Handle(listClientSecrets)},
		{Method: "GET", Path: secrets + "/:clientSecretId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Event: "get-identity-universal-auth-client-secret-by-id", Handler: pep.Handle(getClientSecret)},
		{Method: "POST", Path: secrets + "/:clientSecretId/revoke", Modes: pep.UserOrIdentity, Resource: "identity", Action: "delete", Event: "revoke-identity-universal-auth-client-secret", Handler: pep.Handle(revokeClientSecret)},
	}...)
}

// universalAuthAnswer is the response for Universal Auth of an identity.
type universalAuthAnswer struct {
	IdentityUniversalAuth universalAuthJSON `json:"identityUniversalAuth"`
}

type universalAuthJSON struct {
	methodJSON
	ClientID                   *string            `json:"clientId,omitempty"`
	ClientSecretTrustedIPs     []models.TrustedIP `json:"clientSecretTrustedIps,omitempty"`
	LockoutEnabled             bool               `json:"lockoutEnabled"`
	LockoutThreshold           int64              `json:"lockoutThreshold"`
	LockoutDurationSeconds     int64              `json:"lockoutDurationSeconds"`
	LockoutCounterResetSeconds int64              `json:"lockoutCounterResetSeconds"`
}

func universalAuthBody(m *models.AuthMethod) *universalAuthAnswer {
	return &universalAuthAnswer{universalAuthJSON{
		methodJSON: describeMethod(m), ClientID: m.ClientID, ClientSecretTrustedIPs: m.ClientSecretTrustedIPs,
		LockoutEnabled: m.LockoutEnabled, LockoutThreshold: m.LockoutThreshold,
		LockoutDurationSeconds: m.LockoutDurationSeconds, LockoutCounterResetSeconds: m.LockoutCounterResetSeconds,
	}}
}

// MethodKind describes an auth method for the routes that configure it.
type MethodKind struct {
	method     string
	defaultTTL int64
}

const thirtyDays = 2592000

var (
	universalAuth = MethodKind{models.MethodUniversalAuth, 7200}
	// TokenAuth is Token Auth.
	TokenAuth = MethodKind{models.MethodTokenAuth, thirtyDays}
)

// tokenSettings are settings of the issued tokens. Omitted settings get their default, or stay
// unchanged in an update. TTLs are seconds, at most ten years.
type tokenSettings struct {
	AccessTokenTTL          *int64            `json:"accessTokenTTL" validate:"omitnil,min=0,max=315360000"`
	AccessTokenMaxTTL       *int64            `json:"accessTokenMaxTTL" validate:"omitnil,min=0,max=315360000"`
	AccessTokenPeriod       *int64            `json:"accessTokenPeriod" validate:"omitnil,min=0,max=315360000"`
	AccessTokenNumUsesLimit *int64            `json:"accessTokenNumUsesLimit" validate:"omitnil,min=0"`
	AccessTokenTrustedIPs   *[]trustedIPInput `json:"accessTokenTrustedIps" validate:"omitnil,min=1,max=1000,dive"`
}

func (*tokenSettings) Requested(*input.Requested) {} // see askMethod and after

// universalAuthRequest configures Universal Auth.
type universalAuthRequest struct {
	tokenSettings
	ClientSecretTrustedIPs     *[]trustedIPInput `json:"clientSecretTrustedIps" validate:"omitnil,min=1,max=1000,dive"`
	LockoutEnabled             *bool             `json:"lockoutEnabled"`
	LockoutThreshold           *int64            `json:"lockoutThreshold" validate:"omitnil,min=1,max=30"`
	LockoutDurationSeconds     *int64            `json:"lockoutDurationSeconds" validate:"omitnil,min=30,max=86400"`
	LockoutCounterResetSeconds *int64            `json:"lockoutCounterResetSeconds" validate:"omitnil,min=5,max=3600"`
}

// Defaults are the settings of a newly attached method.
func (k MethodKind) Defaults() *models.AuthMethod {
	all, _ := splitTrustedIPs(everywhere, "")
	return &models.AuthMethod{
		Method: k.method, AccessTokenTTL: k.defaultTTL, AccessTokenMaxTTL: thirtyDays,
		AccessTokenTrustedIPs: all, ClientSecretTrustedIPs: all,
		LockoutEnabled: true, LockoutThreshold: 3, LockoutDurationSeconds: 300, LockoutCounterResetSeconds: 30,
	}
}

// apply merges the sent settings, and compares the effective TTL with the effective maximum.
func (r *universalAuthRequest) apply(_ *pep.Request, m *models.AuthMethod) error {
	pep.SetIfSent(&m.LockoutEnabled, r.LockoutEnabled)
	pep.SetIfSent(&m.LockoutThreshold, r.LockoutThreshold)
	pep.SetIfSent(&m.LockoutDurationSeconds, r.LockoutDurationSeconds)
	pep.SetIfSent(&m.LockoutCounterResetSeconds, r.LockoutCounterResetSeconds)
	if err := overlayIPs(&m.ClientSecretTrustedIPs, r.ClientSecretTrustedIPs, "clientSecretTrustedIps"); err != nil {
		return err
	}
	return r.overlay(m)
}

func (r *tokenSettings) overlay(m *models.AuthMethod) error {
	pep.SetIfSent(&m.AccessTokenTTL, r.AccessTokenTTL)
	pep.SetIfSent(&m.AccessTokenMaxTTL, r.AccessTokenMaxTTL)
	pep.SetIfSent(&m.AccessTokenPeriod, r.AccessTokenPeriod)
	pep.SetIfSent(&m.AccessTokenNumUsesLimit, r.AccessTokenNumUsesLimit)
	if err := overlayIPs(&m.AccessTokenTrustedIPs, r.AccessTokenTrustedIPs, "accessTokenTrustedIps"); err != nil {
		return err
	}
	if m.AccessTokenMaxTTL > 0 && m.AccessTokenTTL > m.AccessTokenMaxTTL {
		return pep.InvalidField("accessTokenTTL must not be more than accessTokenMaxTTL", "accessTokenTTL")
	}
	return nil
}

func overlayIPs(into *[]models.TrustedIP, sent *[]trustedIPInput, name string) error {
	if sent == nil {
		return nil
	}
	split, err := splitTrustedIPs(*sent, name)
	if err == nil {
		*into = split
	}
	return err
}

// onMethod asks about an auth method of the identity in the path.
func onMethod(r *pep.Request, method string, more ...facts.TargetLoader) facts.Question {
	return OnIdentityAnywhere(r, append([]facts.TargetLoader{facts.OnAuthMethod(method)}, more...)...).Of(input.KindAuthMethod)
}

// OnIdentityAnywhere asks about the identity in the path. If the identity belongs to a
// project, the question moves there; facts.OnIdentity stays in the organization.
func OnIdentityAnywhere(r *pep.Request, more ...facts.TargetLoader) facts.Question {
	question := r.Question(facts.ProjectRef{}, append([]facts.TargetLoader{facts.OnIdentityAnywhere(r.Param("identityId"))}, more...)...)
	question.Resource = pep.IdentityInPath(r)
	return question
}
