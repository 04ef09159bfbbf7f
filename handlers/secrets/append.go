package secrets

import (
	"reflect"
	"strconv"

	"warder/handlers/pep/jsonappend"
	"warder/models"
)

// secretAnswer is the response for one secret in plain text.
type secretAnswer struct {
	Secret secretJSON `json:"secret"`
}

// secretListAnswer is the response of a list: the secrets of folders and of their imports.
type secretListAnswer struct {
	Imports []importedJSON `json:"imports"`
	Secrets []secretJSON   `json:"secrets"`
}

// importedJSON has the secrets of one import (docs/contract.md 2.18).
type importedJSON struct {
	SecretPath  string       `json:"secretPath"`
	Environment string       `json:"environment"`
	FolderID    string       `json:"folderId"`
	Secrets     []secretJSON `json:"secrets"`
}

// shownAnswer encodes itself as a secretAnswer.
type shownAnswer struct{ secret *shownSecret }

// WrittenAs is the type whose JSON the answer writes.
func (*shownAnswer) WrittenAs() reflect.Type { return reflect.TypeFor[secretAnswer]() }

func (a *shownAnswer) AppendJSON(text []byte) []byte {
	return append(appendSecret(append(text, `{"secret":`...), a.secret), '}')
}

// shownListAnswer encodes itself as a secretListAnswer, so that a long list is not copied in
// memory.
type shownListAnswer struct {
	imports []importedSecrets
	secrets []shownSecret
}

// WrittenAs is the type whose JSON the answer writes.
func (*shownListAnswer) WrittenAs() reflect.Type { return reflect.TypeFor[secretListAnswer]() }

func (a *shownListAnswer) AppendJSON(text []byte) []byte {
	text = jsonappend.List(append(text, `{"imports":`...), a.imports, appendImported)
	text = jsonappend.List(append(text, `,"secrets":`...), a.secrets, appendSecret)
	return append(text, '}')
}

// importedSecrets encode themselves as importedJSON.
type importedSecrets struct {
	secretPath, environment, folderID string
	secrets                           []shownSecret
}

func appendImported(text []byte, from *importedSecrets) []byte {
	text = jsonappend.Text(append(text, `{"secretPath":`...), from.secretPath)
	text = jsonappend.Text(append(text, `,"environment":`...), from.environment)
	text = jsonappend.Text(append(text, `,"folderId":`...), from.folderID)
	text = jsonappend.List(append(text, `,"secrets":`...), from.secrets, appendSecret)
	return append(text, '}')
}

func appendSecret(text []byte, secret *shownSecret) []byte {
	body := secret.body()
	return body.AppendJSON(text)
}

func (s *secretJSON) AppendJSON(text []byte) []byte {
	text = jsonappend.Text(append(text, `{"id":`...), s.ID)
	text = jsonappend.Text(append(text, `,"_id":`...), s.UnderscoreID)
	text = jsonappend.Text(append(text, `,"workspace":`...), s.Workspace)
	text = jsonappend.Text(append(text, `,"environment":`...), s.Environment)
	text = strconv.AppendInt(append(text, `,"version":`...), s.Version, 10)
	text = jsonappend.Text(append(text, `,"type":`...), s.Type)
	text = jsonappend.Text(append(text, `,"secretKey":`...), s.SecretKey)
	text = jsonappend.Text(append(text, `,"secretValue":`...), s.SecretValue)
	text = jsonappend.Text(append(text, `,"secretComment":`...), s.SecretComment)
	text = jsonappend.Text(append(text, `,"secretPath":`...), s.SecretPath)
	text = strconv.AppendBool(append(text, `,"secretValueHidden":`...), s.SecretValueHidden)
	text = jsonappend.Or(append(text, `,"secretReminderNote":`...), s.ReminderNote, jsonappend.Text)
	text = jsonappend.Or(append(text, `,"secretReminderRepeatDays":`...), s.ReminderRepeatDays, jsonappend.Number)
	text = strconv.AppendBool(append(text, `,"skipMultilineEncoding":`...), s.SkipMultilineEncoding)
	text = strconv.AppendBool(append(text, `,"isRotatedSecret":`...), s.IsRotatedSecret)
	text = jsonappend.Or(append(text, `,"rotationId":`...), s.RotationID, jsonappend.Text)
	text = jsonappend.List(append(text, `,"secretMetadata":`...), s.SecretMetadata, appendMetadata)
	text = jsonappend.List(append(text, `,"tags":`...), s.Tags, appendTag)
	text = jsonappend.Text(append(text, `,"actor":{"actorId":`...), s.Actor.ActorID)
	text = jsonappend.Text(append(text, `,"actorType":`...), s.Actor.ActorType)
	text = append(text, '}')
	if s.CreatedAt != nil {
		text = s.CreatedAt.AppendJSON(append(text, `,"createdAt":`...))
	}
	if s.UpdatedAt != nil {
		text = s.UpdatedAt.AppendJSON(append(text, `,"updatedAt":`...))
	}
	return append(text, '}')
}

func appendMetadata(text []byte, entry *models.MetadataEntry) []byte {
	text = jsonappend.Text(append(text, `{"key":`...), entry.Key)
	return append(jsonappend.Text(append(text, `,"value":`...), entry.Value), '}')
}

func appendTag(text []byte, tag *tagStub) []byte {
	text = jsonappend.Text(append(text, `{"id":`...), tag.ID)
	text = jsonappend.Text(append(text, `,"slug":`...), tag.Slug)
	text = jsonappend.Text(append(text, `,"name":`...), tag.Name)
	return append(jsonappend.Text(append(text, `,"color":`...), tag.Color), '}')
}
