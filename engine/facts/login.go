package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
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

// OnUniversalAuth loads the facts of a Universal Auth login: the method of the client id,
// the client secret that equals the presented one, and the failures counted for this client
// id from this address. organization is the requested slug, empty for the identity's own;
// prefix is the start of the presented secret, and hashes are its HMACs.
func OnUniversalAuth(clientID, organization, prefix string, hashes ...string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		login := &input.Login{TrustedIPs: []string{}}
		s.Request.Facts.Login, s.Found.Login = login, &LoginFound{}
		read, err := models.ReadLogin(tx, models.LoginQuery{ClientID: clientID, Prefix: prefix, Network: s.Caller.Network()})
		if err != nil {
			return err
		}
		s.provedBy(read)
		method, identity := read.Method, read.Identity
		if method == nil || identity == nil {
			return nil
		}
		if there, err := isOrganization(tx, method.OrgID, organization); err != nil || !there {
			return err
		}
		s.Found.Login.Method, s.Found.Login.Identity = method, identity
		s.Request.Resource.ID = identity.ID
		login.Known, login.OwnerAccepted = true, true
		login.TrustedIPs, login.AnyAddress = CIDRs(method.ClientSecretTrustedIPs)
		s.clientSecret(read.Secrets, hashes)
		login.Lockout = lockout(method)
		failed(read.Failures, login.Lockout)
		return nil
	}
}

// provedBy takes what a login proves of the facts that are kept, unless that is known.
func (s *State) provedBy(read *models.LoginRead) {
	if s.proof.Installation == "" {
		s.proof.Installation = read.Revisions.Installation
	}
}

// clientSecret looks among the secrets with the presented prefix for the one
// that equals; comparing takes the same time wherever the two differ.
func (s *State) clientSecret(rows []models.ClientSecret, hashes []string) {
	for i := range rows {
		if !seal.OneOf(rows[i].Hash, hashes) {
			continue
		}
		s.Found.Login.Secret = &rows[i]
		s.Request.Facts.Login.Secret = &input.LoginSecret{
			Revoked: rows[i].IsRevoked, ExpiresAt: rows[i].ExpiresAt.Unix(),
			Uses: rows[i].NumUses, UsesLimit: rows[i].NumUsesLimit,
		}
	}
}

func lockout(method *models.AuthMethod) *input.Lockout {
	return &input.Lockout{
		Enabled: &method.LockoutEnabled, Threshold: &method.LockoutThreshold,
		DurationSeconds: &method.LockoutDurationSeconds, CounterResetSeconds: &method.LockoutCounterResetSeconds,
	}
}

// failuresSoFar reads the failures counted for a login key from this address.
func failuresSoFar(tx *store.Tx, s *State, key string, state *input.Lockout) error {
	failures, err := orNil(store.First[models.LoginFailures](tx, store.Installation,
		failuresOf, key, s.Caller.Network()))
	failed(failures, state)
	return err
}

func failed(failures *models.LoginFailures, state *input.Lockout) {
	if failures == nil {
		return
	}
	state.Failures = failures.Failures
	state.LastFailureAt = failures.LastFailure.Unix()
	state.LockedUntil = failures.LockedUntil.Unix()
}

// OnRenewal adds what a token renewal asks for.
func OnRenewal(_ *store.Tx, s *State) error {
	if s.Token != nil {
		s.Request.Facts.Renewal = &input.Renewal{TTL: s.Token.TTL, Period: s.Token.Period}
	}
	return nil
}
