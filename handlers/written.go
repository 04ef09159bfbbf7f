package handlers

import (
	"encoding/json"
	"strconv"

	"warder/models"
)

// written is an answer of which there may be much, or which is asked for often:
// it writes its JSON itself, in the very bytes that encoding/json would.
type written interface{ appendJSON(text []byte) []byte }

// secretAnswer is a single secret.
type secretAnswer struct{ secret *shownSecret }

func (a secretAnswer) appendJSON(text []byte) []byte {
	return append(appendSecret(append(text, `{"secret":`...), a.secret), '}')
}

// secretListAnswer are the secrets of folders, and what imports contribute.
type secretListAnswer struct {
	imports []importedSecrets
	secrets []shownSecret
}

func (a secretListAnswer) appendJSON(text []byte) []byte {
	text = appendList(append(text, `{"imports":`...), a.imports, appendImported)
	text = appendList(append(text, `,"secrets":`...), a.secrets, appendSecret)
	return append(text, '}')
}

// importedSecrets are what one import contributes to a list (docs/contract.md 2.18).
type importedSecrets struct {
	secretPath, environment, folderID string
	secrets                           []shownSecret
}

func appendImported(text []byte, from *importedSecrets) []byte {
	text = appendText(append(text, `{"secretPath":`...), from.secretPath)
	text = appendText(append(text, `,"environment":`...), from.environment)
	text = appendText(append(text, `,"folderId":`...), from.folderID)
	text = appendList(append(text, `,"secrets":`...), from.secrets, appendSecret)
	return append(text, '}')
}

func appendSecret(text []byte, secret *shownSecret) []byte {
	body := secret.body()
	return body.appendJSON(text)
}

func (s *secretJSON) appendJSON(text []byte) []byte {
	text = appendText(append(text, `{"id":`...), s.ID)
	text = appendText(append(text, `,"_id":`...), s.UnderscoreID)
	text = appendText(append(text, `,"workspace":`...), s.Workspace)
	text = appendText(append(text, `,"environment":`...), s.Environment)
	text = strconv.AppendInt(append(text, `,"version":`...), s.Version, 10)
	text = appendText(append(text, `,"type":`...), s.Type)
	text = appendText(append(text, `,"secretKey":`...), s.SecretKey)
	text = appendText(append(text, `,"secretValue":`...), s.SecretValue)
	text = appendText(append(text, `,"secretComment":`...), s.SecretComment)
	text = appendText(append(text, `,"secretPath":`...), s.SecretPath)
	text = strconv.AppendBool(append(text, `,"secretValueHidden":`...), s.SecretValueHidden)
	text = appendOr(append(text, `,"secretReminderNote":`...), s.ReminderNote, appendText)
	text = appendOr(append(text, `,"secretReminderRepeatDays":`...), s.ReminderRepeatDays, appendNumber)
	text = strconv.AppendBool(append(text, `,"skipMultilineEncoding":`...), s.SkipMultilineEncoding)
	text = strconv.AppendBool(append(text, `,"isRotatedSecret":`...), s.IsRotatedSecret)
	text = appendOr(append(text, `,"rotationId":`...), s.RotationID, appendText)
	text = appendList(append(text, `,"secretMetadata":`...), s.SecretMetadata, appendMetadata)
	text = appendList(append(text, `,"tags":`...), s.Tags, appendTag)
	text = appendText(append(text, `,"actor":{"actorId":`...), s.Actor.ActorID)
	text = appendText(append(text, `,"actorType":`...), s.Actor.ActorType)
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
	text = appendText(append(text, `{"key":`...), entry.Key)
	return append(appendText(append(text, `,"value":`...), entry.Value), '}')
}

func appendTag(text []byte, tag *tagStub) []byte {
	text = appendText(append(text, `{"id":`...), tag.ID)
	text = appendText(append(text, `,"slug":`...), tag.Slug)
	text = appendText(append(text, `,"name":`...), tag.Name)
	return append(appendText(append(text, `,"color":`...), tag.Color), '}')
}

// appendList is null for the list that is nil.
func appendList[T any](text []byte, list []T, each func(text []byte, member *T) []byte) []byte {
	if list == nil {
		return append(text, "null"...)
	}
	text = append(text, '[')
	for i := range list {
		if i > 0 {
			text = append(text, ',')
		}
		text = each(text, &list[i])
	}
	return append(text, ']')
}

// appendOr is null where there is nothing.
func appendOr[T any](text []byte, value *T, how func(text []byte, value T) []byte) []byte {
	if value == nil {
		return append(text, "null"...)
	}
	return how(text, *value)
}

func appendNumber(text []byte, number int64) []byte { return strconv.AppendInt(text, number, 10) }

// appendText leaves every text that is not plain to encoding/json.
func appendText(text []byte, value string) []byte {
	for i := range len(value) {
		if !plain[value[i]] {
			quoted, _ := json.Marshal(value) // of a text, which never fails
			return append(text, quoted...)
		}
	}
	return append(append(append(text, '"'), value...), '"')
}

// plain are the bytes that stand in a JSON text as they are.
var plain = func() (plain [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		plain[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
	}
	return plain
}()
