package credentials

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Token Auth (docs/contract.md 2.8).
func tokenAuthRoutes() []pep.Route {
	const base = "/api/v1/auth/token-auth"
	const one = base + "/identities/:identityId"
	return append(methodRoutes[*tokenAuthRequest](TokenAuth, tokenAuthBody), []pep.Route{
		{Method: "POST", Path: one + "/tokens", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "create-token-identity-token-auth", Handler: pep.HandleBody(createToken)},
		{Method: "GET", Path: one + "/tokens", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Event: "get-tokens-identity-token-auth", Query: []string{"limit", "offset"}, Handler: pep.Handle(listTokens)},
		{Method: "GET", Path: base + "/tokens/:tokenId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: pep.Handle(getToken)},
		{Method: "PATCH", Path: base + "/tokens/:tokenId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-token-identity-token-auth", Handler: pep.HandleBody(renameToken)},
		{Method: "POST", Path: base + "/tokens/:tokenId/revoke", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Handler: pep.Handle(revokeTokenByID)},
	}...)
}

// tokenAuthAnswer is the response for Token Auth of an identity.
type tokenAuthAnswer struct {
	IdentityTokenAuth methodJSON `json:"identityTokenAuth"`
}

func tokenAuthBody(m *models.AuthMethod) *tokenAuthAnswer { return &tokenAuthAnswer{describeMethod(m)} }

// tokenAuthRequest configures Token Auth. It has no login, so it has no lockout and no address
// list for logins.
type tokenAuthRequest struct {
	tokenSettings
	ClientSecretTrustedIPs     pep.Unserved `json:"clientSecretTrustedIps" validate:"unserved=Token Auth has no client secrets"`
	LockoutEnabled             pep.Unserved `json:"lockoutEnabled" validate:"unserved=Token Auth has no login that could be locked"`
	LockoutThreshold           pep.Unserved `json:"lockoutThreshold" validate:"unserved=Token Auth has no login that could be locked"`
	LockoutDurationSeconds     pep.Unserved `json:"lockoutDurationSeconds" validate:"unserved=Token Auth has no login that could be locked"`
	LockoutCounterResetSeconds pep.Unserved `json:"lockoutCounterResetSeconds" validate:"unserved=Token Auth has no login that could be locked"`
}

func (r *tokenAuthRequest) apply(_ *pep.Request, m *models.AuthMethod) error { return r.overlay(m) }

type createTokenRequest struct {
	Name                *string      `json:"name" validate:"omitnil,max=255"`
	OrganizationSlug    pep.Unserved `json:"organizationSlug" validate:"unserved=A token is of the organization of its identity"`
	SubOrganizationName pep.Unserved `json:"subOrganizationName" validate:"unserved=There are no sub-organizations"`
}

func (r *createTokenRequest) Requested(asks *input.Requested) { asks.Name = r.Name }

func (r *createTokenRequest) Normalize() { pep.Trim(r.Name) }

type tokenNameRequest struct {
	Name *string `json:"name" validate:"omitnil,max=255"`
}

func (r *tokenNameRequest) Requested(asks *input.Requested) { asks.Name = r.Name }

func (r *tokenNameRequest) Normalize() { pep.Trim(r.Name) }

func createToken(r *pep.Request, body *createTokenRequest) (*IssuedToken, error) {
	question := onMethod(r, models.MethodTokenAuth, issuing).Of(input.KindToken)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*IssuedToken, error) {
		issued, row, err := issueNamed(r, tx, s, body.Name)
		if err != nil {
			return nil, err
		}
		data := describeToken(row)
		issued.TokenData = &data
		return issued, nil
	})
}

// issuing reports the token that the auth method issues.
func issuing(_ *store.Tx, s *facts.State) error {
	if s.Found.AuthMethod != nil {
		askToken(s.Asks(), s.Found.AuthMethod)
	}
	return nil
}

// tokenAnswer is the response for one access token, without the token itself.
type tokenAnswer struct {
	Token tokenJSON `json:"token"`
}

// tokensAnswer is a page of the access tokens of Token Auth.
type tokensAnswer struct {
	Tokens []tokenJSON `json:"tokens"`
}

func listTokens(r *pep.Request) (*tokensAnswer, error) {
	q := r.ReadQuery()
	offset, limit := q.Offset(), q.Number("limit", 20, 1, 100)
	if err := q.Err(); err != nil {
		return nil, err
	}
	question := onMethod(r, models.MethodTokenAuth).Of(input.KindToken)
	return pep.Read(r, question, func(tx *store.Tx, s *facts.State) (*tokensAnswer, error) {
		rows, err := store.Find[models.AccessToken](tx.OrderBy("updated_at DESC, id").Page(limit, offset), s.OrgScope(),
			"auth_method_id = ?", s.Found.AuthMethod.ID)
		list := make([]tokenJSON, 0, len(rows))
		for i := range rows {
			list = append(list, describeToken(&rows[i]))
		}
		return &tokensAnswer{Tokens: list}, err
	})
}

// onToken asks about the token in the path; the policy compares the caller with its identity.
func onToken(r *pep.Request, more ...facts.TargetLoader) facts.Question {
	question := r.Question(facts.ProjectRef{}, append([]facts.TargetLoader{facts.OnAccessToken(r.Param("tokenId"))}, more...)...)
	question.Asks().AuthMethod = new(models.MethodTokenAuth)
	return question.Of(input.KindToken)
}

// naming reports the name of the revoked token.
func naming(_ *store.Tx, s *facts.State) error {
	if s.Found.AccessToken != nil {
		s.Asks().Name = s.Found.AccessToken.Name
	}
	return nil
}

func getToken(r *pep.Request) (*tokenAnswer, error) {
	return pep.Read(r, onToken(r), func(_ *store.Tx, s *facts.State) (*tokenAnswer, error) {
		return &tokenAnswer{Token: describeToken(s.Found.AccessToken)}, nil
	})
}

func renameToken(r *pep.Request, body *tokenNameRequest) (*tokenAnswer, error) {
	return pep.Change(r, onToken(r), func(tx *store.Tx, s *facts.State) (*tokenAnswer, error) {
		row := s.Found.AccessToken
		pep.SetIfSent(&row.Name, &body.Name)
		row.UpdatedAt = store.At(r.Now)
		return &tokenAnswer{Token: describeToken(row)}, store.Update(tx, s.OrgScope(), row, "name", "updated_at")
	})
}

func revokeTokenByID(r *pep.Request) (*pep.Message, error) {
	return pep.Change(r, onToken(r, naming), func(tx *store.Tx, s *facts.State) (*pep.Message, error) {
		return endToken(r, tx, s.Found.AccessToken)
	})
}

type tokenJSON struct {
	ID             string      `json:"id"`
	Name           *string     `json:"name"`
	TTL            int64       `json:"accessTokenTTL"`
	MaxTTL         int64       `json:"accessTokenMaxTTL"`
	Period         int64       `json:"accessTokenPeriod"`
	NumUses        int64       `json:"accessTokenNumUses"`
	NumUsesLimit   int64       `json:"accessTokenNumUsesLimit"`
	LastUsedAt     *store.Time `json:"accessTokenLastUsedAt"`
	LastRenewedAt  *store.Time `json:"accessTokenLastRenewedAt"`
	IsRevoked      bool        `json:"isAccessTokenRevoked"`
	ClientSecretID *string     `json:"identityUAClientSecretId"`
	IdentityID     string      `json:"identityId"`
	CreatedAt      store.Time  `json:"createdAt"`
	UpdatedAt      store.Time  `json:"updatedAt"`
}

func describeToken(row *models.AccessToken) tokenJSON {
	return tokenJSON{
		ID: row.ID, Name: row.Name, TTL: row.TTL, MaxTTL: row.MaxTTL, Period: row.Period, NumUses: row.NumUses,
		NumUsesLimit: row.NumUsesLimit, LastUsedAt: row.LastUsedAt, LastRenewedAt: row.LastRenewedAt, IsRevoked: row.IsRevoked,
		ClientSecretID: row.ClientSecretID, IdentityID: row.IdentityID, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}
