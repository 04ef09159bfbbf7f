package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Token Auth (docs/contract.md 2.8).
func tokenAuthRoutes() []route {
	const base = "/api/v1/auth/token-auth"
	const one = base + "/identities/:identityId"
	return []route{
		{"POST", one, ji, "identity", "create", "add-identity-token-auth", attach(tokenAuth), false},
		{"PATCH", one, ji, "identity", "edit", "update-identity-token-auth", updateMethod(tokenAuth), false},
		{"GET", one, ji, "identity", "read", "get-identity-token-auth", getMethod(tokenAuth), false},
		{"DELETE", one, ji, "identity", "edit", "revoke-identity-token-auth", detach(tokenAuth), false},
		{"POST", one + "/tokens", ji, "identity", "edit", "create-token-identity-token-auth", createToken, false},
		{"GET", one + "/tokens", ji, "identity", "read", "get-tokens-identity-token-auth", listTokens, false},
		{"GET", base + "/tokens/:tokenId", ji, "identity", "read", "", getToken, false},
		{"PATCH", base + "/tokens/:tokenId", ji, "identity", "edit", "update-token-identity-token-auth", renameToken, false},
		{"POST", base + "/tokens/:tokenId/revoke", ji, "identity", "edit", "", revokeTokenByID, false},
	}
}

type tokenNameRequest struct {
	Name *string `json:"name" validate:"omitnil,max=255"`
}

func (r *tokenNameRequest) requested(asks *engine.Requested) { asks.Name = r.Name }

func (r *tokenNameRequest) normalize() { trim(r.Name) }

func createToken(c *call) (any, error) {
	var body tokenNameRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.onMethod(models.MethodTokenAuth, issuing).Of(engine.KindToken)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		issued, row, err := c.issueNamed(tx, s, body.Name)
		if err != nil {
			return nil, err
		}
		data := describeToken(row)
		issued.TokenData = &data
		return issued, nil
	})
}

// issuing says what token the auth method issues.
func issuing(_ *models.Tx, s *facts.State) error {
	if s.Found.AuthMethod != nil {
		askToken(s.Asks(), s.Found.AuthMethod)
	}
	return nil
}

func listTokens(c *call) (any, error) {
	q := c.query()
	offset, limit := q.offset(), q.number("limit", 20, 1, 100)
	if err := q.err(); err != nil {
		return nil, err
	}
	question := c.onMethod(models.MethodTokenAuth).Of(engine.KindToken)
	return c.read(question, func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.AccessToken](tx.OrderBy("updated_at DESC, id").Page(limit, offset), s.OrgScope(),
			"auth_method_id = ?", s.Found.AuthMethod.ID)
		list := make([]tokenJSON, 0, len(rows))
		for i := range rows {
			list = append(list, describeToken(&rows[i]))
		}
		return map[string]any{"tokens": list}, err
	})
}

// onToken asks about the token in the path; what is compared is the identity
// it belongs to.
func (c *call) onToken(more ...facts.Target) facts.Question {
	question := c.question(facts.ProjectRef{}, append([]facts.Target{facts.OnAccessToken(c.Param("tokenId"))}, more...)...)
	question.Asks().AuthMethod = new(models.MethodTokenAuth)
	return question.Of(engine.KindToken)
}

// naming says what the token is called that ends.
func naming(_ *models.Tx, s *facts.State) error {
	if s.Found.AccessToken != nil {
		s.Asks().Name = s.Found.AccessToken.Name
	}
	return nil
}

func getToken(c *call) (any, error) {
	return c.read(c.onToken(), func(_ *models.Tx, s *facts.State) (any, error) {
		return map[string]any{"token": describeToken(s.Found.AccessToken)}, nil
	})
}

func renameToken(c *call) (any, error) {
	var body tokenNameRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.change(c.onToken(), func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.AccessToken
		overlay(&row.Name, &body.Name)
		row.UpdatedAt = models.At(c.now)
		return map[string]any{"token": describeToken(row)}, models.Update(tx, s.OrgScope(), row, "name", "updated_at")
	})
}

func revokeTokenByID(c *call) (any, error) {
	return c.change(c.onToken(naming), func(tx *models.Tx, s *facts.State) (any, error) {
		return c.endToken(tx, s.Found.AccessToken)
	})
}

type tokenJSON struct {
	ID             string       `json:"id"`
	Name           *string      `json:"name"`
	TTL            int64        `json:"accessTokenTTL"`
	MaxTTL         int64        `json:"accessTokenMaxTTL"`
	Period         int64        `json:"accessTokenPeriod"`
	NumUses        int64        `json:"accessTokenNumUses"`
	NumUsesLimit   int64        `json:"accessTokenNumUsesLimit"`
	LastUsedAt     *models.Time `json:"accessTokenLastUsedAt"`
	LastRenewedAt  *models.Time `json:"accessTokenLastRenewedAt"`
	IsRevoked      bool         `json:"isAccessTokenRevoked"`
	ClientSecretID *string      `json:"identityUAClientSecretId"`
	IdentityID     string       `json:"identityId"`
	CreatedAt      models.Time  `json:"createdAt"`
	UpdatedAt      models.Time  `json:"updatedAt"`
}

func describeToken(row *models.AccessToken) tokenJSON {
	return tokenJSON{
		ID: row.ID, Name: row.Name, TTL: row.TTL, MaxTTL: row.MaxTTL, Period: row.Period, NumUses: row.NumUses,
		NumUsesLimit: row.NumUsesLimit, LastUsedAt: row.LastUsedAt, LastRenewedAt: row.LastRenewedAt, IsRevoked: row.IsRevoked,
		ClientSecretID: row.ClientSecretID, IdentityID: row.IdentityID, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}
