package vault

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// The bot of a project is its switch for end-to-end encryption (docs/contract.md 2.22).
func botRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/bot/:project", Modes: pep.UserAPIKeyOrIdentity, Resource: "integrations", Action: "read", Handler: getBot},
		{Method: "PATCH", Path: "/api/v1/bot/:project/active", Modes: pep.UserAPIKeyOrIdentity, Resource: "integrations", Action: "edit", Handler: switchBot},
	}
}

func getBot(r *pep.Request) (any, error) {
	return r.Read(r.Question(pep.ProjectByID(r)), func(tx *models.Tx, s *facts.State) (any, error) {
		row, err := models.First[models.Bot](tx, s.Scope(), "project_id = ?", s.Project.ID)
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

// switchBot turns end-to-end encryption off (bot active) or on. The path names
// the bot by its own id; the parameter is called project because a path
// segment has one name.
func switchBot(r *pep.Request) (any, error) {
	var body switchBotRequest
	if err := r.Bind(&body); err != nil {
		return nil, err
	}
	question := r.Question(facts.ProjectRef{}, facts.OnBot(r.Param("project")))
	return r.Change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		bot := s.Found.Bot
		if bot.IsActive == *body.IsActive {
			return botBody(bot), nil
		}
		if err := switchTo(r, tx, s, &body); err != nil {
			return nil, err
		}
		bot.IsActive, bot.UpdatedAt = *body.IsActive, models.At(r.Now)
		s.Project.UpdatedAt = models.At(r.Now)
		if err := models.Update(tx, s.OrgScope(), s.Project, "end_to_end_encrypted", "updated_at"); err != nil {
			return nil, err
		}
		return botBody(bot), models.Update(tx, s.Scope(), bot)
	})
}

func switchTo(r *pep.Request, tx *models.Tx, s *facts.State, body *switchBotRequest) error {
	bot := s.Found.Bot
	if !*body.IsActive {
		bot.EncryptedProjectKey, bot.EncryptedProjectKeyNonce, bot.SenderID = nil, nil, nil
		return turnOn(r, tx, s)
	}
	if body.BotKey != nil {
		bot.EncryptedProjectKey, bot.EncryptedProjectKeyNonce = &body.BotKey.EncryptedKey, &body.BotKey.Nonce
		bot.SenderID = &s.Caller.Subject.ID
	}
	return turnOff(r, tx, s, body.BotKey)
}

func botBody(row *models.Bot) map[string]any {
	return map[string]any{"bot": map[string]any{
		"id": row.ID, "name": row.Name, "isActive": row.IsActive, "publicKey": row.PublicKey, "projectId": row.ProjectID,
		"encryptedProjectKey": row.EncryptedProjectKey, "encryptedProjectKeyNonce": row.EncryptedProjectKeyNonce,
		"senderId": row.SenderID, "createdAt": row.CreatedAt, "updatedAt": row.UpdatedAt,
	}}
}
