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

// loginUniversalAuth exchanges client id and client secret for a token. The
// policy decides, also what a failure counts for; see rules/login.
//
// A slug that is sent is the one of the identity's organization.
func loginUniversalAuth(r *pep.Request, body *universalAuthLoginRequest) (*IssuedToken, error) {
	secret := *body.ClientSecret
	question := r.Question(facts.ProjectRef{},
		facts.OnUniversalAuth(*body.ClientID, body.slug(), seal.Prefix(secret), r.API.Keyring.Hashes(seal.KindClientSecret, secret)...), loggingIn)
	question.OrgLess, question.Single = true, true
	return Login(r, question, func(tx *store.Tx, q *pep.Evaluation) (*IssuedToken, error) { return issueForSecret(r, tx, q) })
}

// loggingIn says which token a login would give.
func loggingIn(_ *store.Tx, s *facts.State) error {
	if method := s.Found.Login.Method; method != nil {
		askToken(s.Asks(), method)
	}
	return nil
}

// Login asks for a login until no other one came between the decision and what
// it leads to: a use that is spent, or a failure that is counted.
func Login[A any](r *pep.Request, question facts.Question, issue pep.DecidedEffect[A]) (A, error) {
	return pep.RetryLost(r, func() (A, error) { return LoginOnce(r, question, issue) })
}

// LoginOnce is one attempt of Login, for what has to look again at what the caller
// presents before the next one.
func LoginOnce[A any](r *pep.Request, question facts.Question, issue pep.DecidedEffect[A]) (A, error) {
	answer, q, err := pep.AskOnce(r, optimistic(r, &question), question, issue, true)
	if err != nil && q.State != nil && !q.Decision.Permitted {
		if failed := countFailure(r, q); failed != nil {
			err = failed
		}
	}
	return answer, err
}

// optimistic reads what a question asks in one statement and changes what follows
// from it in another, if that is enough, and else in a transaction.
func optimistic(r *pep.Request, question *facts.Question) pep.Transaction {
	return r.Single(question, r.API.Store.WriteOptimistic, r.API.Store.Write)
}

// issueForSecret spends a use of the client secret and issues a token, both or
// neither.
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

// counted is what the policy saw of earlier failures.
func counted(q *pep.Evaluation) models.Counted {
	seen := q.State.Request.Facts.Login.Lockout
	return models.Counted{Failures: seen.Failures, LastFailure: seen.LastFailureAt, LockedUntil: seen.LockedUntil}
}

// countFailure notes a failed login as the policy asks. It fails with ErrLostRace if
// another one was counted since the policy looked.
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
