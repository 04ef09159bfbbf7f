package facts

import (
	"slices"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// CarriedSecret is a secret whose place, name or tags a change affects: one question
// about it before the change, one after it.
type CarriedSecret struct{ Before, After input.Member }

// Question asks the policy whether the change gives a read: the action, and what
// the policy said to it at both places.
func (c *CarriedSecret) Question(action string, before, after bool) input.Member {
	target := newTarget()
	target.Kind, target.Known = "secret", true
	target.Carried = &input.Carried{Action: action, Before: before, After: after}
	resource := c.After.Resource
	resource.Type = "places"
	return input.Member{Resource: resource, Target: target}
}

// Pairs splits members into secrets: the first half are the secrets before a change, the
// second half the same secrets after it.
func Pairs(members []input.Member) []CarriedSecret {
	half := len(members) / 2
	list := make([]CarriedSecret, 0, half)
	for i := range half {
		list = append(list, CarriedSecret{members[i], members[half+i]})
	}
	return list
}

// Holding is a question about the batch, which shares the places of the project if the batch
// gives stored secrets another name or other tags.
func (b *SecretBatch) Holding(question Question) Question {
	if !b.New && slices.ContainsFunc(b.Items, func(item BatchItem) bool { return item.Name != "" || item.TagIDs != nil }) {
		return question.SharingPlaces()
	}
	return question
}

// Pairs are the secrets of a batch that get another name or other tags.
func (b *SecretBatch) Pairs(members []input.Member) []CarriedSecret {
	var list []CarriedSecret
	next := len(b.Items)
	for i := range b.Items {
		if b.New || b.Items[i].Name == "" && b.Items[i].TagIDs == nil {
			continue
		}
		if b.Rows[i] != nil {
			list = append(list, CarriedSecret{members[i], members[next]})
		}
		next++
	}
	return list
}

// Pairs are the secrets of a move.
func (m *SecretMove) Pairs() []CarriedSecret {
	return Pairs(slices.Concat(m.at(m.Environment, m.Path, nil), m.AtDestination()))
}

// AtSource are the secrets as they are.
func (m *SecretMove) AtSource() []input.Member { return m.at(m.Environment, m.Path, nil) }

// CarriedWith returns the shared secrets of folders before and after each folder gets
// another environment and path. Personal overrides are left out: only their owners see
// them, at either place.
func CarriedWith(
	tx *store.Tx, s *State, folders []models.Folder, environment string, becomes func(at string) (environment, path string),
) ([]CarriedSecret, error) {
	places, ids := map[string]place{}, make([]string, 0, len(folders))
	for _, folder := range folders {
		places[folder.ID] = place{environment, folder.Path}
		ids = append(ids, folder.ID)
	}
	rows, err := models.SecretsIn(tx, s.Scope(), ids, "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	tags, err := models.TagsIn(tx, s.Scope(), ids)
	if err != nil {
		return nil, err
	}
	list := make([]CarriedSecret, 0, len(rows))
	for _, secrets := range stored(rows, tags, places) {
		for i := range secrets {
			environment, path := becomes(secrets[i].Path)
			list = append(list, CarriedSecret{secrets[i].Member(), secrets[i].seenAt(&environment, &path)})
		}
	}
	return list, nil
}
