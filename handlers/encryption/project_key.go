package encryption

import (
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
	"warder/models/vault"
)

// The key that the clients of a project share (docs/contract.md 2.22). The server holds it
// unless the project is end-to-end encrypted.
func projectKeyRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v2/workspace/:project/encrypted-key", Modes: pep.UserOrAPIKey, Resource: "member", Action: "read", Event: "get-workspace-key", Handler: pep.Handle(getProjectKey)},
		{Method: "POST", Path: "/api/v1/workspace/:project/key", Modes: pep.UserOrAPIKey, Resource: "member", Action: "edit", Event: "update-workspace-key", Handler: pep.HandleBody(giveProjectKey)},
	}
}

// ReadEncrypted is pep.Read for responses encrypted with the project key; it creates the key
// if the project has none.
func ReadEncrypted[A any](r *pep.Request, question facts.Question, read func() (A, error)) (A, error) {
	answer, err := read()
	if !errors.Is(err, vault.ErrNoClientKey) {
		return answer, err
	}
	_, err = pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*seal.ProjectKey, error) {
		return r.Vault(s).EnsureClientKey(tx)
	})
	if err != nil {
		return answer, err
	}
	return read()
}

type keySender struct {
	PublicKey string `json:"publicKey"`
}

type projectKeyJSON struct {
	ID           string     `json:"id"`
	EncryptedKey string     `json:"encryptedKey"`
	Nonce        string     `json:"nonce"`
	ReceiverID   string     `json:"receiverId"`
	SenderID     string     `json:"senderId"`
	ProjectID    string     `json:"projectId"`
	CreatedAt    store.Time `json:"createdAt"`
	UpdatedAt    store.Time `json:"updatedAt"`
	Sender       keySender  `json:"sender"`
}

func describeKeyBox(row *models.ProjectKeyBox) *projectKeyJSON {
	return &projectKeyJSON{
		row.ID, row.EncryptedKey, row.Nonce, row.ReceiverID, row.SenderID, row.ProjectID, row.CreatedAt, row.UpdatedAt, keySender{row.SenderKey},
	}
}

// getProjectKey returns the caller's copy of the project key, encrypted for the caller's
// public key.
func getProjectKey(r *pep.Request) (*projectKeyJSON, error) {
	question := r.Question(pep.ProjectByID(r)).Of(input.KindProjectKey)
	return ReadEncrypted(r, question, func() (*projectKeyJSON, error) {
		return pep.Read(r, question, func(tx *store.Tx, s *facts.State) (*projectKeyJSON, error) {
			row, err := facts.Missing(store.First[models.ProjectKeyBox](tx, s.Scope(), "receiver_id = ?", s.User.ID))
			if err != nil {
				return nil, err
			}
			if row == nil && s.Project.EndToEndEncrypted && s.Project.ClientKey == nil {
				return nil, pep.NotFound("No member has encrypted the project key for you yet: ask one to share it with POST /api/v1/workspace/<projectId>/key")
			}
			if row == nil || s.Project.ClientKey != nil {
				row, err = copyFor(r, tx, s)
			}
			if err != nil {
				return nil, err
			}
			return describeKeyBox(row), nil
		})
	})
}

// copyFor encrypts the project key for the caller.
func copyFor(r *pep.Request, tx *store.Tx, s *facts.State) (*models.ProjectKeyBox, error) {
	row, err := r.Vault(s).CopyFor(tx, s.User)
	if errors.Is(err, vault.ErrNoPublicKey) {
		return nil, pep.BadRequest("The account has no public key that the project key could be encrypted for")
	}
	return row, err
}

// KeyBox is a copy of the project key that the caller encrypted for one member.
func KeyBox(r *pep.Request, s *facts.State, receiverID, encryptedKey, nonce string) *models.ProjectKeyBox {
	box := seal.Box{Ciphertext: encryptedKey, Nonce: nonce, SenderPublicKey: s.User.PublicKey}
	return r.Vault(s).CopyBy(s.User.ID, receiverID, box)
}

type giveKeyRequest struct {
	Key *struct {
		EncryptedKey string `json:"encryptedKey" validate:"required,base64,max=4096"`
		Nonce        string `json:"nonce" validate:"required,base64,max=64"`
		UserID       string `json:"userId" validate:"required,max=64"`
	} `json:"key" validate:"required"`
}

func (r *giveKeyRequest) Requested(asks *input.Requested) {
	asks.Member = pep.AskMember(models.SubjectUser, r.Key.UserID)
}

// giveProjectKey stores a copy of the key that the caller encrypted for a member. While the
// server holds the key, it makes the copies itself and ignores the sent one, which might not
// contain the key.
func giveProjectKey(r *pep.Request, body *giveKeyRequest) (*pep.Message, error) {
	question := r.Question(pep.ProjectByID(r), facts.OnMember(models.SubjectUser, body.Key.UserID))
	return pep.Change(r, question.Of(input.KindProjectKey), func(tx *store.Tx, s *facts.State) (_ *pep.Message, err error) {
		if s.Project.ClientKey == nil {
			err = models.KeepKeyBox(tx, s.Scope(), KeyBox(r, s, body.Key.UserID, body.Key.EncryptedKey, body.Key.Nonce))
		}
		return &pep.Message{Message: "Successfully uploaded workspace key"}, err
	})
}
