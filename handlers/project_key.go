package handlers

import (
	"errors"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
)

// The key that the clients of a project share (docs/contract.md 2.22). The server
// holds it as long as the project is not end-to-end encrypted.
func projectKeyRoutes() []route {
	return []route{
		{"GET", "/api/v2/workspace/:project/encrypted-key", jk, "member", "read", "get-workspace-key", getProjectKey, false},
		{"POST", "/api/v1/workspace/:project/key", jk, "member", "edit", "update-workspace-key", giveProjectKey, false},
	}
}

// errNoClientKey is a project of which the server holds no key for clients:
// one that was made before projects had them.
var errNoClientKey = errors.New("the project has no key for clients")

// clientKey opens the key that the clients of the project share.
func (c *call) clientKey(s *facts.State) (*seal.ProjectKey, error) {
	if s.Project.ClientKey == nil {
		return nil, errNoClientKey
	}
	key, err := c.dataKey(s)
	if err != nil {
		return nil, err
	}
	return key.ProjectKey(s.Project.ClientKey)
}

// keepClientKey makes key the one that clients share; nil has the server
// forget it.
func (c *call) keepClientKey(tx *models.Tx, s *facts.State, key *seal.ProjectKey) error {
	s.Project.ClientKey = nil
	if key != nil {
		dataKey, err := c.dataKey(s)
		if err != nil {
			return err
		}
		if s.Project.ClientKey, err = dataKey.KeepProjectKey(key); err != nil {
			return err
		}
	}
	return models.Update(tx, s.OrgScope(), s.Project, "client_key")
}

// giveClientKey gives a new project the key of its clients, unless they make
// one for themselves.
func (c *call) giveClientKey(project *models.Project) error {
	if project.EndToEndEncrypted {
		return nil
	}
	dataKey, err := c.dataKeyOf(project)
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

// newBot makes the bot of a project, with a pair of keys that clients can
// address theirs to.
func (c *call) newBot(project *models.Project) (*models.Bot, error) {
	dataKey, err := c.dataKeyOf(project)
	if err != nil {
		return nil, err
	}
	pair, err := seal.NewRecipient()
	if err != nil {
		return nil, err
	}
	kept, err := dataKey.KeepRecipient(pair)
	return &models.Bot{
		ID: models.NewID(), OrgID: project.OrgID, ProjectID: project.ID, Name: "Warder Bot", IsActive: !project.EndToEndEncrypted,
		PublicKey: pair.PublicKey(), KeyPair: kept, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	}, err
}

// ensureClientKey is clientKey for changes, which can make one.
func (c *call) ensureClientKey(tx *models.Tx, s *facts.State) (*seal.ProjectKey, error) {
	key, err := c.clientKey(s)
	if !errors.Is(err, errNoClientKey) {
		return key, err
	}
	if key, err = seal.NewProjectKey(); err != nil {
		return nil, err
	}
	// Copies that members have are of a key that encrypted nothing.
	if _, err := models.Delete[models.ProjectKeyBox](tx, s.Scope(), "receiver_id <> ''"); err != nil {
		return nil, err
	}
	return key, c.keepClientKey(tx, s, key)
}

// readEncrypted is read for answers that are encrypted under the project key:
// where there is none yet, one is made first.
func (c *call) readEncrypted(question facts.Question, read func() (any, error)) (any, error) {
	answer, err := read()
	if !errors.Is(err, errNoClientKey) {
		return answer, err
	}
	_, err = c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		return c.ensureClientKey(tx, s)
	})
	if err != nil {
		return nil, err
	}
	return read()
}

type keySender struct {
	PublicKey string `json:"publicKey"`
}

type projectKeyJSON struct {
	ID           string      `json:"id"`
	EncryptedKey string      `json:"encryptedKey"`
	Nonce        string      `json:"nonce"`
	ReceiverID   string      `json:"receiverId"`
	SenderID     string      `json:"senderId"`
	ProjectID    string      `json:"projectId"`
	CreatedAt    models.Time `json:"createdAt"`
	UpdatedAt    models.Time `json:"updatedAt"`
	Sender       keySender   `json:"sender"`
}

func describeKeyBox(row *models.ProjectKeyBox) projectKeyJSON {
	return projectKeyJSON{
		row.ID, row.EncryptedKey, row.Nonce, row.ReceiverID, row.SenderID, row.ProjectID, row.CreatedAt, row.UpdatedAt, keySender{row.SenderKey},
	}
}

// getProjectKey answers the caller's copy of the project key, encrypted for the
// caller's public key.
func getProjectKey(c *call) (any, error) {
	question := c.question(byID(c)).Of(engine.KindProjectKey)
	return c.readEncrypted(question, func() (any, error) {
		return c.read(question, func(tx *models.Tx, s *facts.State) (any, error) {
			row, err := facts.Missing(models.First[models.ProjectKeyBox](tx, s.Scope(), "receiver_id = ?", s.User.ID))
			if err != nil {
				return nil, err
			}
			if row == nil && s.Project.EndToEndEncrypted && s.Project.ClientKey == nil {
				return nil, notFound("No member has encrypted the project key for you yet: ask one to share it with POST /api/v1/workspace/<projectId>/key")
			}
			if row == nil || s.Project.ClientKey != nil {
				row, err = c.boxFor(tx, s, s.User)
			}
			if err != nil {
				return nil, err
			}
			return describeKeyBox(row), nil
		})
	})
}

// boxFor encrypts the project key for a user.
func (c *call) boxFor(tx *models.Tx, s *facts.State, user *models.User) (*models.ProjectKeyBox, error) {
	if !seal.IsBoxKey(user.PublicKey) {
		return nil, badRequest("The account has no public key that the project key could be encrypted for")
	}
	key, err := c.clientKey(s)
	if err != nil {
		return nil, err
	}
	box, err := key.SealBox(user.PublicKey)
	if err != nil {
		return nil, err
	}
	bot, err := models.First[models.Bot](tx, s.Scope(), "project_id = ?", s.Project.ID)
	if err != nil {
		return nil, err
	}
	return &models.ProjectKeyBox{
		ID: models.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, ReceiverID: user.ID, SenderID: bot.ID,
		SenderKey: box.SenderPublicKey, EncryptedKey: box.Ciphertext, Nonce: box.Nonce,
		CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	}, nil
}

// keyBox is a copy of the project key that the caller encrypted for somebody.
func (c *call) keyBox(s *facts.State, receiverID, encryptedKey, nonce string) *models.ProjectKeyBox {
	return &models.ProjectKeyBox{
		ID: models.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, ReceiverID: receiverID,
		SenderID: s.User.ID, SenderKey: s.User.PublicKey, EncryptedKey: encryptedKey, Nonce: nonce,
		CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	}
}

type giveKeyRequest struct {
	Key *struct {
		EncryptedKey string `json:"encryptedKey" validate:"required,base64,max=4096"`
		Nonce        string `json:"nonce" validate:"required,base64,max=64"`
		UserID       string `json:"userId" validate:"required,max=64"`
	} `json:"key" validate:"required"`
}

func (r *giveKeyRequest) requested(asks *engine.Requested) {
	asks.Member = askMember(models.SubjectUser, r.Key.UserID)
}

// giveProjectKey stores the copy of the key that the caller encrypted for a
// member. While the server holds the key itself it makes copies by itself, and
// one that somebody sends is not kept: it might not hold the key.
func giveProjectKey(c *call) (any, error) {
	var body giveKeyRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.question(byID(c), facts.OnMember(models.SubjectUser, body.Key.UserID))
	return c.change(question.Of(engine.KindProjectKey), func(tx *models.Tx, s *facts.State) (_ any, err error) {
		if s.Project.ClientKey == nil {
			err = models.KeepKeyBox(tx, s.Scope(), c.keyBox(s, body.Key.UserID, body.Key.EncryptedKey, body.Key.Nonce))
		}
		return map[string]any{"message": "Successfully uploaded workspace key"}, err
	})
}
