package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
)

// API keys: deprecated credentials of people (docs/contract.md 2.3).
func apiKeyRoutes() []route {
	const base = "/api/v2/users/me/api-keys"
	return []route{
		{"POST", base, j, "account", "manageApiKeys", "create-api-key", createAPIKey, false},
		{"GET", base, j, "account", "manageApiKeys", "", listAPIKeys(func(list []apiKeyJSON) any { return list }), false},
		{
			"GET", "/api/v3/users/me/api-keys", j, "account", "manageApiKeys", "",
			listAPIKeys(func(list []apiKeyJSON) any { return map[string]any{"apiKeyData": list} }), false,
		},
		{"DELETE", base + "/:apiKeyId", j, "account", "manageApiKeys", "delete-api-key", deleteAPIKey, false},
	}
}

type createAPIKeyRequest struct {
	Name      *string `json:"name" validate:"required,min=1,max=255"`
	ExpiresIn *int64  `json:"expiresIn" validate:"required,min=1,max=315360000"` // seconds
}

func (r *createAPIKeyRequest) requested(asks *engine.Requested) {
	asks.Name, asks.TTL = r.Name, r.ExpiresIn
}

func createAPIKey(c *call) (any, error) {
	var body createAPIKeyRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.change(c.aboutSelf(), func(tx *models.Tx, s *facts.State) (any, error) {
		secret := seal.NewTokenSecret()
		row := &models.APIKey{
			ID: models.NewID(), UserID: s.User.ID, Name: *body.Name, Hash: c.api.Keyring.Hash(seal.KindAPIKey, secret),
			ExpiresAt: after(c.now, *body.ExpiresIn), CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		}
		if err := models.Create(tx, models.Installation, row); err != nil {
			return nil, err
		}
		return map[string]any{"apiKey": "ak." + row.ID + "." + secret, "apiKeyData": describeAPIKey(row)}, nil
	})
}

func listAPIKeys(shape func([]apiKeyJSON) any) endpoint {
	return func(c *call) (any, error) {
		return c.read(c.aboutSelf(), func(tx *models.Tx, s *facts.State) (any, error) {
			rows, err := models.Find[models.APIKey](tx.OrderBy("created_at, id"), models.Installation, "user_id = ?", s.User.ID)
			list := []apiKeyJSON{}
			for i := range rows {
				list = append(list, describeAPIKey(&rows[i]))
			}
			return shape(list), err
		})
	}
}

func deleteAPIKey(c *call) (any, error) {
	question := c.aboutSelf()
	question.Targets = append(question.Targets, facts.OnAPIKey(c.Param("apiKeyId")))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.APIKey
		_, err := models.Delete[models.APIKey](tx, models.Installation, "id = ?", row.ID)
		return map[string]any{"apiKeyData": describeAPIKey(row)}, err
	})
}

type apiKeyJSON struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"`
	LastUsed  *models.Time `json:"lastUsed"`
	ExpiresAt *models.Time `json:"expiresAt"`
	UserID    string       `json:"userId"`
	CreatedAt models.Time  `json:"createdAt"`
	UpdatedAt models.Time  `json:"updatedAt"`
}

func describeAPIKey(row *models.APIKey) apiKeyJSON {
	return apiKeyJSON{row.ID, row.Name, row.LastUsed, row.ExpiresAt, row.UserID, row.CreatedAt, row.UpdatedAt}
}
