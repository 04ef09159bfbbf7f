package handlers

import (
	"warder/engine/facts"
	"warder/models"
)

// The bot of a project is its switch for end-to-end encryption (CONTRACT 2.22).
func botRoutes() []route {
	return []route{
		{"GET", "/api/v1/bot/:project", jki, "integrations", "read", "", getBot, false},
		{"PATCH", "/api/v1/bot/:project/active", jki, "integrations", "edit", "", switchBot, false},
	}
}

func getBot(c *call) (any, error) {
	return c.read(c.question(byID(c)), func(tx *models.Tx, s *facts.State) (any, error) {
		row, err := models.First[models.Bot](tx, s.Scope(), "project_id = ?", s.Project.ID)
		if err != nil {
			return nil, err
		}
		return botBody(row), nil
	})
}

type switchBotRequest struct {
	IsActive *bool `json:"isActive" validate:"required"`
	BotKey   *struct {
		Nonce        string `json:"nonce" validate:"required"`
		EncryptedKey string `json:"encryptedKey" validate:"required"`
	} `json:"botKey"`
}

// switchBot turns end-to-end encryption off (bot active) or on. The path names
// the bot by its own id; the parameter is called project because a path
// segment has one name.
func switchBot(c *call) (any, error) {
	var body switchBotRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.question(facts.ProjectRef{}, facts.OnBot(c.Param("project")))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		if *body.IsActive && body.BotKey == nil {
			sealed, err := models.Count[models.Secret](tx, s.Scope(), "client_value IS NOT NULL AND client_value <> ?", "null")
			if err != nil {
				return nil, err
			}
			if sealed > 0 {
				return nil, badRequest("The project holds secrets that clients encrypted: send botKey with the project key to turn end-to-end encryption off")
			}
		}
		bot := s.Found.Bot
		bot.IsActive, bot.UpdatedAt = *body.IsActive, models.At(c.now)
		if body.BotKey != nil {
			bot.EncryptedProjectKey, bot.EncryptedProjectKeyNonce = &body.BotKey.EncryptedKey, &body.BotKey.Nonce
		}
		if err := models.Update(tx, s.Scope(), bot); err != nil {
			return nil, err
		}
		s.Project.EndToEndEncrypted, s.Project.UpdatedAt = !bot.IsActive, models.At(c.now)
		return botBody(bot), models.Update(tx, s.OrgScope(), s.Project, "end_to_end_encrypted", "updated_at")
	})
}

func botBody(row *models.Bot) map[string]any {
	return map[string]any{"bot": map[string]any{
		"id": row.ID, "name": row.Name, "isActive": row.IsActive, "publicKey": "", "projectId": row.ProjectID,
		"encryptedProjectKey": row.EncryptedProjectKey, "encryptedProjectKeyNonce": row.EncryptedProjectKeyNonce,
		"senderId": row.SenderID, "createdAt": row.CreatedAt, "updatedAt": row.UpdatedAt,
	}}
}
