package accounts

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/bearer"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Lifetimes of a user's tokens, in seconds (docs/contract.md 2.2).
const (
	userAccessTTL  = 10 * 24 * 3600
	userRefreshTTL = 90 * 24 * 3600
)

// SessionLifetime is the time after its last use in which a session can be resumed.
const SessionLifetime = userRefreshTTL * time.Second

// OneUseLifetime is the longest lifetime of a token for one sign-up or recovery.
const OneUseLifetime = max(signupTTL, recoveryTTL)

// refreshCookie is the cookie in which browsers and the command line keep the refresh token.
const refreshCookie = "jid"

// sessionLifetime is the requested lifetime of the session's access token in seconds, if
// shorter than the server's.
type sessionLifetime struct {
	TTL *int64 `json:"ttl" validate:"omitnil,min=1,max=864000"`
}

// Requested implements pep.Body; facts.OnPassword and others add the session's owner.
func (l *sessionLifetime) Requested(asks *input.Requested) { asks.TTL = l.TTL }

// seconds is the effective lifetime.
func (l *sessionLifetime) seconds() int64 {
	if l.TTL == nil {
		return userAccessTTL
	}
	return *l.TTL
}

// accessTokenAnswer is the response of a user's login.
type accessTokenAnswer struct {
	AccessToken string `json:"accessToken"`
	sessionFacts
}

// sessionTokenAnswer has a new token of a session.
type sessionTokenAnswer struct {
	Token string `json:"token"`
	sessionFacts
}

// selectedOrganizationAnswer has a token bound to the organization.
type selectedOrganizationAnswer struct {
	Token        string `json:"token"`
	IsMfaEnabled bool   `json:"isMfaEnabled"`
	sessionFacts
}

// sessionFacts are a token's lifetime in seconds and its organization, if one was selected.
type sessionFacts struct {
	ExpiresIn      int64   `json:"expiresIn"`
	OrganizationID *string `json:"organizationId"`
}

func describeSession(session *models.Session, lives sessionLifetime) sessionFacts {
	facts := sessionFacts{ExpiresIn: lives.seconds()}
	if session.OrgID != "" {
		facts.OrganizationID = &session.OrgID
	}
	return facts
}

// openSession completes a permitted login with a password.
func openSession(r *pep.Request, tx *store.Tx, q *pep.Evaluation, lives sessionLifetime) (*accessTokenAnswer, error) {
	s := q.State
	user := s.Found.Login.User
	if q.Obliges(engine.ClearLoginFailure) {
		if err := models.ClearLoginFailures(tx, user.ID, r.Caller.Network()); err != nil {
			return nil, err
		}
	}
	return startSession(r, tx, user, lives)
}

// startSession starts or resumes a user's session and returns its token. The refresh token is
// set as a cookie.
func startSession(r *pep.Request, tx *store.Tx, user *models.User, lives sessionLifetime) (*accessTokenAnswer, error) {
	session, err := models.OpenSession(tx, user.ID, r.Caller.Address, r.Caller.UserAgent, store.At(r.Now))
	if err != nil {
		return nil, err
	}
	token, err := signSession(r, session, "", lives)
	if err != nil {
		return nil, err
	}
	return &accessTokenAnswer{token, describeSession(session, lives)}, setRefreshCookie(r, session)
}

// signSession signs an access token of a session, bound to the selected organization, if any.
func signSession(r *pep.Request, session *models.Session, orgID string, lives sessionLifetime) (string, error) {
	return r.API.Signer.Issue(bearer.Claims{
		TokenType: bearer.AccessToken, AuthMethod: "email", UserID: session.UserID, TokenVersionID: session.ID,
		AccessVersion: session.AccessVersion, OrganizationID: orgID, ExpiresAt: r.Now.Unix() + lives.seconds(),
	})
}

func setRefreshCookie(r *pep.Request, session *models.Session) error {
	token, err := r.API.Signer.Issue(bearer.Claims{
		TokenType: bearer.RefreshToken, UserID: session.UserID, TokenVersionID: session.ID,
		RefreshVersion: session.RefreshVersion, OrganizationID: session.OrgID, ExpiresAt: r.Now.Unix() + userRefreshTTL,
	})
	if err != nil {
		return err
	}
	giveRefreshCookie(r, token, userRefreshTTL)
	return nil
}

// giveRefreshCookie sets the cookie for the routes that use it, hidden from scripts. A
// negative age deletes it.
func giveRefreshCookie(r *pep.Request, token string, age int) {
	http.SetCookie(r.Writer, &http.Cookie{
		Name: refreshCookie, Value: token, Path: "/api/v1/auth", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.API.Options.SecureCookies || r.Request.TLS != nil, MaxAge: age,
	})
}

type selectOrganizationRequest struct {
	OrganizationID *string `json:"organizationId" validate:"required,min=1,max=255"`
	sessionLifetime
}

func (r *selectOrganizationRequest) Normalize() { pep.Trim(r.OrganizationID) }

// selectOrganization binds the session to an organization and invalidates its earlier tokens.
func selectOrganization(r *pep.Request, body *selectOrganizationRequest) (*selectedOrganizationAnswer, error) {
	r.Caller.OrgID = *body.OrganizationID // the policy decides whether the user is a member
	question := r.Question(facts.ProjectRef{})
	question.Organization = *body.OrganizationID
	return lastingSession(r, question, func(tx *store.Tx, s *facts.State) (*selectedOrganizationAnswer, error) {
		session := s.Session
		err := store.Edit(tx, store.Installation, session, func(row *models.Session) error {
			row.OrgID = *body.OrganizationID
			row.AccessVersion++
			row.LastUsed, row.UpdatedAt = store.At(r.Now), store.At(r.Now)
			return nil
		})
		if err != nil {
			return nil, err
		}
		token, err := signSession(r, session, session.OrgID, body.sessionLifetime)
		if err != nil {
			return nil, err
		}
		return &selectedOrganizationAnswer{Token: token, sessionFacts: describeSession(session, body.sessionLifetime)}, setRefreshCookie(r, session)
	})
}

// lastingSession asks for a change that depends on the calling session, and keeps the session
// from ending first.
func lastingSession[A any](r *pep.Request, question facts.Question, do pep.Effect[A]) (A, error) {
	question.Targets = append([]facts.TargetLoader{facts.HoldSession}, question.Targets...)
	return pep.RetryLost(r, func() (A, error) { return pep.Change(r, question, do) })
}

// proof returns the facts about a token for the policy, and the claims of the token.
func proof(r *pep.Request, token string) (input.Proof, bearer.Claims) {
	claims, err := r.API.Signer.Parse(token)
	proof := input.Proof{
		Kind: input.ProofOther, Genuine: err == nil, ExpiresAt: claims.ExpiresAt, Version: claims.RefreshVersion, Email: claims.Email,
	}
	switch claims.TokenType {
	case bearer.RefreshToken:
		proof.Kind = input.ProofRefreshToken
	case bearer.SignupToken:
		proof.Kind = input.ProofSignupToken
	case bearer.RecoveryToken:
		proof.Kind = input.ProofRecovery
	}
	return proof, claims
}

// refreshSession exchanges the cookie for a new access token.
func refreshSession(r *pep.Request, body *sessionLifetime) (*sessionTokenAnswer, error) {
	question := openly(r)
	if cookie, err := r.Request.Cookie(refreshCookie); err == nil {
		proof, claims := proof(r, cookie.Value)
		question.Targets = append(question.Targets, facts.OnRefresh(proof, claims.TokenVersionID, claims.UserID))
	}
	return pep.RetryLost(r, func() (*sessionTokenAnswer, error) {
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*sessionTokenAnswer, error) {
			session := s.Found.Session
			if session == nil { // permitted without a cookie
				return nil, pep.CredentialNeeded()
			}
			used, err := models.UseSession(tx, session, store.At(r.Now))
			if err == nil && !used {
				err = pep.ErrLostRace // for example against a logout
			}
			if err != nil {
				return nil, err
			}
			token, err := signSession(r, session, session.OrgID, *body)
			return &sessionTokenAnswer{token, describeSession(session, *body)}, err
		})
	})
}

func logout(r *pep.Request) (*pep.Message, error) {
	return pep.Change(r, aboutSelf(r), func(tx *store.Tx, s *facts.State) (*pep.Message, error) {
		giveRefreshCookie(r, "", -1)
		err := store.Edit(tx, store.Installation, s.Session, func(row *models.Session) error {
			row.AccessVersion++
			row.RefreshVersion++
			row.UpdatedAt = store.At(r.Now)
			return nil
		})
		if errors.Is(err, store.ErrNotFound) {
			err = nil // another request ended it
		}
		return &pep.Message{Message: "Successfully logged out"}, err
	})
}

type sessionJSON struct {
	ID             string     `json:"id"`
	IP             string     `json:"ip"`
	UserAgent      string     `json:"userAgent"`
	RefreshVersion int64      `json:"refreshVersion"`
	AccessVersion  int64      `json:"accessVersion"`
	LastUsed       store.Time `json:"lastUsed"`
	UserID         string     `json:"userId"`
	CreatedAt      store.Time `json:"createdAt"`
	UpdatedAt      store.Time `json:"updatedAt"`
}

func listSessions(request *pep.Request) ([]sessionJSON, error) {
	return pep.Read(request, aboutSelf(request), func(tx *store.Tx, s *facts.State) ([]sessionJSON, error) {
		rows, err := store.Find[models.Session](tx.OrderBy("last_used DESC"), store.Installation, "user_id = ?", s.User.ID)
		list := []sessionJSON{}
		for _, r := range rows {
			list = append(list, sessionJSON{r.ID, r.IP, strings.TrimSpace(r.UserAgent), r.RefreshVersion, r.AccessVersion, r.LastUsed, r.UserID, r.CreatedAt, r.UpdatedAt})
		}
		return list, err
	})
}

func endSessions(r *pep.Request) (*pep.Message, error) {
	return pep.Change(r, aboutSelf(r), func(tx *store.Tx, s *facts.State) (*pep.Message, error) {
		_, err := store.Delete[models.Session](tx, store.Installation, "user_id = ?", s.User.ID)
		return &pep.Message{Message: "Successfully revoked all sessions"}, err
	})
}
