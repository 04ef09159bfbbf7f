package handlers

import (
	"net/http"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/bearer"
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

// openSession starts, or takes up again, the session of a user at an address
// with a user agent.
func (c *call) openSession(tx *models.Tx, q *asked) (any, error) {
	s := q.state
	user := s.Found.Login.User
	if q.obliges(engine.ClearLoginFailure) {
		if err := models.ClearLoginFailures(tx, user.ID, c.caller.Address); err != nil {
			return nil, err
		}
	}
	session, err := models.OpenSession(tx, user.ID, c.caller.Address, c.caller.UserAgent, models.At(c.now))
	if err != nil {
		return nil, err
	}
	token, err := c.signSession(session, "")
	if err != nil {
		return nil, err
	}
	return map[string]string{"accessToken": token}, c.setRefreshCookie(session)
}

// signSession is an access token of a session, bound to an organization once
// one was selected.
func (c *call) signSession(session *models.Session, orgID string) (string, error) {
	return c.api.Signer.Issue(bearer.Claims{
		TokenType: bearer.AccessToken, AuthMethod: "email", UserID: session.UserID, TokenVersionID: session.ID,
		AccessVersion: session.AccessVersion, OrganizationID: orgID, ExpiresAt: c.now.Unix() + userAccessTTL,
	})
}

func (c *call) setRefreshCookie(session *models.Session) error {
	token, err := c.api.Signer.Issue(bearer.Claims{
		TokenType: bearer.RefreshToken, UserID: session.UserID, TokenVersionID: session.ID,
		RefreshVersion: session.RefreshVersion, OrganizationID: session.OrgID, ExpiresAt: c.now.Unix() + userRefreshTTL,
	})
	if err != nil {
		return err
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: refreshCookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: c.api.options.SecureCookies, MaxAge: userRefreshTTL,
	})
	return nil
}

type selectOrganizationRequest struct {
	OrganizationID *string `json:"organizationId" validate:"required,min=1"`
}

func (*selectOrganizationRequest) requested(*engine.Requested) {}

func (r *selectOrganizationRequest) normalize() { trim(r.OrganizationID) }

// selectOrganization binds the session to an organization and ends the tokens
// it had before.
func selectOrganization(c *call) (any, error) {
	var body selectOrganizationRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	c.caller.OrgID = *body.OrganizationID // the policy asks whether the user is a member there
	question := c.question(facts.ProjectRef{})
	question.Organization = *body.OrganizationID
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		session := s.Session
		session.OrgID = *body.OrganizationID
		session.AccessVersion++
		session.LastUsed, session.UpdatedAt = models.At(c.now), models.At(c.now)
		if err := models.Update(tx, models.Installation, session); err != nil {
			return nil, err
		}
		token, err := c.signSession(session, session.OrgID)
		if err != nil {
			return nil, err
		}
		return map[string]any{"token": token, "isMfaEnabled": false}, c.setRefreshCookie(session)
	})
}

// proof is what a token says of itself, and what it is a token of. The policy
// decides what it is good for.
func (c *call) proof(token string) (engine.Proof, bearer.Claims) {
	claims, err := c.api.Signer.Parse(token)
	proof := engine.Proof{
		Kind: engine.ProofOther, Genuine: err == nil, ExpiresAt: claims.ExpiresAt, Version: claims.RefreshVersion, Email: claims.Email,
	}
	switch claims.TokenType {
	case bearer.RefreshToken:
		proof.Kind = engine.ProofRefreshToken
	case bearer.SignupToken:
		proof.Kind = engine.ProofSignupToken
	}
	return proof, claims
}

// refreshSession exchanges the cookie for a fresh access token.
func refreshSession(c *call) (any, error) {
	question := c.openly()
	if cookie, err := c.Request.Cookie(refreshCookie); err == nil {
		proof, claims := c.proof(cookie.Value)
		question.Targets = append(question.Targets, facts.OnRefresh(proof, claims.TokenVersionID, claims.UserID))
	}
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		session := s.Found.Session
		session.LastUsed, session.UpdatedAt = models.At(c.now), models.At(c.now)
		if err := models.Update(tx, models.Installation, session); err != nil {
			return nil, err
		}
		token, err := c.signSession(session, session.OrgID)
		return map[string]string{"token": token}, err
	})
}

func logout(c *call) (any, error) {
	return c.change(c.aboutSelf(), func(tx *models.Tx, s *facts.State) (any, error) {
		session := s.Session
		session.AccessVersion++
		session.RefreshVersion++
		session.UpdatedAt = models.At(c.now)
		http.SetCookie(c.Writer, &http.Cookie{Name: refreshCookie, Path: "/", HttpOnly: true, MaxAge: -1, SameSite: http.SameSiteStrictMode, Secure: c.api.options.SecureCookies})
		return map[string]string{"message": "Successfully logged out"}, models.Update(tx, models.Installation, session)
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

func listSessions(c *call) (any, error) {
	return c.read(c.aboutSelf(), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.Session](tx.OrderBy("last_used DESC"), models.Installation, "user_id = ?", s.User.ID)
		list := []sessionJSON{}
		for _, r := range rows {
			list = append(list, sessionJSON{r.ID, r.IP, strings.TrimSpace(r.UserAgent), r.RefreshVersion, r.AccessVersion, r.LastUsed, r.UserID, r.CreatedAt, r.UpdatedAt})
		}
		return list, err
	})
}

func endSessions(c *call) (any, error) {
	return c.change(c.aboutSelf(), func(tx *models.Tx, s *facts.State) (any, error) {
		_, err := models.Delete[models.Session](tx, models.Installation, "user_id = ?", s.User.ID)
		return map[string]string{"message": "Successfully revoked all sessions"}, err
	})
}
