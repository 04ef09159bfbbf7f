package credentials

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

type universalAuthLoginRequest struct {
	ClientID     *string `json:"clientId" validate:"required,max=1024"`
	ClientSecret *string `json:"clientSecret" validate:"required,max=1024"`
	namedOrganization
}

func (*universalAuthLoginRequest) Requested(*input.Requested) {} // see loggingIn

func (r *universalAuthLoginRequest) Normalize() {
	pep.Trim(r.ClientID, r.ClientSecret, r.OrganizationSlug)
}

// loginUniversalAuth exchanges client id and client secret for a token. The policy decides,
// and determines the effect of a failure; see rules/login.
//
// A slug in the body must be that of the identity's organization.
func loginUniversalAuth(r *pep.Request, body *universalAuthLoginRequest) (*IssuedToken, error) {
	secret := *body.ClientSecret
	question := r.Question(facts.ProjectRef{},
		facts.OnUniversalAuth(*body.ClientID, body.slug(), seal.Prefix(secret), r.API.Keyring.Hashes(seal.KindClientSecret, secret)...), loggingIn)
	question.OrgLess, question.Single = true, true
	return Login(r, question, func(tx *store.Tx, q *pep.Evaluation) (*IssuedToken, error) { return issueForSecret(r, tx, q) })
}

// loggingIn reports the token that a login would issue.
func loggingIn(_ *store.Tx, s *facts.State) error {
	if method := s.Found.Login.Method; method != nil {
		askToken(s.Asks(), method)
	}
	return nil
}

// Login repeats a login until no other login intervenes between the decision and its effect: a
// spent use, or a counted failure.
func Login[A any](r *pep.Request, question facts.Question, issue pep.DecidedEffect[A]) (A, error) {
	return pep.RetryLost(r, func() (A, error) { return LoginOnce(r, question, issue) })
}

// LoginOnce is one attempt of Login, for callers that must verify the proof again before the
// next attempt.
func LoginOnce[A any](r *pep.Request, question facts.Question, issue pep.DecidedEffect[A]) (A, error) {
	answer, q, err := pep.AskOnce(r, optimistic(r, &question), question, issue, true)
	if err != nil && q.State != nil && !q.Decision.Permitted {
		if failed := countFailure(r, q); failed != nil {
			err = failed
		}
	}
	return answer, err
}

// optimistic reads the facts in one statement and writes in another, and falls back to a
// transaction if that is not enough.
func optimistic(r *pep.Request, question *facts.Question) pep.Transaction {
	return r.Single(question, r.API.Store.WriteOptimistic, r.API.Store.Write)
}

// issueForSecret spends a use of the client secret and issues a token atomically.
func issueForSecret(r *pep.Request, tx *store.Tx, q *pep.Evaluation) (*IssuedToken, error) {
	found := q.State.Found.Login
	use := models.SecretUse{
		SecretID: found.Secret.ID, MethodID: found.Method.ID, Address: r.Caller.Network(), Seen: counted(q), At: store.At(r.Now),
		Revoked: found.Secret.IsRevoked, Exhausted: found.Secret.NumUsesLimit > 0 && found.Secret.NumUses >= found.Secret.NumUsesLimit,
	}
	if err := models.ConsumeSecretUse(tx, store.Scope{OrgID: found.Identity.OrgID}, use); err != nil {
		return nil, err
	}
	if q.Obliges(engine.ClearLoginFailure) {
		if err := models.ClearLoginFailures(tx, found.Method.ID, r.Caller.Network()); err != nil {
			return nil, err
		}
	}
	return IssueToken(r, tx, found.Identity, found.Method, &found.Secret.ID)
}

// counted is the number of earlier failures that the policy saw.
func counted(q *pep.Evaluation) models.Counted {
	seen := q.State.Request.Facts.Login.Lockout
	return models.Counted{Failures: seen.Failures, LastFailure: seen.LastFailureAt, LockedUntil: seen.LockedUntil}
}

// countFailure records a failed login as the policy requires. It returns ErrLostRace if
// another failure was counted since the decision.
func countFailure(r *pep.Request, q *pep.Evaluation) error {
	if !q.Obliges(engine.CountLoginFailure) {
		return nil
	}
	key, orgID := q.State.Found.Login.Key()
	failure := models.LoginFailure{
		Seen: counted(q), Key: key, Address: r.Caller.Network(), OrgID: orgID,
		At: store.At(r.Now), Restart: q.Obliges(engine.RestartLoginCount),
	}
	lockFor, err := q.Seconds(engine.LockLogin)
	if err != nil {
		return err
	}
	failure.LockFor = lockFor
	failures := []models.LoginFailure{failure}
	if account := q.State.Request.Facts.Login.Account; account != nil && q.Obliges(engine.CountAccountFailure) {
		failures = append(failures, models.LoginFailure{
			Seen: models.Counted{Failures: account.Failures, LastFailure: account.LastFailureAt},
			Key:  key, Address: models.AnyAddress, At: failure.At, Restart: q.Obliges(engine.RestartAccountCount),
		})
	}
	return r.API.Store.Write(r.Request.Context(), func(tx *store.Tx) error {
		for _, one := range failures {
			counted, err := models.CountLoginFailure(tx, one)
			if err == nil && !counted {
				err = pep.ErrLostRace
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
