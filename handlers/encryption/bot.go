package encryption

import (
	"errors"
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
	"warder/models/vault"
)

// The bot of a project is the switch of its end-to-end encryption (docs/contract.md 2.22).
func botRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/bot/:project", Modes: pep.UserAPIKeyOrIdentity, Resource: "integrations", Action: "read", Handler: pep.Handle(getBot)},
		{Method: "PATCH", Path: "/api/v1/bot/:project/active", Modes: pep.UserAPIKeyOrIdentity, Resource: "integrations", Action: "edit", Handler: pep.HandleBody(switchBot)},
	}
}

func getBot(r *pep.Request) (*botAnswer, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*botAnswer, error) {
		row, err := store.First[models.Bot](tx, s.Scope(), "project_id = ?", s.Project.ID)
		if err != nil {
			return nil, err
		}
		return botBody(row), nil
	})
}

type switchBotRequest struct {
	IsActive *bool   `json:"isActive" validate:"required"`
	BotKey   *botKey `json:"botKey"`
}

func (r *switchBotRequest) Requested(asks *input.Requested) {
	asks.EndToEndEncrypted = new(!*r.IsActive)
}

// botKey is the project key, encrypted for the bot.
type botKey struct {
	Nonce        string `json:"nonce" validate:"required,max=64"`
	EncryptedKey string `json:"encryptedKey" validate:"required,max=4096"`
}

// switchBot turns end-to-end encryption off (bot active) or on. The path contains the bot's
// id; the parameter is named project because gin allows one name per path segment.
func switchBot(r *pep.Request, body *switchBotRequest) (*botAnswer, error) {
	question := r.Question(facts.ProjectRef{}, facts.OnBot(r.Param("project")))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*botAnswer, error) {
		bot := s.Found.Bot
		if bot.IsActive == *body.IsActive {
			return botBody(bot), nil
		}
		if err := switchTo(r, tx, s, body); err != nil {
			return nil, err
		}
		return keepSwitch(r, tx, s)
	})
}

// keepSwitch stores the bot and the project after switchTo.
func keepSwitch(r *pep.Request, tx *store.Tx, s *facts.State) (*botAnswer, error) {
	endToEnd, switched := s.Project.EndToEndEncrypted, *s.Found.Bot
	err := store.Edit(tx, s.OrgScope(), s.Project, func(row *models.Project) error {
		row.EndToEndEncrypted, row.UpdatedAt = endToEnd, store.At(r.Now)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = store.Edit(tx, s.Scope(), s.Found.Bot, func(row *models.Bot) error {
		row.IsActive, row.UpdatedAt = !row.IsActive, store.At(r.Now)
		row.EncryptedProjectKey, row.EncryptedProjectKeyNonce, row.SenderID = switched.EncryptedProjectKey, switched.EncryptedProjectKeyNonce, switched.SenderID
		return nil
	})
	return botBody(s.Found.Bot), err
}

func switchTo(r *pep.Request, tx *store.Tx, s *facts.State, body *switchBotRequest) error {
	bot := s.Found.Bot
	if !*body.IsActive {
		bot.EncryptedProjectKey, bot.EncryptedProjectKeyNonce, bot.SenderID = nil, nil, nil
		return r.Vault(s).TurnEncryptionOn(tx)
	}
	var sent *seal.ProjectKey
	if body.BotKey != nil {
		bot.EncryptedProjectKey, bot.EncryptedProjectKeyNonce = &body.BotKey.EncryptedKey, &body.BotKey.Nonce
		bot.SenderID = &s.Caller.Subject.ID
		var err error
		if sent, err = openBotKey(r, s, body.BotKey); err != nil {
			return err
		}
	}
	err := r.Vault(s).TurnEncryptionOff(tx, sent)
	switch {
	case errors.Is(err, vault.ErrKeyNeeded):
		return errBotKeyNeeded
	case errors.Is(err, vault.ErrWrongKey):
		return pep.BadRequest(strings.ToUpper(err.Error()[:1]) + err.Error()[1:] + "; nothing was changed")
	}
	return err
}

// errBotKeyNeeded is for a project whose secrets only its clients can decrypt.
var errBotKeyNeeded = pep.BadRequest("The project holds secrets that clients encrypted: send botKey with the project key, " +
	"encrypted for the bot's publicKey, to turn end-to-end encryption off")

// openBotKey decrypts the key that the caller encrypted for the bot.
func openBotKey(r *pep.Request, s *facts.State, sent *botKey) (*seal.ProjectKey, error) {
	if s.User == nil || !seal.IsBoxKey(s.User.PublicKey) {
		return nil, pep.InvalidField("Only a user with a public key can send it", "botKey")
	}
	key, err := r.Vault(s).OpenForBot(s.Found.Bot, seal.Box{Ciphertext: sent.EncryptedKey, Nonce: sent.Nonce, SenderPublicKey: s.User.PublicKey})
	if errors.Is(err, seal.ErrBox) || errors.Is(err, seal.ErrProjectKey) {
		return nil, pep.InvalidField("It does not hold the project key, encrypted for the bot's publicKey by you", "botKey", "encryptedKey")
	}
	return key, err
}

// botAnswer is the response for the bot of a project.
type botAnswer struct {
	Bot botJSON `json:"bot"`
}

type botJSON struct {
	ID                       string     `json:"id"`
	Name                     string     `json:"name"`
	IsActive                 bool       `json:"isActive"`
	PublicKey                string     `json:"publicKey"`
	ProjectID                string     `json:"projectId"`
	EncryptedProjectKey      *string    `json:"encryptedProjectKey"`
	EncryptedProjectKeyNonce *string    `json:"encryptedProjectKeyNonce"`
	SenderID                 *string    `json:"senderId"`
	CreatedAt                store.Time `json:"createdAt"`
	UpdatedAt                store.Time `json:"updatedAt"`
}

func botBody(row *models.Bot) *botAnswer {
	return &botAnswer{botJSON{
		ID: row.ID, Name: row.Name, IsActive: row.IsActive, PublicKey: row.PublicKey, ProjectID: row.ProjectID,
		EncryptedProjectKey: row.EncryptedProjectKey, EncryptedProjectKeyNonce: row.EncryptedProjectKeyNonce,
		SenderID: row.SenderID, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}}
}
