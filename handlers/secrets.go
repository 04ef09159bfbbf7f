package handlers

import (
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Plaintext secrets (docs/contract.md 2.18).
func secretRoutes() []route {
	const base = "/api/v3/secrets/raw"
	const one = base + "/:secretName"
	return []route{
		{"GET", base, jksi, "secrets", "readValue", "get-secrets", listSecrets(readsV3), false},
		{"GET", base + "/id/:secretId", jksi, "secrets", "readValue", "get-secret", getSecretByID, false},
		{"GET", one, jksi, "secrets", "readValue", "get-secret", getSecret(readsV3), false},
		{"POST", one, jksi, "secrets", "create", "create-secret", createSecret, false},
		{"PATCH", one, jksi, "secrets", "edit", "update-secret", updateSecret, false},
		{"DELETE", one, jksi, "secrets", "delete", "delete-secret", deleteSecret, false},
	}
}

// secretPlace says where a secret is; the project by id or by slug.
type secretPlace struct {
	WorkspaceID   string `json:"workspaceId"`
	ProjectID     string `json:"projectId"`
	WorkspaceSlug string `json:"workspaceSlug"`
	ProjectSlug   string `json:"projectSlug"`
	Environment   string `json:"environment" validate:"required,max=64"`
	SecretPath    string `json:"secretPath" validate:"path"`
	Type          string `json:"type" validate:"oneof=shared personal"`
}

func (r *secretPlace) requested(asks *engine.Requested) { asks.SecretType = &r.Type }

func (p *secretPlace) normalize() {
	trim(&p.WorkspaceID, &p.ProjectID, &p.WorkspaceSlug, &p.ProjectSlug, &p.Environment)
	p.SecretPath = normalPath(p.SecretPath)
	if p.Type == "" {
		p.Type = models.SecretShared
	}
}

func (p *secretPlace) project() facts.ProjectRef {
	for _, id := range []string{p.WorkspaceID, p.ProjectID} {
		if id != "" {
			return facts.ProjectRef{ID: id}
		}
	}
	for _, slug := range []string{p.WorkspaceSlug, p.ProjectSlug} {
		if slug != "" {
			return facts.ProjectRef{Slug: slug}
		}
	}
	return facts.ProjectRef{}
}

// check adds what struct tags cannot say: the project must be named, and the
// secret's name, which is part of the path, must be one.
func (p *secretPlace) check(name string) error {
	if p.project() == (facts.ProjectRef{}) {
		return badRequest("You must provide workspaceSlug or workspaceId")
	}
	if name != "" && !isSecretName(name) {
		return field(issueTexts["secretname"], "secretName")
	}
	return nil
}

// onSecret asks about a secret by name, with all the fields that conditions
// know. Targets that read the secret add its tags.
func (c *call) onSecret(place *secretPlace, name string, targets ...facts.Target) facts.Question {
	question := c.question(place.project(), targets...)
	question.Resource = resourceAt("secrets", place.Environment, place.SecretPath)
	question.Resource.Properties.SecretName = &name
	question.Resource.Properties.SecretTags = []string{}
	question.Raw = true
	return question
}

// placeFromQuery reads the place of a secret, or of a list, from the query.
func (c *call) placeFromQuery(q *query) *secretPlace {
	place := &secretPlace{
		WorkspaceID: q.text("workspaceId", "projectId"), WorkspaceSlug: q.text("workspaceSlug", "projectSlug"),
		Environment: q.text("environment"), SecretPath: q.path("secretPath"), Type: models.SecretShared,
	}
	c.scopeOfServiceToken(place)
	switch kind := q.text("type"); kind {
	case "", models.SecretShared:
	case models.SecretPersonal:
		place.Type = kind
	default:
		q.wrong("type", "invalid_enum_value", "Must be one of: shared personal")
	}
	return place
}

// scopeOfServiceToken puts a token's only place in the place of what a read
// names, or leaves out (docs/contract.md 2.18). It decides nothing: the policy still
// asks whether the token may read there.
func (c *call) scopeOfServiceToken(place *secretPlace) {
	if c.caller.Mode != facts.ModeServiceToken || !c.caller.WellFormed {
		return
	}
	_ = c.api.Store.Snapshot(c.Request.Context(), func(tx *models.Tx) error {
		token, err := models.ServiceTokenByID(tx, c.caller.CredentialID)
		if err == nil && len(token.Scopes) == 1 && !strings.ContainsAny(token.Scopes[0].SecretPath, "*?[]{}()") {
			place.WorkspaceID, place.WorkspaceSlug = token.ProjectID, ""
			place.Environment, place.SecretPath = token.Scopes[0].Environment, token.Scopes[0].SecretPath
		}
		return err // a token that cannot be read is refused by the decision that follows
	})
}

type createSecretRequest struct {
	secretPlace
	SecretValue           *string                `json:"secretValue" validate:"required"`
	SecretComment         string                 `json:"secretComment" validate:"max=65536"`
	SkipMultilineEncoding bool                   `json:"skipMultilineEncoding"`
	SecretMetadata        []models.MetadataEntry `json:"secretMetadata" validate:"max=100,dive"`
	TagIDs                []string               `json:"tagIds" validate:"max=100"`
	ReminderNote          *string                `json:"secretReminderNote" validate:"omitnil,max=1024"`
	ReminderRepeatDays    *int64                 `json:"secretReminderRepeatDays" validate:"omitnil,min=0,max=365"`
}

func (r *createSecretRequest) requested(asks *engine.Requested) { asks.SecretType = &r.Type }

func (r *createSecretRequest) normalize() {
	r.secretPlace.normalize()
	normalizeValue(r.SecretValue)
}

func createSecret(c *call) (any, error) {
	var body createSecretRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	name := c.Param("secretName")
	if err := firstOf(body.check(name), valueFits(body.SecretValue)); err != nil {
		return nil, err
	}
	question := c.onSecret(&body.secretPlace, name, facts.OnFolder(body.Environment, body.SecretPath))
	question.Targets = append(question.Targets, facts.WithTags(body.TagIDs))
	question.Foresee = facts.ForeseeFolder(body.Environment, body.SecretPath)
	answer, err := c.add(question, func(tx *models.Tx, q *asked) (any, error) {
		row, err := c.createPlain(tx, q.state, &body, name, q.state.Found.Tags)
		if err != nil {
			return nil, err
		}
		return c.writtenOne(q, row, q.state.Found.Tags)
	})
	return answer, unlessThere(err)
}

// maxValue is the largest value of a secret, in bytes.
const maxValue = 1 << 20

var errValueTooLarge = &Error{Status: 413, Name: "PayloadTooLarge", Message: "A secret's value has at most 1 MiB"}

func valueFits(value *string) error {
	if value != nil && len(*value) > maxValue {
		return errValueTooLarge
	}
	return nil
}

// subjectOf is the owner of a personal secret.
func subjectOf(subject engine.Subject, secretType string) string {
	if secretType == models.SecretPersonal {
		return subject.ID
	}
	return ""
}
