package secrets

import (
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// secretJSON is a plaintext secret in the API (docs/contract.md 2.18). Strict clients require
// every text field to be present and not null.
type secretJSON struct {
	ID                    string                 `json:"id"`
	UnderscoreID          string                 `json:"_id"`
	Workspace             string                 `json:"workspace"`
	Environment           string                 `json:"environment"`
	Version               int64                  `json:"version"`
	Type                  string                 `json:"type"`
	SecretKey             string                 `json:"secretKey"`
	SecretValue           string                 `json:"secretValue"`
	SecretComment         string                 `json:"secretComment"`
	SecretPath            string                 `json:"secretPath"`
	SecretValueHidden     bool                   `json:"secretValueHidden"`
	ReminderNote          *string                `json:"secretReminderNote"`
	ReminderRepeatDays    *int64                 `json:"secretReminderRepeatDays"`
	SkipMultilineEncoding bool                   `json:"skipMultilineEncoding"`
	IsRotatedSecret       bool                   `json:"isRotatedSecret"`
	RotationID            *string                `json:"rotationId"`
	SecretMetadata        []models.MetadataEntry `json:"secretMetadata"`
	Tags                  []tagStub              `json:"tags"`
	Actor                 secretActor            `json:"actor"`
	CreatedAt             *store.Time            `json:"createdAt,omitempty"`
	UpdatedAt             *store.Time            `json:"updatedAt,omitempty"`
}

type tagStub struct {
	ID    string `json:"id"`
	Slug  string `json:"slug"`
	Name  string `json:"name"`
	Color string `json:"color"`
}

func tagStubs(tags []models.Tag) []tagStub {
	stubs := make([]tagStub, 0, len(tags))
	for _, tag := range tags {
		stubs = append(stubs, tagStub{tag.ID, tag.Slug, tag.Name, tag.Color})
	}
	return stubs
}

type secretActor struct {
	ActorID   string `json:"actorId"`
	ActorType string `json:"actorType"`
}

// hidden replaces a value that the caller may not see (docs/contract.md 2.18).
const hidden = "<hidden-by-infisical>"

// bodyOf is the only constructor of the plaintext form of a secret. Every response to a read
// or write uses it, with a sight granted by the policy. The zero sight hides the value.
func bodyOf(seen facts.Seen, text vault.SecretText) secretJSON {
	row := seen.Secret
	body := secretJSON{
		ID: row.ID, UnderscoreID: row.ID, Workspace: row.ProjectID, Environment: seen.Environment, SecretPath: seen.Path,
		Version: row.Version, Type: row.Type, SecretKey: row.Key, SecretValue: hidden, SecretValueHidden: true,
		SecretComment: text.Comment, ReminderNote: row.ReminderNote, ReminderRepeatDays: row.ReminderRepeatDays,
		SkipMultilineEncoding: row.SkipMultilineEncoding, SecretMetadata: pep.OrEmpty(row.Metadata), Tags: tagStubs(seen.Tags),
		Actor: secretActor{row.ActorID, row.ActorType}, CreatedAt: &row.CreatedAt, UpdatedAt: &row.UpdatedAt,
	}
	if seen.Sight == facts.Revealed {
		body.SecretValue, body.SecretValueHidden = text.Value, false
	}
	return body
}
