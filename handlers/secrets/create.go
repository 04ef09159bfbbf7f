package secrets

import (
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Plaintext secrets (docs/contract.md 2.18).
func secretRoutes() []pep.Route {
	const base = "/api/v3/secrets/raw"
	const one = base + "/:secretName"
	return []pep.Route{
		{Method: "GET", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "readValue", Event: "get-secrets", Query: listQuery, Handler: listSecrets(readsV3)},
		{Method: "GET", Path: base + "/id/:secretId", Modes: pep.AnyCredential, Resource: "secrets", Action: "readValue", Event: "get-secret", Query: byIDQuery, Handler: pep.Handle(getSecretByID)},
		{Method: "GET", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "readValue", Event: "get-secret", Query: oneQuery, Handler: getSecret(readsV3)},
		{Method: "POST", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "create", Event: "create-secret", Handler: pep.HandleBody(createSecret)},
		{Method: "PATCH", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "edit", Event: "update-secret", Handler: pep.HandleBody(updateSecret)},
		{Method: "DELETE", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secret", Handler: pep.HandleBody(deleteSecret)},
	}
}

// secretPlace is the place of a secret; the project is named by id or slug.
type secretPlace struct {
	WorkspaceID   string `json:"workspaceId" validate:"max=255"`
	ProjectID     string `json:"projectId" validate:"max=255"`
	WorkspaceSlug string `json:"workspaceSlug" validate:"max=255"`
	ProjectSlug   string `json:"projectSlug" validate:"max=255"`
	Environment   string `json:"environment" validate:"required,max=64"`
	SecretPath    string `json:"secretPath" validate:"path"`
	Type          string `json:"type" validate:"oneof=shared personal"`
}

func (p *secretPlace) Requested(asks *input.Requested) { asks.SecretType = &p.Type }

func (p *secretPlace) Normalize() {
	pep.Trim(&p.WorkspaceID, &p.ProjectID, &p.WorkspaceSlug, &p.ProjectSlug, &p.Environment)
	p.SecretPath = pep.NormalizePath(p.SecretPath)
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

// check makes the checks that struct tags cannot express: the project is required, and the
// secret's name comes from the path.
func (p *secretPlace) check(name string) error {
	if p.project() == (facts.ProjectRef{}) {
		return pep.BadRequest("You must provide workspaceSlug or workspaceId")
	}
	if name != "" && !models.IsSecretName(name) {
		return pep.InvalidField(pep.IssueTexts["secretname"], "secretName")
	}
	return nil
}

// named is the name of the secret that a single read asks for.
func (p *secretPlace) named(r *pep.Request) (string, error) {
	if p.Environment == "" {
		return "", pep.BadRequest("Missing environment")
	}
	name := r.Param("secretName")
	return name, p.check(name)
}

// onSecret asks about a secret by name, with all fields that conditions use. Targets that read
// the secret add its tags.
func onSecret(r *pep.Request, place *secretPlace, name string, targets ...facts.TargetLoader) facts.Question {
	question := r.Question(place.project(), targets...)
	question.Resource = pep.ResourceAt("secrets", place.Environment, place.SecretPath)
	question.Resource.Properties.SecretName = &name
	question.Resource.Properties.SecretTags = []string{}
	question.Raw = true
	return question
}

// placeQuery lists the query parameters for the place of a secret or a list.
var placeQuery = []string{"workspaceId", "projectId", "workspaceSlug", "projectSlug", "environment", "secretPath", "type"}

// placeFromQuery reads the place of a secret or a list from the query.
func placeFromQuery(r *pep.Request, q *pep.Query) *secretPlace {
	place := &secretPlace{
		WorkspaceID: q.Text("workspaceId", "projectId"), WorkspaceSlug: q.Text("workspaceSlug", "projectSlug"),
		Environment: q.Text("environment"), SecretPath: q.Path("secretPath"), Type: models.SecretShared,
	}
	if r.Caller.Mode == facts.ModeServiceToken && r.Caller.WellFormed {
		scopeOfServiceToken(r, place)
	}
	switch kind := q.Text("type"); kind {
	case "", models.SecretShared:
	case models.SecretPersonal:
		place.Type = kind
	default:
		q.Wrong("type", "invalid_enum_value", "Must be one of: shared personal")
	}
	return place
}

// scopeOfServiceToken replaces the place of a read by the token's single scope
// (docs/contract.md 2.18). It grants nothing: the policy still decides whether the token may
// read there.
func scopeOfServiceToken(r *pep.Request, place *secretPlace) {
	_ = r.API.Store.Snapshot(r.Request.Context(), func(tx *store.Tx) error {
		token, err := models.ServiceTokenByID(tx, r.Caller.CredentialID)
		if err == nil && len(token.Scopes) == 1 && !strings.ContainsAny(token.Scopes[0].SecretPath, "*?[]{}()") {
			place.WorkspaceID, place.WorkspaceSlug = token.ProjectID, ""
			place.Environment, place.SecretPath = token.Scopes[0].Environment, token.Scopes[0].SecretPath
		}
		return err // the next decision refuses an unreadable token
	})
}

type createSecretRequest struct {
	secretPlace
	SecretValue           *string         `json:"secretValue" validate:"required" bound:"encryption.ValueFits"`
	SecretComment         string          `json:"secretComment" validate:"max=65536"`
	SkipMultilineEncoding bool            `json:"skipMultilineEncoding"`
	SecretMetadata        []metadataEntry `json:"secretMetadata" validate:"max=100,dive"`
	TagIDs                []string        `json:"tagIds" validate:"max=100,dive,max=255"`
	ReminderNote          *string         `json:"secretReminderNote" validate:"omitnil,max=1024"`
	ReminderRepeatDays    *int64          `json:"secretReminderRepeatDays" validate:"omitnil,min=0,max=365"`
	ReminderRecipients    pep.Unserved    `json:"secretReminderRecipients" validate:"unserved=Reminders are not sent to anyone"`
	Metadata              pep.Unserved    `json:"metadata" validate:"unserved=Metadata are sent as secretMetadata"`
}

func (r *createSecretRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *createSecretRequest) Normalize() {
	r.secretPlace.Normalize()
	pep.NormalizeValue(r.SecretValue)
}

func createSecret(r *pep.Request, body *createSecretRequest) (*secretAnswer, error) {
	name := r.Param("secretName")
	if err := firstOf(body.check(name), encryption.ValueFits(body.SecretValue)); err != nil {
		return nil, err
	}
	question := onSecret(r, &body.secretPlace, name, facts.OnFolder(body.Environment, body.SecretPath))
	question.Targets = append(question.Targets, facts.WithTags(body.TagIDs))
	question.Single = true
	answer, err := pep.Add(r, question, func(tx *store.Tx, q *pep.Evaluation) (*secretAnswer, error) {
		row, err := createPlain(r, tx, q.State, body, name, q.State.Found.Tags)
		if err != nil {
			return nil, err
		}
		return writtenOne(r, q, row, q.State.Found.Tags)
	})
	return answer, duplicateAsExists(err)
}

// subjectOf is the owner of a personal secret.
func subjectOf(subject input.Subject, secretType string) string {
	if secretType == models.SecretPersonal {
		return subject.ID
	}
	return ""
}
