package handlers

import (
	"slices"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Attaching tags to secrets and taking them away (docs/contract.md 2.17).
func secretTagRoutes() []route {
	const one = "/api/v3/secrets/tags/:secretName"
	return []route{
		{"POST", one, ji, "secrets", "edit", "update-secret", tagSecret(false), false},
		{"DELETE", one, ji, "secrets", "edit", "update-secret", tagSecret(true), false},
	}
}

type tagSecretRequest struct {
	secretPlace
	TagSlugs []string `json:"tagSlugs" validate:"required,min=1,max=100,dive,min=1,max=64"`
}

func (r *tagSecretRequest) requested(asks *engine.Requested) { asks.SecretType = &r.Type }

func (r *tagSecretRequest) normalize() {
	r.secretPlace.normalize()
	for i := range r.TagSlugs {
		trim(&r.TagSlugs[i])
	}
}

// tagSecret needs the right to edit the secret as it is and with the tags it
// gets, and to read it, because the answer holds it.
func tagSecret(detach bool) endpoint {
	return func(c *call) (any, error) {
		var body tagSecretRequest
		if err := c.bind(&body); err != nil {
			return nil, err
		}
		name := c.Param("secretName")
		if err := body.check(name); err != nil {
			return nil, err
		}
		tagging := &facts.Tagging{Slugs: body.TagSlugs, Detach: detach}
		question := c.onEncrypted(&body.secretPlace, name, facts.OnSecret(body.Environment, body.SecretPath, name, body.Type), tagging.Read)
		return c.ask(c.api.Store.Write, question, func(tx *models.Tx, q *asked) (any, error) {
			if err := c.require(q, "readValue", engine.Member{Resource: q.state.Request.Resource, Target: q.state.Request.Facts.Target}); err != nil {
				return nil, err
			}
			if err := c.mayCarry(q, facts.Pairs(q.state.Members)); err != nil {
				return nil, err
			}
			if err := c.retag(tx, q.state, tagging); err != nil {
				return nil, err
			}
			return c.writtenEncrypted(tx, q, q.state.Found.Secret, tagging.After)
		}, true)
	}
}

func (c *call) retag(tx *models.Tx, s *facts.State, tagging *facts.Tagging) error {
	for _, slug := range tagging.Slugs {
		if !slices.ContainsFunc(tagging.Named, func(tag models.Tag) bool { return tag.Slug == slug }) {
			return errTagUnknown
		}
	}
	return replaceTags(tx, s, s.Found.Secret.ID, tagging.After)
}
