package accounts

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/credentials"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// API keys: deprecated credentials of users (docs/contract.md 2.3).
func apiKeyRoutes() []pep.Route {
	const base = "/api/v2/users/me/api-keys"
	return []pep.Route{
		{Method: "POST", Path: base, Modes: pep.UserOnly, Resource: "account", Action: "manageApiKeys", Deprecated: true, Event: "create-api-key", Handler: pep.HandleBody(createAPIKey)},
		{Method: "GET", Path: base, Modes: pep.UserOnly, Resource: "account", Action: "manageApiKeys", Deprecated: true, Handler: listAPIKeys(func(list []apiKeyJSON) []apiKeyJSON { return list })},
		{
			Method: "GET", Path: "/api/v3/users/me/api-keys", Modes: pep.UserOnly, Resource: "account", Action: "manageApiKeys", Deprecated: true,
			Handler: listAPIKeys(func(list []apiKeyJSON) *apiKeysAnswer { return &apiKeysAnswer{list} }),
		},
		{Method: "DELETE", Path: base + "/:apiKeyId", Modes: pep.UserOnly, Resource: "account", Action: "manageApiKeys", Deprecated: true, Event: "delete-api-key", Handler: pep.Handle(deleteAPIKey)},
	}
}

// apiKeyAnswer is the response for one API key.
type apiKeyAnswer struct {
	APIKeyData apiKeyJSON `json:"apiKeyData"`
}

// createdAPIKeyAnswer also contains the key, which is never shown again.
type createdAPIKeyAnswer struct {
	APIKey     string     `json:"apiKey"`
	APIKeyData apiKeyJSON `json:"apiKeyData"`
}

// apiKeysAnswer lists API keys under the newer route's field name.
type apiKeysAnswer struct {
	APIKeyData []apiKeyJSON `json:"apiKeyData"`
}

type createAPIKeyRequest struct {
	Name      *string `json:"name" validate:"required,min=1,max=255"`
	ExpiresIn *int64  `json:"expiresIn" validate:"required,min=1,max=315360000"` // seconds
}

func (r *createAPIKeyRequest) Requested(asks *input.Requested) {
	asks.Name, asks.TTL = r.Name, r.ExpiresIn
}

func createAPIKey(r *pep.Request, body *createAPIKeyRequest) (*createdAPIKeyAnswer, error) {
	return lastingSession(r, aboutSelf(r), func(tx *store.Tx, s *facts.State) (*createdAPIKeyAnswer, error) {
		secret := seal.NewTokenSecret()
		row := &models.APIKey{
			ID: store.NewID(), UserID: s.User.ID, Name: *body.Name, Hash: r.API.Keyring.Hash(seal.KindAPIKey, secret),
			ExpiresAt: credentials.ExpiresAfter(r.Now, *body.ExpiresIn), CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		}
		if err := store.Create(tx, store.Installation, row); err != nil {
			return nil, err
		}
		return &createdAPIKeyAnswer{APIKey: "ak." + row.ID + "." + secret, APIKeyData: describeAPIKey(row)}, nil
	})
}

func listAPIKeys[A any](shape func([]apiKeyJSON) A) pep.Handler {
	return pep.Handle(func(r *pep.Request) (A, error) {
		return pep.Read(r, aboutSelf(r), func(tx *store.Tx, s *facts.State) (A, error) {
			rows, err := store.Find[models.APIKey](tx.OrderBy("created_at, id"), store.Installation, "user_id = ?", s.User.ID)
			list := []apiKeyJSON{}
			for i := range rows {
				list = append(list, describeAPIKey(&rows[i]))
			}
			return shape(list), err
		})
	})
}

func deleteAPIKey(r *pep.Request) (*apiKeyAnswer, error) {
	question := aboutSelf(r)
	question.Targets = append(question.Targets, facts.OnAPIKey(r.Param("apiKeyId")))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*apiKeyAnswer, error) {
		row := s.Found.APIKey
		_, err := store.Delete[models.APIKey](tx, store.Installation, "id = ?", row.ID)
		return &apiKeyAnswer{APIKeyData: describeAPIKey(row)}, err
	})
}

type apiKeyJSON struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	LastUsed  *store.Time `json:"lastUsed"`
	ExpiresAt *store.Time `json:"expiresAt"`
	UserID    string      `json:"userId"`
	CreatedAt store.Time  `json:"createdAt"`
	UpdatedAt store.Time  `json:"updatedAt"`
}

func describeAPIKey(row *models.APIKey) apiKeyJSON {
	return apiKeyJSON{row.ID, row.Name, row.LastUsed, row.ExpiresAt, row.UserID, row.CreatedAt, row.UpdatedAt}
}
