package credentials

import (
	"net/http"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Renewal and revocation of a token by its bearer (docs/contract.md 2.9). The body contains
// the token; neither is restricted to an address.
func tokenRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/auth/token/renew", Modes: pep.Public, Resource: "access-token", Action: "renew", Handler: pep.HandleBody(renewToken)},
		{Method: "POST", Path: "/api/v1/auth/token/revoke", Modes: pep.Public, Resource: "access-token", Action: "revoke", Handler: pep.HandleBody(revokeToken)},
	}
}

type bearerRequest struct {
	AccessToken *string `json:"accessToken" validate:"required,min=1,max=16384"`
}

func (*bearerRequest) Requested(*input.Requested) {}

func (r *bearerRequest) Normalize() { pep.Trim(r.AccessToken) }

// presented asks about the token in the body. The question's subject is the token's identity,
// so that records name it.
func presented(r *pep.Request, body *bearerRequest, asks facts.TargetLoader) facts.Question {
	request := &http.Request{Header: http.Header{"Authorization": {"Bearer " + *body.AccessToken}}, RemoteAddr: r.Request.RemoteAddr}
	credential := r.API.Authenticate(request)
	credential.Address = r.Caller.Address
	if credential.Mode != facts.ModeIdentity {
		credential.WellFormed = false // only tokens of machine identities are renewed or revoked here
	}
	r.Caller.Subject = input.Subject{Type: input.SubjectIdentity, ID: credential.Subject.ID}
	question := r.Question(facts.ProjectRef{}, facts.OnRenewal, asks)
	question.OrgLess, question.Credential = true, &credential
	return question
}

// renewing reports the limits that the token keeps.
func renewing(_ *store.Tx, s *facts.State) error {
	if row := s.Token; row != nil {
		asks := s.Asks()
		asks.AuthMethod, asks.AccessTokenTTL, asks.AccessTokenMaxTTL = &row.Method, &row.TTL, &row.MaxTTL
		asks.AccessTokenPeriod, asks.AccessTokenUsesLimit = &row.Period, &row.NumUsesLimit
	}
	return nil
}

// ending reports the method that issued the token.
func ending(_ *store.Tx, s *facts.State) error {
	if s.Token != nil {
		s.Asks().AuthMethod = &s.Token.Method
	}
	return nil
}

func renewToken(r *pep.Request, body *bearerRequest) (*IssuedToken, error) {
	return pep.Change(r, presented(r, body, renewing), func(tx *store.Tx, s *facts.State) (*IssuedToken, error) {
		row := s.Token
		expiresIn := extend(row, r.Now)
		now := store.At(r.Now)
		row.LastRenewedAt, row.UpdatedAt = &now, now
		scope := store.Scope{OrgID: row.OrgID}
		// Concurrent renewals write the same values, and these columns do not include a
		// revocation.
		if err := store.Update(tx, scope, row, "expires_at", "last_renewed_at", "updated_at"); err != nil {
			return nil, err
		}
		return sign(r, row, s.Identity.Name, expiresIn)
	})
}

func revokeToken(r *pep.Request, body *bearerRequest) (*pep.Message, error) {
	return pep.Change(r, presented(r, body, ending), func(tx *store.Tx, s *facts.State) (*pep.Message, error) {
		return endToken(r, tx, s.Token)
	})
}

// endToken revokes a token and keeps its row, so that its use can be distinguished from an
// unknown token.
func endToken(r *pep.Request, tx *store.Tx, row *models.AccessToken) (*pep.Message, error) {
	row.IsRevoked, row.UpdatedAt = true, store.At(r.Now)
	err := store.Update(tx, store.Scope{OrgID: row.OrgID}, row, "is_revoked", "updated_at")
	return &pep.Message{Message: "Successfully revoked access token"}, err
}
