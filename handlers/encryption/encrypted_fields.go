package encryption

import (
	"encoding/base64"
	"net/http"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// Triples are the encrypted fields of a request: ciphertext, IV and tag in base64, for name,
// value and comment. The server checks the sizes of IV and tag only where it can decrypt.
type Triples struct {
	KeyCiphertext     *string `json:"secretKeyCiphertext" bound:"Complete"`
	KeyIV             *string `json:"secretKeyIV" bound:"Complete"`
	KeyTag            *string `json:"secretKeyTag" bound:"Complete"`
	ValueCiphertext   *string `json:"secretValueCiphertext" bound:"Complete"`
	ValueIV           *string `json:"secretValueIV" bound:"Complete"`
	ValueTag          *string `json:"secretValueTag" bound:"Complete"`
	CommentCiphertext *string `json:"secretCommentCiphertext" bound:"Complete"`
	CommentIV         *string `json:"secretCommentIV" bound:"Complete"`
	CommentTag        *string `json:"secretCommentTag" bound:"Complete"`
}

type triple struct {
	name                string
	ciphertext, iv, tag *string
	needed              bool
}

func (t *Triples) all(new bool) []triple {
	return []triple{
		{"secretKey", t.KeyCiphertext, t.KeyIV, t.KeyTag, new},
		{"secretValue", t.ValueCiphertext, t.ValueIV, t.ValueTag, true},
		{"secretComment", t.CommentCiphertext, t.CommentIV, t.CommentTag, false},
	}
}

// Complete reports missing and malformed fields: the three parts of a field must come
// together, a value is always required, and a new secret requires a name.
func (t *Triples) Complete(new bool) error {
	var issues []pep.Issue
	for _, one := range t.all(new) {
		sent := one.ciphertext != nil || one.iv != nil || one.tag != nil
		for suffix, part := range map[string]*string{"Ciphertext": one.ciphertext, "IV": one.iv, "Tag": one.tag} {
			path := []any{one.name + suffix}
			switch {
			case part == nil && (sent || one.needed):
				issues = append(issues, pep.Issue{Code: "invalid_type", Path: path, Message: "Required"})
			case part == nil:
			default:
				sealed, err := base64.StdEncoding.DecodeString(*part)
				if err != nil {
					issues = append(issues, pep.Issue{Code: "custom", Path: path, Message: "Must be base64"})
				} else if len(sealed) > vault.MaxValue { // a ciphertext is as long as its plain text
					return ErrValueTooLarge
				}
			}
		}
	}
	if len(issues) == 0 {
		return nil
	}
	pep.SortIssues(issues)
	return pep.Invalid(issues...)
}

func (t triple) sealed() *models.SealedText {
	if t.ciphertext == nil {
		return nil
	}
	return &models.SealedText{Ciphertext: *t.ciphertext, IV: *t.iv, Tag: *t.tag}
}

// client is the request's content in the form stored for projects that only clients can
// decrypt.
func (t *Triples) client() *vault.ClientText {
	all := t.all(false)
	return &vault.ClientText{Key: all[0].sealed(), Value: all[1].sealed(), Comment: all[2].sealed()}
}

// ErrValueTooLarge is for a value that exceeds the limit of a secret.
var ErrValueTooLarge = &pep.Error{Status: http.StatusRequestEntityTooLarge, Name: "PayloadTooLarge", Message: "A secret's value has at most 1 MiB"}

// ValueFits refuses a value that exceeds the limit of a secret.
func ValueFits(value *string) error {
	if value != nil && len(*value) > vault.MaxValue {
		return ErrValueTooLarge
	}
	return nil
}

// Receive returns the request's content: unchanged in an end-to-end encrypted project,
// decrypted otherwise. A decrypted name must equal the name in the path, since the policy
// decided about that one.
func Receive(r *pep.Request, tx *store.Tx, s *facts.State, sent *Triples, name string) (vault.Content, error) {
	client := sent.client()
	if s.Project.EndToEndEncrypted {
		return vault.Content{Client: client}, nil
	}
	key, err := r.Vault(s).EnsureClientKey(tx)
	if err != nil {
		return vault.Content{}, err
	}
	text, err := client.Open(key)
	if err != nil {
		return vault.Content{}, pep.InvalidField("Does not open with the key of the project (GET /api/v2/workspace/<projectId>/encrypted-key)", "secretValueCiphertext")
	}
	encrypted, err := vault.OpenField(key, client.Key)
	if err != nil || client.Key != nil && encrypted != name {
		return vault.Content{}, pep.InvalidField("Is not the name of the secret, encrypted with the key of the project", "secretKeyCiphertext")
	}
	return vault.Content{Text: text}, ValueFits(&text.Value)
}

// Onto overwrites stored content; an omitted comment or name stays.
func (t *Triples) Onto(content *vault.Content, received vault.Content) {
	switch {
	case received.Client == nil:
		content.Text.Value = received.Text.Value
		if t.CommentCiphertext != nil {
			content.Text.Comment = received.Text.Comment
		}
	default:
		content.Client.Value = received.Client.Value
		if received.Client.Key != nil {
			content.Client.Key = received.Client.Key
		}
		if received.Client.Comment != nil {
			content.Client.Comment = received.Client.Comment
		}
	}
}
