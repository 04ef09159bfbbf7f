package facts

import (
	"warder/engine/input"
	"warder/models"
)

// LoginFound are the rows a login is about.
type LoginFound struct {
	Method   *models.AuthMethod
	Identity *models.Identity
	Secret   *models.ClientSecret
	User     *models.User
}

// Key is what failures are counted under, and whose they are.
func (f *LoginFound) Key() (key, orgID string) {
	if f.Method != nil {
		return f.Method.ID, f.Method.OrgID
	}
	if f.User != nil {
		return f.User.ID, ""
	}
	return "", ""
}

// OnUniversalAuth is what is known about a Universal Auth login: the method
// behind the client id, the client secret that equals the presented one, and
// the failures counted for this client id from this address. hash is the HMAC
// of the presented secret and prefix its first characters.
func OnUniversalAuth(clientID, prefix, hash string) Target {
	return func(tx *models.Tx, s *State) error {
		login := &input.Login{TrustedIPs: []string{}}
		s.Request.Facts.Login, s.Found.Login = login, &LoginFound{}
		method, err := missing(models.AuthMethodByClientID(tx, clientID))
		if err != nil || method == nil {
			return err
		}
		scope := models.Scope{OrgID: method.OrgID}
		identity, err := missing(models.First[models.Identity](tx, scope, withID, method.IdentityID))
		if err != nil || identity == nil {
			return err
		}
		s.Found.Login.Method, s.Found.Login.Identity = method, identity
		s.Request.Resource.ID = identity.ID
		login.Known, login.OwnerAccepted = true, true
		login.TrustedIPs, login.AnyAddress = CIDRs(method.ClientSecretTrustedIPs)
		if err := clientSecret(tx, s, prefix, hash); err != nil {
			return err
		}
		return lockout(tx, s, method)
	}
}

// clientSecret looks among the secrets with the presented prefix for the one
// that equals; comparing takes the same time wherever they differ.
func clientSecret(tx *models.Tx, s *State, prefix, hash string) error {
	method := s.Found.Login.Method
	rows, err := models.Find[models.ClientSecret](tx, models.Scope{OrgID: method.OrgID},
		secretOf, method.ID, prefix)
	for i := range rows {
		if !equal(rows[i].Hash, hash) {
			continue
		}
		s.Found.Login.Secret = &rows[i]
		s.Request.Facts.Login.Secret = &input.LoginSecret{
			Revoked: rows[i].IsRevoked, ExpiresAt: rows[i].ExpiresAt.Unix(),
			Uses: rows[i].NumUses, UsesLimit: rows[i].NumUsesLimit,
		}
	}
	return err
}

func lockout(tx *models.Tx, s *State, method *models.AuthMethod) error {
	state := &input.Lockout{
		Enabled: &method.LockoutEnabled, Threshold: &method.LockoutThreshold,
		DurationSeconds: &method.LockoutDurationSeconds, CounterResetSeconds: &method.LockoutCounterResetSeconds,
	}
	s.Request.Facts.Login.Lockout = state
	return failuresSoFar(tx, s, method.ID, state)
}

// failuresSoFar reads what was counted for a login key from this address.
func failuresSoFar(tx *models.Tx, s *State, key string, state *input.Lockout) error {
	failures, err := missing(models.First[models.LoginFailures](tx, models.Installation,
		failuresOf, key, s.Caller.Network()))
	if err != nil || failures == nil {
		return err
	}
	state.Failures = failures.Failures
	state.LastFailureAt = failures.LastFailure.Unix()
	state.LockedUntil = failures.LockedUntil.Unix()
	return nil
}

// OnRenewal adds what a token renewal asks for.
func OnRenewal(_ *models.Tx, s *State) error {
	if s.Token != nil {
		s.Request.Facts.Renewal = &input.Renewal{TTL: s.Token.TTL, Period: s.Token.Period}
	}
	return nil
}
