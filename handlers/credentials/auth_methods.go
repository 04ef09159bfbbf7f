package credentials

import (
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// attach, updateMethod, getMethod and detach serve the configuration of every
// auth method (docs/contract.md 2.7, 2.8).

// configuration is the body that configures a method.
type configuration interface {
	pep.Body
	// apply overlays what was sent on what is stored, or on the defaults, and looks at
	// the whole.
	apply(r *pep.Request, m *models.AuthMethod) error
}

func attach(kind MethodKind) pep.Endpoint {
	return func(r *pep.Request) (any, error) {
		body := kind.request()
		if err := r.Bind(body); err != nil {
			return nil, err
		}
		row := kind.Defaults()
		if err := body.apply(r, row); err != nil {
			return nil, err
		}
		question := OnIdentity(r).Of(input.KindAuthMethod)
		askMethod(question.Asks(), row)
		return r.Change(question, func(tx *models.Tx, s *facts.State) (any, error) {
			row.ID, row.OrgID, row.IdentityID = models.NewID(), s.OrgID(), s.Found.Identity.ID
			row.CreatedAt, row.UpdatedAt = models.At(r.Now), models.At(r.Now)
			if kind.method == models.MethodUniversalAuth {
				clientID := models.NewID()
				row.ClientID = &clientID
			}
			if err := keepReviewer(r, body, row); err != nil {
				return nil, err
			}
			err := models.Create(tx, s.OrgScope(), row)
			if errors.Is(err, models.ErrDuplicate) {
				return nil, pep.BadRequest("The identity has " + kind.method + " configured already")
			}
			return kind.body(row), err
		})
	}
}

func updateMethod(kind MethodKind) pep.Endpoint {
	return func(r *pep.Request) (any, error) {
		body := kind.request()
		if err := r.Bind(body); err != nil {
			return nil, err
		}
		question := onMethod(r, kind.method, after(r, body))
		return r.Change(question, func(tx *models.Tx, s *facts.State) (any, error) {
			row := s.Found.AuthMethod
			if err := body.apply(r, row); err != nil {
				return nil, err
			}
			if err := keepReviewer(r, body, row); err != nil {
				return nil, err
			}
			row.UpdatedAt = models.At(r.Now)
			return kind.body(row), models.Update(tx, s.OrgScope(), row)
		})
	}
}

func getMethod(kind MethodKind) pep.Endpoint {
	return func(r *pep.Request) (any, error) {
		return r.Read(onMethod(r, kind.method), func(_ *models.Tx, s *facts.State) (any, error) {
			return kind.body(s.Found.AuthMethod), nil
		})
	}
}

// after says what the method is after the change: a limit that is not sent
// stays, and is held to the policy of today.
func after(r *pep.Request, body configuration) facts.Target {
	return func(_ *models.Tx, s *facts.State) error {
		if s.Found.AuthMethod == nil {
			return nil
		}
		changed := *s.Found.AuthMethod
		if body.apply(r, &changed) == nil { // what is malformed is refused once it is permitted
			askMethod(s.Asks(), &changed)
		}
		return nil
	}
}

// detach takes client secrets and tokens along.
func detach(kind MethodKind) pep.Endpoint {
	return func(r *pep.Request) (any, error) {
		question := onMethod(r, kind.method)
		question.Asks().AuthMethod = &kind.method
		return r.Change(question, func(tx *models.Tx, s *facts.State) (any, error) {
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

func (k MethodKind) body(m *models.AuthMethod) map[string]any {
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
	if k.describe != nil {
		return map[string]any{k.field: k.describe(body, &m.Settings)}
	}
	return map[string]any{k.field: body}
}

// clearedLockoutsAnswer says how many addresses had failed logins.
type clearedLockoutsAnswer struct {
	Deleted int64 `json:"deleted"`
}

// clearLockouts forgets the failed logins of an identity, from every address.
func clearLockouts(r *pep.Request) (*clearedLockoutsAnswer, error) {
	question := onMethod(r, models.MethodUniversalAuth).Of(input.KindLockout)
	question.Asks().AuthMethod = new(models.MethodUniversalAuth)
	return pep.Change(r, question, func(tx *models.Tx, s *facts.State) (*clearedLockoutsAnswer, error) {
		n, err := models.Delete[models.LoginFailures](tx, models.Installation, "login_key = ?", s.Found.AuthMethod.ID)
		return &clearedLockoutsAnswer{Deleted: n}, err
	})
}

// askMethod is an auth method as it is after the change.
func askMethod(asks *input.Requested, m *models.AuthMethod) {
	asks.AuthMethod = &m.Method
	asks.AccessTokenTTL, asks.AccessTokenMaxTTL = &m.AccessTokenTTL, &m.AccessTokenMaxTTL
	asks.AccessTokenPeriod, asks.AccessTokenUsesLimit = &m.AccessTokenPeriod, &m.AccessTokenNumUsesLimit
	asks.AccessTokenTrustedIPs, _ = facts.CIDRs(m.AccessTokenTrustedIPs)
	if m.Method != models.MethodUniversalAuth {
		return
	}
	asks.ClientSecretTrustedIPs, _ = facts.CIDRs(m.ClientSecretTrustedIPs)
	asks.LockoutEnabled, asks.LockoutThreshold = &m.LockoutEnabled, &m.LockoutThreshold
	asks.LockoutDurationSeconds, asks.LockoutCounterResetSeconds = &m.LockoutDurationSeconds, &m.LockoutCounterResetSeconds
}

// askToken is the access token that an auth method issues.
func askToken(asks *input.Requested, m *models.AuthMethod) {
	asks.AuthMethod = &m.Method
	asks.AccessTokenTTL, asks.AccessTokenMaxTTL = &m.AccessTokenTTL, &m.AccessTokenMaxTTL
	asks.AccessTokenPeriod, asks.AccessTokenUsesLimit = &m.AccessTokenPeriod, &m.AccessTokenNumUsesLimit
	if m.AccessTokenPeriod > 0 {
		asks.AccessTokenTTL = &m.AccessTokenPeriod // as newToken has it
	}
}
