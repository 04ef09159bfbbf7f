package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Universal Auth (docs/contract.md 2.7).
func universalAuthRoutes() []route {
	const base = "/api/v1/auth/universal-auth"
	const one = base + "/identities/:identityId"
	const secrets = one + "/client-secrets"
	return []route{
		{"POST", base + "/login", public, "universal-auth", "login", "login-identity-universal-auth", loginUniversalAuth, false},
		{"POST", one, ji, "identity", "create", "add-identity-universal-auth", attach(universalAuth), false},
		{"PATCH", one, ji, "identity", "edit", "update-identity-universal-auth", updateMethod(universalAuth), false},
		{"GET", one, ji, "identity", "read", "get-identity-universal-auth", getMethod(universalAuth), false},
		{"DELETE", one, ji, "identity", "edit", "revoke-identity-universal-auth", detach(universalAuth), false},
		{"POST", one + "/clear-lockouts", ji, "identity", "edit", "clear-identity-universal-auth-lockouts", clearLockouts, false},
		{"POST", secrets, ji, "identity", "create", "create-identity-universal-auth-client-secret", createClientSecret, false},
		{"GET", secrets, ji, "identity", "read", "get-identity-universal-auth-client-secrets", listClientSecrets, false},
		{"GET", secrets + "/:clientSecretId", ji, "identity", "read", "get-identity-universal-auth-client-secret-by-id", getClientSecret, false},
		{"POST", secrets + "/:clientSecretId/revoke", ji, "identity", "delete", "revoke-identity-universal-auth-client-secret", revokeClientSecret, false},
	}
}

// kindOfMethod is what distinguishes Universal Auth from Token Auth in the
// routes that configure them.
type kindOfMethod struct {
	method     string
	field      string // of the answer
	defaultTTL int64
}

const thirtyDays = 2592000

var (
	universalAuth = kindOfMethod{models.MethodUniversalAuth, "identityUniversalAuth", 7200}
	tokenAuth     = kindOfMethod{models.MethodTokenAuth, "identityTokenAuth", thirtyDays}
)

// methodRequest configures an auth method; what is absent keeps its default,
// or in an update its value. TTLs are seconds, at most ten years.
type methodRequest struct {
	AccessTokenTTL             *int64            `json:"accessTokenTTL" validate:"omitnil,min=0,max=315360000"`
	AccessTokenMaxTTL          *int64            `json:"accessTokenMaxTTL" validate:"omitnil,min=0,max=315360000"`
	AccessTokenPeriod          *int64            `json:"accessTokenPeriod" validate:"omitnil,min=0,max=315360000"`
	AccessTokenNumUsesLimit    *int64            `json:"accessTokenNumUsesLimit" validate:"omitnil,min=0"`
	AccessTokenTrustedIPs      *[]trustedIPInput `json:"accessTokenTrustedIps" validate:"omitnil,min=1,max=1000"`
	ClientSecretTrustedIPs     *[]trustedIPInput `json:"clientSecretTrustedIps" validate:"omitnil,min=1,max=1000"`
	LockoutEnabled             *bool             `json:"lockoutEnabled"`
	LockoutThreshold           *int64            `json:"lockoutThreshold" validate:"omitnil,min=1,max=30"`
	LockoutDurationSeconds     *int64            `json:"lockoutDurationSeconds" validate:"omitnil,min=30,max=86400"`
	LockoutCounterResetSeconds *int64            `json:"lockoutCounterResetSeconds" validate:"omitnil,min=5,max=3600"`
}

func (*methodRequest) requested(*engine.Requested) {} // see askMethod and after

// after says what the method is after the change: a limit that is not sent
// stays, and is held to the policy of today.
func (r *methodRequest) after(_ *models.Tx, s *facts.State) error {
	if s.Found.AuthMethod == nil {
		return nil
	}
	changed := *s.Found.AuthMethod
	if r.apply(&changed) == nil { // what is malformed is refused once it is permitted
		askMethod(s.Asks(), &changed)
	}
	return nil
}

// defaults are the settings of a method that is attached without any.
func (k kindOfMethod) defaults() *models.AuthMethod {
	all, _ := splitTrustedIPs(everywhere, "")
	return &models.AuthMethod{
		Method: k.method, AccessTokenTTL: k.defaultTTL, AccessTokenMaxTTL: thirtyDays,
		AccessTokenTrustedIPs: all, ClientSecretTrustedIPs: all,
		LockoutEnabled: true, LockoutThreshold: 3, LockoutDurationSeconds: 300, LockoutCounterResetSeconds: 30,
	}
}

// apply overlays the settings that were sent and compares the effective TTL
// with the effective maximum.
func (r *methodRequest) apply(m *models.AuthMethod) error {
	overlay(&m.AccessTokenTTL, r.AccessTokenTTL)
	overlay(&m.AccessTokenMaxTTL, r.AccessTokenMaxTTL)
	overlay(&m.AccessTokenPeriod, r.AccessTokenPeriod)
	overlay(&m.AccessTokenNumUsesLimit, r.AccessTokenNumUsesLimit)
	overlay(&m.LockoutEnabled, r.LockoutEnabled)
	overlay(&m.LockoutThreshold, r.LockoutThreshold)
	overlay(&m.LockoutDurationSeconds, r.LockoutDurationSeconds)
	overlay(&m.LockoutCounterResetSeconds, r.LockoutCounterResetSeconds)
	if err := overlayIPs(&m.AccessTokenTrustedIPs, r.AccessTokenTrustedIPs, "accessTokenTrustedIps"); err != nil {
		return err
	}
	if err := overlayIPs(&m.ClientSecretTrustedIPs, r.ClientSecretTrustedIPs, "clientSecretTrustedIps"); err != nil {
		return err
	}
	if m.AccessTokenMaxTTL > 0 && m.AccessTokenTTL > m.AccessTokenMaxTTL {
		return field("accessTokenTTL must not be more than accessTokenMaxTTL", "accessTokenTTL")
	}
	return nil
}

func overlay[T any](into *T, sent *T) {
	if sent != nil {
		*into = *sent
	}
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
func (c *call) onMethod(method string, more ...facts.Target) facts.Question {
	return c.onIdentity(append([]facts.Target{facts.OnAuthMethod(method)}, more...)...).Of(engine.KindAuthMethod)
}

// onIdentity asks about the identity in the path.
func (c *call) onIdentity(more ...facts.Target) facts.Question {
	question := c.question(facts.ProjectRef{}, append([]facts.Target{facts.OnIdentityAnywhere(c.Param("identityId"))}, more...)...)
	question.Resource = identityResource(c)
	return question
}
