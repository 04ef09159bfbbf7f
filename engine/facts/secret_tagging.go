package facts

import (
	"slices"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// Tagging attaches tags to a secret or detaches them. The question is about the secret
// before and after. It runs after OnSecret.
type Tagging struct {
	Slugs  []string
	Detach bool

	Named []models.Tag // of Slugs, those that the project has
	After []models.Tag // that the secret will have
}

// Read is a Target.
func (t *Tagging) Read(tx *store.Tx, s *State) (err error) {
	t.Named, t.After = nil, nil
	if s.Project == nil {
		return nil
	}
	if t.Named, err = store.Find[models.Tag](s.heldTogether(tx).OrderBy("slug"), s.Scope(), "slug IN ?", t.Slugs); err != nil {
		return err
	}
	t.After = t.change(s.Found.SecretTags)
	before := input.Member{Resource: s.Request.Resource, Target: s.target()}
	after := before
	after.Resource.Properties.SecretTags = slugs(t.After)
	s.Asks().Tags = slugs(t.After)
	s.needs(before, after)
	return nil
}

func (t *Tagging) change(before []models.Tag) []models.Tag {
	named := func(tag models.Tag) bool { return slices.Contains(t.Slugs, tag.Slug) }
	after := slices.DeleteFunc(slices.Clone(before), named)
	if !t.Detach {
		after = append(after, t.Named...)
	}
	slices.SortFunc(after, func(a, b models.Tag) int {
		if a.Slug < b.Slug {
			return -1
		}
		return 1
	})
	return after
}
