package handlers

import (
	"errors"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// attach, updateMethod, getMethod and detach serve the configuration of either
// auth method (docs/contract.md 2.7, 2.8).

func attach(kind kindOfMethod) endpoint {
	return func(c *call) (any, error) {
		var body methodRequest
		if err := c.bind(&body); err != nil {
			return nil, err
		}
		row := kind.defaults()
		if err := body.apply(row); err != nil {
			return nil, err
		}
		question := c.onIdentity().Of(engine.KindAuthMethod)
		askMethod(question.Asks(), row)
		return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
			row.ID, row.OrgID, row.IdentityID = models.NewID(), s.OrgID(), s.Found.Identity.ID
			row.CreatedAt, row.UpdatedAt = models.At(c.now), models.At(c.now)
			if kind.method == models.MethodUniversalAuth {
				clientID := models.NewID()
				row.ClientID = &clientID
			}
			err := models.Create(tx, s.OrgScope(), row)
			if errors.Is(err, models.ErrDuplicate) {
				return nil, badRequest("The identity has " + kind.method + " configured already")
			}
			return kind.body(row), err
		})
	}
}

func updateMethod(kind kindOfMethod) endpoint {
	return func(c *call) (any, error) {
		var body methodRequest
		if err := c.bind(&body); err != nil {
			return nil, err
		}
		question := c.onMethod(kind.method, body.after)
		return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
			row := s.Found.AuthMethod
			if err := body.apply(row); err != nil {
				return nil, err
			}
			row.UpdatedAt = models.At(c.now)
			return kind.body(row), models.Update(tx, s.OrgScope(), row)
		})
	}
}

func getMethod(kind kindOfMethod) endpoint {
	return func(c *call) (any, error) {
		return c.read(c.onMethod(kind.method), func(_ *models.Tx, s *facts.State) (any, error) {
			return kind.body(s.Found.AuthMethod), nil
		})
	}
}

// detach takes client secrets and tokens along.
func detach(kind kindOfMethod) endpoint {
	return func(c *call) (any, error) {
		question := c.onMethod(kind.method)
		question.Asks().AuthMethod = &kind.method
		return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
			_, err := models.Delete[models.AuthMethod](tx, s.OrgScope(), "id = ?", s.Found.AuthMethod.ID)
			return kind.body(s.Found.AuthMethod), err
		})
	}
}

// methodJSON is a configuration; the fields of Universal Auth are left out
// for Token Auth.
type methodJSON struct {
	ID                         string             `json:"id"`
	ClientID                   *string            `json:"clientId,omitempty"`
	IdentityID                 string             `json:"identityId"`
	AccessTokenTTL             int64              `json:"accessTokenTTL"`
	AccessTokenMaxTTL          int64              `json:"accessTokenMaxTTL"`
	AccessTokenPeriod          int64              `json:"accessTokenPeriod"`
	AccessTokenNumUsesLimit    int64              `json:"accessTokenNumUsesLimit"`
	AccessTokenTrustedIPs      []models.TrustedIP `json:"accessTokenTrustedIps"`
	ClientSecretTrustedIPs     []models.TrustedIP `json:"clientSecretTrustedIps,omitempty"`
	LockoutEnabled             *bool              `json:"lockoutEnabled,omitempty"`
	LockoutThreshold           *int64             `json:"lockoutThreshold,omitempty"`
	LockoutDurationSeconds     *int64             `json:"lockoutDurationSeconds,omitempty"`
	LockoutCounterResetSeconds *int64             `json:"lockoutCounterResetSeconds,omitempty"`
	CreatedAt                  models.Time        `json:"createdAt"`
	UpdatedAt                  models.Time        `json:"updatedAt"`
}

func (k kindOfMethod) body(m *models.AuthMethod) map[string]any {
	body := methodJSON{
		ID: m.ID, IdentityID: m.IdentityID, AccessTokenTTL: m.AccessTokenTTL, AccessTokenMaxTTL: m.AccessTokenMaxTTL,
		AccessTokenPeriod: m.AccessTokenPeriod, AccessTokenNumUsesLimit: m.AccessTokenNumUsesLimit,
		AccessTokenTrustedIPs: m.AccessTokenTrustedIPs, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
	}
	if k.method == models.MethodUniversalAuth {
		body.ClientID, body.ClientSecretTrustedIPs = m.ClientID, m.ClientSecretTrustedIPs
		body.LockoutEnabled, body.LockoutThreshold = &m.LockoutEnabled, &m.LockoutThreshold
		body.LockoutDurationSeconds, body.LockoutCounterResetSeconds = &m.LockoutDurationSeconds, &m.LockoutCounterResetSeconds
	}
	return map[string]any{k.field: body}
}

// clearLockouts forgets the failed logins of an identity, from every address.
func clearLockouts(c *call) (any, error) {
	question := c.onMethod(models.MethodUniversalAuth).Of(engine.KindLockout)
	question.Asks().AuthMethod = new(models.MethodUniversalAuth)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		n, err := models.Delete[models.LoginFailures](tx, models.Installation, "login_key = ?", s.Found.AuthMethod.ID)
		return map[string]int64{"deleted": n}, err
	})
}
