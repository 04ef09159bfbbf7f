package vault

import (
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// The key that the clients of a project share (docs/contract.md 2.22). The server
// holds it as long as the project is not end-to-end encrypted.
func projectKeyRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v2/workspace/:project/encrypted-key", Modes: pep.UserOrAPIKey, Resource: "member", Action: "read", Event: "get-workspace-key", Handler: pep.Handle(getProjectKey)},
		{Method: "POST", Path: "/api/v1/workspace/:project/key", Modes: pep.UserOrAPIKey, Resource: "member", Action: "edit", Event: "update-workspace-key", Handler: pep.HandleBody(giveProjectKey)},
	}
}

// errNoClientKey is a project of which the server holds no key for clients:
// one that was made before projects had them.
var errNoClientKey = errors.New("the project has no key for clients")

// ClientKey opens the key that the clients of the project share.
func ClientKey(r *pep.Request, s *facts.State) (*seal.ProjectKey, error) {
	if s.Project.ClientKey == nil {
		return nil, errNoClientKey
	}
	key, err := DataKey(r, s)
	if err != nil {
		return nil, err
	}
	return key.ProjectKey(s.Project.ClientKey)
}

// keepClientKey makes key the one that clients share; nil has the server
// forget it.
func keepClientKey(r *pep.Request, tx *store.Tx, s *facts.State, key *seal.ProjectKey) error {
	s.Project.ClientKey = nil
	if key != nil {
		dataKey, err := DataKey(r, s)
		if err != nil {
			return err
		}
		if s.Project.ClientKey, err = dataKey.KeepProjectKey(key); err != nil {
			return err
		}
	}
	return store.Update(tx, s.OrgScope(), s.Project, "client_key")
}

// GiveClientKey gives a new project the key of its clients, unless they make
// one for themselves.
func GiveClientKey(r *pep.Request, project *models.Project) error {
	if project.EndToEndEncrypted {
		return nil
	}
	dataKey, err := dataKeyOf(r, project)
	if err != nil {
		return err
	}
	key, err := seal.NewProjectKey()
	if err != nil {
		return err
	}
	project.ClientKey, err = dataKey.KeepProjectKey(key)
	return err
}

// NewBot makes the bot of a project, with a pair of keys that clients can
// address theirs to.
func NewBot(r *pep.Request, project *models.Project) (*models.Bot, error) {
	dataKey, err := dataKeyOf(r, project)
	if err != nil {
		return nil, err
	}
	pair, err := seal.NewRecipient()
	if err != nil {
		return nil, err
	}
	kept, err := dataKey.KeepRecipient(pair)
	return &models.Bot{
		ID: store.NewID(), OrgID: project.OrgID, ProjectID: project.ID, Name: "Warder Bot", IsActive: !project.EndToEndEncrypted,
		PublicKey: pair.PublicKey(), KeyPair: kept, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	}, err
}

// EnsureClientKey is ClientKey for changes, which can make one.
func EnsureClientKey(r *pep.Request, tx *store.Tx, s *facts.State) (*seal.ProjectKey, error) {
	key, err := ClientKey(r, s)
	if !errors.Is(err, errNoClientKey) {
		return key, err
	}
	if key, err = seal.NewProjectKey(); err != nil {
		return nil, err
	}
	// Copies that members have are of a key that encrypted nothing.
	if _, err := store.Delete[models.ProjectKeyBox](tx, s.Scope(), "receiver_id <> ''"); err != nil {
		return nil, err
	}
	return key, keepClientKey(r, tx, s, key)
}

// ReadEncrypted is read for answers that are encrypted under the project key:
// where there is none yet, one is made first.
func ReadEncrypted[A any](r *pep.Request, question facts.Question, read func() (A, error)) (A, error) {
	answer, err := read()
	if !errors.Is(err, errNoClientKey) {
		return answer, err
	}
	_, err = pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*seal.ProjectKey, error) {
		return EnsureClientKey(r, tx, s)
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

// getProjectKey answers the caller's copy of the project key, encrypted for the
// caller's public key.
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
				row, err = boxFor(r, tx, s, s.User)
			}
			if err != nil {
				return nil, err
			}
			return describeKeyBox(row), nil
		})
	})
}

// boxFor encrypts the project key for a user.
func boxFor(r *pep.Request, tx *store.Tx, s *facts.State, user *models.User) (*models.ProjectKeyBox, error) {
	if !seal.IsBoxKey(user.PublicKey) {
		return nil, pep.BadRequest("The account has no public key that the project key could be encrypted for")
	}
	key, err := ClientKey(r, s)
	if err != nil {
		return nil, err
	}
	box, err := key.SealBox(user.PublicKey)
	if err != nil {
		return nil, err
	}
	bot, err := store.First[models.Bot](tx, s.Scope(), "project_id = ?", s.Project.ID)
	if err != nil {
		return nil, err
	}
	return &models.ProjectKeyBox{
		ID: store.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, ReceiverID: user.ID, SenderID: bot.ID,
		SenderKey: box.SenderPublicKey, EncryptedKey: box.Ciphertext, Nonce: box.Nonce,
		CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	}, nil
}

// KeyBox is a copy of the project key that the caller encrypted for one member.
func KeyBox(r *pep.Request, s *facts.State, receiverID, encryptedKey, nonce string) *models.ProjectKeyBox {
	return &models.ProjectKeyBox{
		ID: store.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, ReceiverID: receiverID,
		SenderID: s.User.ID, SenderKey: s.User.PublicKey, EncryptedKey: encryptedKey, Nonce: nonce,
		CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	}
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

// giveProjectKey stores the copy of the key that the caller encrypted for a
// member. While the server holds the key itself it makes copies by itself, and
// one that somebody sends is not kept: it might not hold the key.
func giveProjectKey(r *pep.Request, body *giveKeyRequest) (*pep.Message, error) {
	question := r.Question(pep.ProjectByID(r), facts.OnMember(models.SubjectUser, body.Key.UserID))
	return pep.Change(r, question.Of(input.KindProjectKey), func(tx *store.Tx, s *facts.State) (_ *pep.Message, err error) {
		if s.Project.ClientKey == nil {
			err = models.KeepKeyBox(tx, s.Scope(), KeyBox(r, s, body.Key.UserID, body.Key.EncryptedKey, body.Key.Nonce))
		}
		return &pep.Message{Message: "Successfully uploaded workspace key"}, err
	})
}
