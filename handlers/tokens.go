package handlers

import (
	"net/http"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Renewal and revocation of a token by its bearer (docs/contract.md 2.9). The token
// comes in the body; neither is bound to an address.
func tokenRoutes() []route {
	return []route{
		{"POST", "/api/v1/auth/token/renew", public, "access-token", "renew", "", renewToken, false},
		{"POST", "/api/v1/auth/token/revoke", public, "access-token", "revoke", "", revokeToken, false},
	}
}

type bearerRequest struct {
	AccessToken *string `json:"accessToken" validate:"required,min=1"`
}

func (*bearerRequest) requested(*engine.Requested) {}

func (r *bearerRequest) normalize() { trim(r.AccessToken) }

// presented asks about the token in the body. The subject of the question is
// the token's identity, so that records say whose token it was.
func (c *call) presented(asks facts.Target) (facts.Question, error) {
	var body bearerRequest
	if err := c.bind(&body); err != nil {
		return facts.Question{}, err
	}
	request := &http.Request{Header: http.Header{"Authorization": {"Bearer " + *body.AccessToken}}, RemoteAddr: c.Request.RemoteAddr}
	credential := c.api.authenticate(request)
	credential.Address = c.caller.Address
	if credential.Mode != facts.ModeIdentity {
		credential.WellFormed = false // only machine-identity tokens are renewed or revoked here
	}
	c.caller.Subject = engine.Subject{Type: engine.SubjectIdentity, ID: credential.Subject.ID}
	question := c.question(facts.ProjectRef{}, facts.OnRenewal, asks)
	question.OrgLess, question.Credential = true, &credential
	return question, nil
}

// renewing says which limits the token keeps.
func renewing(_ *models.Tx, s *facts.State) error {
	if row := s.Token; row != nil {
		asks := s.Asks()
		asks.AuthMethod, asks.AccessTokenTTL, asks.AccessTokenMaxTTL = &row.Method, &row.TTL, &row.MaxTTL
		asks.AccessTokenPeriod, asks.AccessTokenUsesLimit = &row.Period, &row.NumUsesLimit
	}
	return nil
}

// ending says what issued the token.
func ending(_ *models.Tx, s *facts.State) error {
	if s.Token != nil {
		s.Asks().AuthMethod = &s.Token.Method
	}
	return nil
}

func renewToken(c *call) (any, error) {
	question, err := c.presented(renewing)
	if err != nil {
		return nil, err
	}
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Token
		expiresIn := extend(row, c.now)
		now := models.At(c.now)
		row.LastRenewedAt, row.UpdatedAt = &now, now
		scope := models.Scope{OrgID: row.OrgID}
		if err := models.Update(tx, scope, row, "expires_at", "last_renewed_at", "updated_at"); err != nil {
			return nil, err
		}
		return c.sign(row, s.Identity.Name, expiresIn)
	})
}

func revokeToken(c *call) (any, error) {
	question, err := c.presented(ending)
	if err != nil {
		return nil, err
	}
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		return c.endToken(tx, s.Token)
	})
}

// endToken revokes a token; it keeps its row, so that its use can be told from
// that of a token which never was.
func (c *call) endToken(tx *models.Tx, row *models.AccessToken) (any, error) {
	row.IsRevoked, row.UpdatedAt = true, models.At(c.now)
	err := models.Update(tx, models.Scope{OrgID: row.OrgID}, row, "is_revoked", "updated_at")
	return map[string]string{"message": "Successfully revoked access token"}, err
}
