package accounts

import (
	"net/http"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/bearer"
	"warder/handlers/pep"
	"warder/models"
)

// Lifetimes of a user's tokens, in seconds (docs/contract.md 2.2).
const (
	userAccessTTL  = 10 * 24 * 3600
	userRefreshTTL = 90 * 24 * 3600
)

// SessionLifetime is how long a session can be taken up again after its last use.
const SessionLifetime = userRefreshTTL * time.Second

// refreshCookie is where browsers and the command line keep the refresh token.
const refreshCookie = "jid"

// accessTokenAnswer is the answer of a login with a password.
type accessTokenAnswer struct {
	AccessToken string `json:"accessToken"`
}

// sessionTokenAnswer has a fresh token of a session.
type sessionTokenAnswer struct {
	Token string `json:"token"`
}

// selectedOrganizationAnswer has a token that is bound to the organization.
type selectedOrganizationAnswer struct {
	Token        string `json:"token"`
	IsMfaEnabled bool   `json:"isMfaEnabled"`
}

// openSession is what a permitted login with a password does.
func openSession(r *pep.Request, tx *models.Tx, q *pep.Evaluation) (*accessTokenAnswer, error) {
	s := q.State
	user := s.Found.Login.User
	if q.Obliges(engine.ClearLoginFailure) {
		if err := models.ClearLoginFailures(tx, user.ID, r.Caller.Network()); err != nil {
			return nil, err
		}
	}
	token, err := startSession(r, tx, user)
	return &accessTokenAnswer{AccessToken: token}, err
}

// startSession starts, or takes up again, a session of a user and gives its token. The
// refresh token goes into the cookie.
func startSession(r *pep.Request, tx *models.Tx, user *models.User) (token string, err error) {
	session, err := models.OpenSession(tx, user.ID, r.Caller.Address, r.Caller.UserAgent, models.At(r.Now))
	if err != nil {
		return "", err
	}
	if token, err = signSession(r, session, ""); err != nil {
		return "", err
	}
	return token, setRefreshCookie(r, session)
}

// signSession is an access token of a session, bound to an organization once
// one was selected.
func signSession(r *pep.Request, session *models.Session, orgID string) (string, error) {
	return r.API.Signer.Issue(bearer.Claims{
		TokenType: bearer.AccessToken, AuthMethod: "email", UserID: session.UserID, TokenVersionID: session.ID,
		AccessVersion: session.AccessVersion, OrganizationID: orgID, ExpiresAt: r.Now.Unix() + userAccessTTL,
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

// giveRefreshCookie gives the cookie to the routes that look for it, and to no
// script. A negative age takes it away.
func giveRefreshCookie(r *pep.Request, token string, age int) {
	http.SetCookie(r.Writer, &http.Cookie{
		Name: refreshCookie, Value: token, Path: "/api/v1/auth", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.API.Options.SecureCookies || r.Request.TLS != nil, MaxAge: age,
	})
}

type selectOrganizationRequest struct {
	OrganizationID *string `json:"organizationId" validate:"required,min=1,max=255"`
}

func (*selectOrganizationRequest) Requested(*input.Requested) {}

func (r *selectOrganizationRequest) Normalize() { pep.Trim(r.OrganizationID) }

// selectOrganization binds the session to an organization and ends the tokens
// it had before.
func selectOrganization(r *pep.Request, body *selectOrganizationRequest) (*selectedOrganizationAnswer, error) {
	r.Caller.OrgID = *body.OrganizationID // the policy asks whether the user is a member there
	question := r.Question(facts.ProjectRef{})
	question.Organization = *body.OrganizationID
	return pep.Change(r, question, func(tx *models.Tx, s *facts.State) (*selectedOrganizationAnswer, error) {
		session := s.Session
		session.OrgID = *body.OrganizationID
		session.AccessVersion++
		session.LastUsed, session.UpdatedAt = models.At(r.Now), models.At(r.Now)
		if err := models.Update(tx, models.Installation, session); err != nil {
			return nil, err
		}
		token, err := signSession(r, session, session.OrgID)
		if err != nil {
			return nil, err
		}
		return &selectedOrganizationAnswer{Token: token, IsMfaEnabled: false}, setRefreshCookie(r, session)
	})
}

// proof is what a token says of itself, and what it is a token of. The policy
// decides what it is good for.
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

// refreshSession exchanges the cookie for a fresh access token.
func refreshSession(r *pep.Request) (*sessionTokenAnswer, error) {
	question := openly(r)
	if cookie, err := r.Request.Cookie(refreshCookie); err == nil {
		proof, claims := proof(r, cookie.Value)
		question.Targets = append(question.Targets, facts.OnRefresh(proof, claims.TokenVersionID, claims.UserID))
	}
	return pep.Change(r, question, func(tx *models.Tx, s *facts.State) (*sessionTokenAnswer, error) {
		session := s.Found.Session
		if session == nil { // permitted without a cookie
			return nil, pep.CredentialNeeded()
		}
		session.LastUsed, session.UpdatedAt = models.At(r.Now), models.At(r.Now)
		if err := models.Update(tx, models.Installation, session); err != nil {
			return nil, err
		}
		token, err := signSession(r, session, session.OrgID)
		return &sessionTokenAnswer{Token: token}, err
	})
}

func logout(r *pep.Request) (*pep.Message, error) {
	return pep.Change(r, aboutSelf(r), func(tx *models.Tx, s *facts.State) (*pep.Message, error) {
		session := s.Session
		session.AccessVersion++
		session.RefreshVersion++
		session.UpdatedAt = models.At(r.Now)
		giveRefreshCookie(r, "", -1)
		return &pep.Message{Message: "Successfully logged out"}, models.Update(tx, models.Installation, session)
	})
}

type sessionJSON struct {
	ID             string      `json:"id"`
	IP             string      `json:"ip"`
	UserAgent      string      `json:"userAgent"`
	RefreshVersion int64       `json:"refreshVersion"`
	AccessVersion  int64       `json:"accessVersion"`
	LastUsed       models.Time `json:"lastUsed"`
	UserID         string      `json:"userId"`
	CreatedAt      models.Time `json:"createdAt"`
	UpdatedAt      models.Time `json:"updatedAt"`
}

func listSessions(request *pep.Request) ([]sessionJSON, error) {
	return pep.Read(request, aboutSelf(request), func(tx *models.Tx, s *facts.State) ([]sessionJSON, error) {
		rows, err := models.Find[models.Session](tx.OrderBy("last_used DESC"), models.Installation, "user_id = ?", s.User.ID)
		list := []sessionJSON{}
		for _, r := range rows {
			list = append(list, sessionJSON{r.ID, r.IP, strings.TrimSpace(r.UserAgent), r.RefreshVersion, r.AccessVersion, r.LastUsed, r.UserID, r.CreatedAt, r.UpdatedAt})
		}
		return list, err
	})
}

func endSessions(r *pep.Request) (*pep.Message, error) {
	return pep.Change(r, aboutSelf(r), func(tx *models.Tx, s *facts.State) (*pep.Message, error) {
		_, err := models.Delete[models.Session](tx, models.Installation, "user_id = ?", s.User.ID)
		return &pep.Message{Message: "Successfully revoked all sessions"}, err
	})
}
