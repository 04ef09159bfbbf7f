package credentials

import (
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// Client secrets of Universal Auth (docs/contract.md 2.7).

type createClientSecretRequest struct {
	Description  string `json:"description" validate:"max=1024"`
	NumUsesLimit int64  `json:"numUsesLimit" validate:"min=0"`
	TTL          int64  `json:"ttl" validate:"min=0,max=315360000"` // seconds, 0 means never
}

func (r *createClientSecretRequest) Requested(asks *input.Requested) {
	asks.AuthMethod, asks.TTL, asks.UsesLimit = new(models.MethodUniversalAuth), &r.TTL, &r.NumUsesLimit
}

func createClientSecret(r *pep.Request, body *createClientSecretRequest) (*createdClientSecretAnswer, error) {
	question := onMethod(r, models.MethodUniversalAuth).Of(input.KindClientSecret)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*createdClientSecretAnswer, error) {
		plain := seal.NewClientSecret()
		row := &models.ClientSecret{
			ID: store.NewID(), OrgID: s.OrgID(), IdentityID: s.Found.Identity.ID, AuthMethodID: s.Found.AuthMethod.ID,
			Description: body.Description, Prefix: seal.Prefix(plain), Hash: r.API.Keyring.Hash(seal.KindClientSecret, plain),
			NumUsesLimit: body.NumUsesLimit, TTL: body.TTL, ExpiresAt: ExpiresAfter(r.Now, body.TTL),
			CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		}
		if err := store.Create(tx, s.OrgScope(), row); err != nil {
			return nil, err
		}
		return &createdClientSecretAnswer{ClientSecret: plain, ClientSecretData: describeClientSecret(row)}, nil
	})
}

// ExpiresAfter is the moment that many seconds later; nil, which means never, for 0.
func ExpiresAfter(now time.Time, seconds int64) *store.Time {
	if seconds <= 0 {
		return nil
	}
	at := store.At(now.Add(time.Duration(seconds) * time.Second))
	return &at
}

func listClientSecrets(r *pep.Request) (*clientSecretsAnswer, error) {
	question := onMethod(r, models.MethodUniversalAuth).Of(input.KindClientSecret)
	return pep.Read(r, question, func(tx *store.Tx, s *facts.State) (*clientSecretsAnswer, error) {
		rows, err := store.Find[models.ClientSecret](tx.OrderBy("created_at DESC, id"), s.OrgScope(),
			"auth_method_id = ? AND is_revoked = ?", s.Found.AuthMethod.ID, false)
		list := make([]clientSecretJSON, 0, len(rows))
		for i := range rows {
			list = append(list, describeClientSecret(&rows[i]))
		}
		return &clientSecretsAnswer{ClientSecretData: list}, err
	})
}

// onClientSecret asks about the client secret in the path, which must be one
// of the identity in the path.
func onClientSecret(r *pep.Request) facts.Question {
	return onMethod(r, models.MethodUniversalAuth, facts.OnClientSecret(r.Param("clientSecretId"))).Of(input.KindClientSecret)
}

func getClientSecret(r *pep.Request) (*clientSecretAnswer, error) {
	return pep.Read(r, onClientSecret(r), func(_ *store.Tx, s *facts.State) (*clientSecretAnswer, error) {
		return clientSecretBody(s.Found.ClientSecret), nil
	})
}

// revokeClientSecret ends the secret and, with it, the tokens it issued.
func revokeClientSecret(r *pep.Request) (*clientSecretAnswer, error) {
	question := onClientSecret(r)
	question.Asks().AuthMethod = new(models.MethodUniversalAuth)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*clientSecretAnswer, error) {
		row := s.Found.ClientSecret
		row.IsRevoked, row.UpdatedAt = true, store.At(r.Now)
		return clientSecretBody(row), store.Update(tx, s.OrgScope(), row, "is_revoked", "updated_at")
	})
}

type clientSecretJSON struct {
	ID           string     `json:"id"`
	Description  string     `json:"description"`
	Prefix       string     `json:"clientSecretPrefix"`
	NumUses      int64      `json:"clientSecretNumUses"`
	NumUsesLimit int64      `json:"clientSecretNumUsesLimit"`
	TTL          int64      `json:"clientSecretTTL"`
	IdentityUAID string     `json:"identityUAId"`
	IsRevoked    bool       `json:"isClientSecretRevoked"`
	CreatedAt    store.Time `json:"createdAt"`
	UpdatedAt    store.Time `json:"updatedAt"`
}

func describeClientSecret(row *models.ClientSecret) clientSecretJSON {
	return clientSecretJSON{
		ID: row.ID, Description: row.Description, Prefix: row.Prefix, NumUses: row.NumUses, NumUsesLimit: row.NumUsesLimit,
		TTL: row.TTL, IdentityUAID: row.AuthMethodID, IsRevoked: row.IsRevoked, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

// clientSecretAnswer is the answer about one client secret.
type clientSecretAnswer struct {
	ClientSecretData clientSecretJSON `json:"clientSecretData"`
}

// createdClientSecretAnswer also holds the client secret, for the only time.
type createdClientSecretAnswer struct {
	ClientSecret     string           `json:"clientSecret"`
	ClientSecretData clientSecretJSON `json:"clientSecretData"`
}

// clientSecretsAnswer lists client secrets.
type clientSecretsAnswer struct {
	ClientSecretData []clientSecretJSON `json:"clientSecretData"`
}

func clientSecretBody(row *models.ClientSecret) *clientSecretAnswer {
	return &clientSecretAnswer{describeClientSecret(row)}
}
