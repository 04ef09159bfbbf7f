package handlers

import (
	"errors"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
)

// errLost means that somebody else was faster, such as to fail to log in,
// between the decision and the change; the question is asked again and now hears so.
var errLost = errors.New("lost the race for a use")

type universalAuthLoginRequest struct {
	ClientID     *string `json:"clientId" validate:"required"`
	ClientSecret *string `json:"clientSecret" validate:"required"`
}

func (*universalAuthLoginRequest) requested(*engine.Requested) {} // see loggingIn

func (r *universalAuthLoginRequest) normalize() { trim(r.ClientID, r.ClientSecret) }

// loginUniversalAuth exchanges client id and client secret for a token. The
// policy decides, also what a failure counts for; see rules/login.
func loginUniversalAuth(c *call) (any, error) {
	var body universalAuthLoginRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	secret := *body.ClientSecret
	question := c.question(facts.ProjectRef{},
		facts.OnUniversalAuth(*body.ClientID, seal.Prefix(secret), c.api.Keyring.Hash(seal.KindClientSecret, secret)), loggingIn)
	question.OrgLess = true
	question.Foresee = facts.ForeseeUniversalAuth(*body.ClientID, seal.Prefix(secret), c.caller.Address)
	return c.login(question, c.issueForSecret)
}

// loggingIn says which token a login would give.
func loggingIn(_ *models.Tx, s *facts.State) error {
	if method := s.Found.Login.Method; method != nil {
		askToken(s.Asks(), method)
	}
	return nil
}

// login asks for a login until nobody else came between the decision and what
// it leads to: a use that is spent, or a failure that is counted.
func (c *call) login(question facts.Question, issue func(*models.Tx, *asked) (any, error)) (any, error) {
	for {
		answer, q, err := c.askOnce(c.atOnce(&question), question, issue, true)
		if err != nil && q.state != nil && !q.decision.Permitted {
			if failed := c.countFailure(q); failed != nil {
				err = failed
			}
		}
		if !errors.Is(err, errLost) && !errors.Is(err, models.ErrOvertaken) {
			return answer, err
		}
	}
}

// atOnce reads what a question asks in one statement and changes what follows
// from it in another, if all of it can be foreseen, and else in a transaction.
func (c *call) atOnce(question *facts.Question) transact {
	return c.ahead(question, c.api.Store.AtOnce, c.api.Store.Write)
}

// issueForSecret spends a use of the client secret and issues a token, both or
// neither.
func (c *call) issueForSecret(tx *models.Tx, q *asked) (any, error) {
	found := q.state.Found.Login
	use := models.SecretUse{
		SecretID: found.Secret.ID, MethodID: found.Method.ID, Address: c.caller.Address, Seen: counted(q), At: models.At(c.now),
		Revoked: found.Secret.IsRevoked, Exhausted: found.Secret.NumUsesLimit > 0 && found.Secret.NumUses >= found.Secret.NumUsesLimit,
	}
	if err := models.SpendSecretUse(tx, models.Scope{OrgID: found.Identity.OrgID}, use); err != nil {
		return nil, err
	}
	if q.obliges(engine.ClearLoginFailure) {
		if err := models.ClearLoginFailures(tx, found.Method.ID, c.caller.Address); err != nil {
			return nil, err
		}
	}
	return c.issue(tx, found.Identity, found.Method, &found.Secret.ID)
}

// counted is what the policy saw of earlier failures.
func counted(q *asked) models.Counted {
	seen := q.state.Request.Facts.Login.Lockout
	return models.Counted{Failures: seen.Failures, LastFailure: seen.LastFailureAt, LockedUntil: seen.LockedUntil}
}

// countFailure notes a failed login as the policy asks. It fails with errLost if
// another one was counted since the policy looked.
func (c *call) countFailure(q *asked) error {
	if !q.obliges(engine.CountLoginFailure) {
		return nil
	}
	key, orgID := q.state.Found.Login.Key()
	failure := models.LoginFailure{
		Seen: counted(q), Key: key, Address: c.caller.Address, OrgID: orgID,
		At: models.At(c.now), ResetAfter: q.state.Request.Facts.Login.Lockout.CounterResetSeconds,
	}
	if q.obliges(engine.LockLogin) {
		failure.LockFor = q.state.Request.Facts.Login.Lockout.DurationSeconds
	}
	return c.api.Store.Write(c.Request.Context(), func(tx *models.Tx) error {
		counted, err := models.CountLoginFailure(tx, failure)
		if err == nil && !counted {
			err = errLost
		}
		return err
	})
}
