package secrets

import (
	"slices"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Attaching tags to secrets and detaching them (docs/contract.md 2.17).
func secretTagRoutes() []pep.Route {
	const one = "/api/v3/secrets/tags/:secretName"
	return []pep.Route{
		{Method: "POST", Path: one, Modes: pep.UserOrIdentity, Resource: "secrets", Action: "edit", Event: "update-secret", Handler: tagSecret(false)},
		{Method: "DELETE", Path: one, Modes: pep.UserOrIdentity, Resource: "secrets", Action: "edit", Event: "update-secret", Title: "Untag secret", Handler: tagSecret(true)},
	}
}

type tagSecretRequest struct {
	secretPlace
	TagSlugs []string `json:"tagSlugs" validate:"required,min=1,max=100,dive,min=1,max=64"`
}

func (r *tagSecretRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *tagSecretRequest) Normalize() {
	r.secretPlace.Normalize()
	for i := range r.TagSlugs {
		pep.Trim(&r.TagSlugs[i])
	}
}

// tagSecret needs the right to edit the secret with its current and its new tags, and to read
// it, because the response contains it.
func tagSecret(detach bool) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body *tagSecretRequest) (*encryptedSecretAnswer, error) {
		name := r.Param("secretName")
		if err := body.check(name); err != nil {
			return nil, err
		}
		tagging := &facts.Tagging{Slugs: body.TagSlugs, Detach: detach}
		question := onEncrypted(r, &body.secretPlace, name, facts.OnSecret(body.Environment, body.SecretPath, name, body.Type), tagging.Read).SharingPlaces()
		followup := func(_ *store.Tx, q *pep.Evaluation) error {
			if err := r.Require(q, "readValue", input.Member{Resource: q.State.Request.Resource, Target: q.State.Request.Facts.Target}); err != nil {
				return err
			}
			return mayCarry(r, q, facts.Pairs(q.State.Members))
		}
		return pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*encryptedSecretAnswer, error) {
			if err := retag(r, tx, q.State, tagging); err != nil {
				return nil, err
			}
			return writtenEncrypted(r, tx, q, q.State.Found.Secret, tagging.After)
		})
	})
}

func retag(r *pep.Request, tx *store.Tx, s *facts.State, tagging *facts.Tagging) error {
	for _, slug := range tagging.Slugs {
		if !slices.ContainsFunc(tagging.Named, func(tag models.Tag) bool { return tag.Slug == slug }) {
			return errTagUnknown
		}
	}
	return r.Vault(s).ReplaceTags(tx, s.Found.Secret.ID, tagging.After)
}
