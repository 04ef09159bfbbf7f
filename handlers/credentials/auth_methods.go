package credentials

import (
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// configuration is a body that configures a method.
type configuration interface {
	pep.Body
	// apply merges the body over the stored settings or the defaults, and validates the
	// result.
	apply(r *pep.Request, m *models.AuthMethod) error
}

// configuring is a pointer to such a body.
type configuring[B any] interface {
	*B
	configuration
}

// methodRoutes are the routes that configure one kind of auth method (docs/contract.md 2.7,
// 2.8), with its own body and response.
func methodRoutes[P configuring[B], B, A any](kind MethodKind, answer func(*models.AuthMethod) *A) []pep.Route {
	one := "/api/v1/auth/" + kind.method + "/identities/:identityId"
	return []pep.Route{
		{Method: "POST", Path: one, Modes: pep.UserOrIdentity, Resource: "identity", Action: "create", Event: "add-identity-" + kind.method, Handler: attach[P](kind, answer)},
		{Method: "PATCH", Path: one, Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-identity-" + kind.method, Handler: updateMethod[P](kind, answer)},
		{Method: "GET", Path: one, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Event: "get-identity-" + kind.method, Handler: getMethod(kind, answer)},
		{Method: "DELETE", Path: one, Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "revoke-identity-" + kind.method, Handler: detach(kind, answer)},
	}
}

func attach[P configuring[B], B, A any](kind MethodKind, answer func(*models.AuthMethod) *A) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body P) (*A, error) {
		row := kind.Defaults()
		if err := body.apply(r, row); err != nil {
			return nil, err
		}
		question := OnIdentityAnywhere(r).Of(input.KindAuthMethod)
		askMethod(question.Asks(), row)
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*A, error) {
			row.ID, row.OrgID, row.IdentityID = store.NewID(), s.OrgID(), s.Found.Identity.ID
			row.CreatedAt, row.UpdatedAt = store.At(r.Now), store.At(r.Now)
			if kind.method == models.MethodUniversalAuth {
				clientID := store.NewID()
				row.ClientID = &clientID
			}
			if err := keepReviewer(r, body, row); err != nil {
				return nil, err
			}
			err := store.Create(tx, s.OrgScope(), row)
			if errors.Is(err, store.ErrDuplicate) {
				return nil, pep.BadRequest("The identity has " + kind.method + " configured already")
			}
			return answer(row), err
		})
	})
}

func updateMethod[P configuring[B], B, A any](kind MethodKind, answer func(*models.AuthMethod) *A) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body P) (*A, error) {
		question := onMethod(r, kind.method, after(r, body))
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*A, error) {
			row := s.Found.AuthMethod
			err := store.Edit(tx, s.OrgScope(), row, func(row *models.AuthMethod) error {
				row.UpdatedAt = store.At(r.Now)
				if err := body.apply(r, row); err != nil {
					return err
				}
				return keepReviewer(r, body, row)
			})
			if err != nil {
				return nil, err
			}
			return answer(row), nil
		})
	})
}

func getMethod[A any](kind MethodKind, answer func(*models.AuthMethod) *A) pep.Handler {
	return pep.Handle(func(r *pep.Request) (*A, error) {
		return pep.Read(r, onMethod(r, kind.method), func(_ *store.Tx, s *facts.State) (*A, error) {
			return answer(s.Found.AuthMethod), nil
		})
	})
}

// after reports the method after the change: omitted limits keep their values and are checked
// by the current policy.
func after(r *pep.Request, body configuration) facts.TargetLoader {
	return func(_ *store.Tx, s *facts.State) error {
		if s.Found.AuthMethod == nil {
			return nil
		}
		changed := *s.Found.AuthMethod
		if body.apply(r, &changed) == nil { // a malformed body is refused after the permit
			askMethod(s.Asks(), &changed)
		}
		return nil
	}
}

// detach also deletes client secrets and tokens.
func detach[A any](kind MethodKind, answer func(*models.AuthMethod) *A) pep.Handler {
	return pep.Handle(func(r *pep.Request) (*A, error) {
		question := onMethod(r, kind.method)
		question.Asks().AuthMethod = &kind.method
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*A, error) {
			_, err := store.Delete[models.AuthMethod](tx, s.OrgScope(), "id = ?", s.Found.AuthMethod.ID)
			return answer(s.Found.AuthMethod), err
		})
	})
}

// methodJSON has the settings common to all methods.
type methodJSON struct {
	ID                      string             `json:"id"`
	IdentityID              string             `json:"identityId"`
	AccessTokenTTL          int64              `json:"accessTokenTTL"`
	AccessTokenMaxTTL       int64              `json:"accessTokenMaxTTL"`
	AccessTokenPeriod       int64              `json:"accessTokenPeriod"`
	AccessTokenNumUsesLimit int64              `json:"accessTokenNumUsesLimit"`
	AccessTokenTrustedIPs   []models.TrustedIP `json:"accessTokenTrustedIps"`
	CreatedAt               store.Time         `json:"createdAt"`
	UpdatedAt               store.Time         `json:"updatedAt"`
}

func describeMethod(m *models.AuthMethod) methodJSON {
	return methodJSON{
		ID: m.ID, IdentityID: m.IdentityID, AccessTokenTTL: m.AccessTokenTTL, AccessTokenMaxTTL: m.AccessTokenMaxTTL,
		AccessTokenPeriod: m.AccessTokenPeriod, AccessTokenNumUsesLimit: m.AccessTokenNumUsesLimit,
		AccessTokenTrustedIPs: m.AccessTokenTrustedIPs, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
	}
}

// clearedLockoutsAnswer has the number of addresses with failed logins.
type clearedLockoutsAnswer struct {
	Deleted int64 `json:"deleted"`
}

// clearLockouts clears the failed logins of an identity from every address.
func clearLockouts(r *pep.Request) (*clearedLockoutsAnswer, error) {
	question := onMethod(r, models.MethodUniversalAuth).Of(input.KindLockout)
	question.Asks().AuthMethod = new(models.MethodUniversalAuth)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*clearedLockoutsAnswer, error) {
		n, err := store.Delete[models.LoginFailures](tx, store.Installation, "login_key = ?", s.Found.AuthMethod.ID)
		return &clearedLockoutsAnswer{Deleted: n}, err
	})
}

// askMethod reports an auth method after the change.
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

// askToken reports the access token that an auth method issues.
func askToken(asks *input.Requested, m *models.AuthMethod) {
	asks.AuthMethod = &m.Method
	asks.AccessTokenTTL, asks.AccessTokenMaxTTL = &m.AccessTokenTTL, &m.AccessTokenMaxTTL
	asks.AccessTokenPeriod, asks.AccessTokenUsesLimit = &m.AccessTokenPeriod, &m.AccessTokenNumUsesLimit
	if m.AccessTokenPeriod > 0 {
		asks.AccessTokenTTL = &m.AccessTokenPeriod // as in newToken
	}
}
