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
		return &createdClientSecretAnswer{ClientSecret: plain, ClientSecretData: describeClientSecret(row, r.Now, nil)}, nil
	})
}

// ExpiresAfter is now plus seconds; nil, which means never, for 0.
func ExpiresAfter(now time.Time, seconds int64) *store.Time {
	if seconds <= 0 {
		return nil
	}
	at := store.At(now.Add(time.Duration(seconds) * time.Second))
	return &at
}

func listClientSecrets(r *pep.Request) (*clientSecretsAnswer, error) {
	q := r.ReadQuery()
	revoked := q.Flag(false, "includeRevoked")
	if err := q.Err(); err != nil {
		return nil, err
	}
	question := onMethod(r, models.MethodUniversalAuth).Of(input.KindClientSecret)
	return pep.Read(r, question, func(tx *store.Tx, s *facts.State) (*clientSecretsAnswer, error) {
		rows, err := store.Find[models.ClientSecret](tx.OrderBy("created_at DESC, id"), s.OrgScope(),
			"auth_method_id = ? AND (is_revoked = ? OR is_revoked = ?)", s.Found.AuthMethod.ID, false, revoked)
		if err != nil {
			return nil, err
		}
		list, err := describeClientSecrets(r, tx, s, rows)
		return &clientSecretsAnswer{ClientSecretData: list}, err
	})
}

// onClientSecret asks about the client secret in the path, which must belong to the identity
// in the path.
func onClientSecret(r *pep.Request) facts.Question {
	return onMethod(r, models.MethodUniversalAuth, facts.OnClientSecret(r.Param("clientSecretId"))).Of(input.KindClientSecret)
}

func getClientSecret(r *pep.Request) (*clientSecretAnswer, error) {
	return pep.Read(r, onClientSecret(r), func(tx *store.Tx, s *facts.State) (*clientSecretAnswer, error) {
		list, err := describeClientSecrets(r, tx, s, []models.ClientSecret{*s.Found.ClientSecret})
		if err != nil {
			return nil, err
		}
		return &clientSecretAnswer{list[0]}, nil
	})
}

// revokeClientSecret revokes the secret and the tokens that it issued.
func revokeClientSecret(r *pep.Request) (*clientSecretAnswer, error) {
	question := onClientSecret(r)
	question.Asks().AuthMethod = new(models.MethodUniversalAuth)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*clientSecretAnswer, error) {
		row := s.Found.ClientSecret
		row.IsRevoked, row.UpdatedAt = true, store.At(r.Now)
		list, err := describeClientSecrets(r, tx, s, []models.ClientSecret{*row})
		if err != nil {
			return nil, err
		}
		return &clientSecretAnswer{list[0]}, store.Update(tx, s.OrgScope(), row, "is_revoked", "updated_at")
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
	// State is active, or the reason why the secret no longer logs in. Times are null for
	// never. A revoked secret has its last use even if no token of it is stored.
	State      string      `json:"state"`
	ExpiresAt  *store.Time `json:"expiresAt"`
	LastUsedAt *store.Time `json:"lastUsedAt"`
	RevokedAt  *store.Time `json:"revokedAt"`
}

// States of a client secret.
const (
	secretActive  = "active"
	secretExpired = "expired"
	secretUsedUp  = "used-up"
	secretRevoked = "revoked"
)

func stateOf(row *models.ClientSecret, now time.Time) string {
	switch {
	case row.IsRevoked:
		return secretRevoked
	case row.ExpiresAt != nil && now.Unix() >= row.ExpiresAt.Unix():
		return secretExpired
	case row.NumUsesLimit > 0 && row.NumUses >= row.NumUsesLimit:
		return secretUsedUp
	}
	return secretActive
}

// describeClientSecret is a client secret in the API. login is the last known time that it
// issued a token.
func describeClientSecret(row *models.ClientSecret, now time.Time, login *store.Time) clientSecretJSON {
	body := clientSecretJSON{
		ID: row.ID, Description: row.Description, Prefix: row.Prefix, NumUses: row.NumUses, NumUsesLimit: row.NumUsesLimit,
		TTL: row.TTL, IdentityUAID: row.AuthMethodID, IsRevoked: row.IsRevoked, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
		State: stateOf(row, now), ExpiresAt: row.ExpiresAt, LastUsedAt: login,
	}
	switch { // a use changes the secret, and its revocation is the last change
	case row.IsRevoked:
		body.RevokedAt = &row.UpdatedAt
	case row.NumUses > 0:
		body.LastUsedAt = &row.UpdatedAt
	}
	return body
}

func describeClientSecrets(r *pep.Request, tx *store.Tx, s *facts.State, rows []models.ClientSecret) ([]clientSecretJSON, error) {
	revoked := []string{}
	for i := range rows {
		if rows[i].IsRevoked && rows[i].NumUses > 0 {
			revoked = append(revoked, rows[i].ID)
		}
	}
	logins := map[string]store.Time{}
	if len(revoked) > 0 {
		var err error
		if logins, err = models.LastLogins(tx, s.OrgScope(), revoked); err != nil {
			return nil, err
		}
	}
	list := make([]clientSecretJSON, 0, len(rows))
	for i := range rows {
		var login *store.Time
		if at, known := logins[rows[i].ID]; known {
			login = &at
		}
		list = append(list, describeClientSecret(&rows[i], r.Now, login))
	}
	return list, nil
}

// clientSecretAnswer is the response for one client secret.
type clientSecretAnswer struct {
	ClientSecretData clientSecretJSON `json:"clientSecretData"`
}

// createdClientSecretAnswer also contains the client secret, which is never shown again.
type createdClientSecretAnswer struct {
	ClientSecret     string           `json:"clientSecret"`
	ClientSecretData clientSecretJSON `json:"clientSecretData"`
}

// clientSecretsAnswer lists client secrets.
type clientSecretsAnswer struct {
	ClientSecretData []clientSecretJSON `json:"clientSecretData"`
}
