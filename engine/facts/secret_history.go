package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// SecretHistory is a secret, named by its id alone, with the places of its versions. A
// version from before a move or rename stays hidden if its old place is hidden.
type SecretHistory struct {
	ID string

	places  []models.VersionPlace
	members []input.Member
}

// Read is a Target.
func (h *SecretHistory) Read(tx *store.Tx, s *State) error {
	h.places, h.members = nil, nil
	if err := OnSecretAlone(h.ID)(tx, s); err != nil || s.Found.Secret == nil || s.Project == nil {
		return err
	}
	places, err := models.VersionPlaces(tx, s.Scope(), h.ID)
	secret := s.FoundSecret()
	h.places, h.members = places, []input.Member{secret.Member()}
	for i := range places {
		h.members = append(h.members, secret.Then(&places[i]))
	}
	return err
}

// Members returns the questions about the secret: at its present place, then at each
// former one.
func (h *SecretHistory) Members() []input.Member { return h.members }

// Seen returns the places that the subject may see, and how much of the versions there:
// never more than of the present secret. sights belong to Members.
func (h *SecretHistory) Seen(sights []Sight) ([]models.VersionPlace, map[models.VersionPlace]Sight) {
	seen, how := []models.VersionPlace{}, map[models.VersionPlace]Sight{}
	for i, place := range h.places {
		if sight := Lesser(sights[0], sights[i+1]); sight != Unseen {
			seen, how[place] = append(seen, place), sight
		}
	}
	return seen, how
}

// Then is the question about the secret as it was in a place. Its tags are those
// of now: no others are known.
func (s *StoredSecret) Then(place *models.VersionPlace) input.Member {
	then := s.seenAt(&place.Environment, &place.Path)
	then.Resource.Properties.SecretName = &place.Key
	return then
}
