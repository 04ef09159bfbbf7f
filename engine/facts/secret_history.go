package facts

import (
	"warder/engine"
	"warder/models"
)

// SecretHistory is a secret, named by its id alone, with the places that its
// versions had: a secret that was moved or renamed had others, and what was
// hidden there stays hidden.
type SecretHistory struct {
	ID string

	places []models.VersionPlace
	items  []engine.Properties
}

// Read is a Target.
func (h *SecretHistory) Read(tx *models.Tx, s *State) error {
	h.places, h.items = nil, nil
	if err := OnSecretAlone(h.ID)(tx, s); err != nil || s.Found.Secret == nil || s.Project == nil {
		return err
	}
	places, err := models.VersionPlaces(tx, s.Scope(), h.ID)
	secret := s.FoundSecret()
	h.places, h.items = places, []engine.Properties{secret.Properties()}
	for i := range places {
		h.items = append(h.items, secret.Then(&places[i]))
	}
	return err
}

// Items are what rules know of the secret: as it is now, then as it was in each
// place.
func (h *SecretHistory) Items() []engine.Properties { return h.items }

// Seen are the places that the subject may see, with how much of the versions
// there: never more than of the secret as it is now. The sights are those of
// Items.
func (h *SecretHistory) Seen(sights []Sight) ([]models.VersionPlace, map[models.VersionPlace]Sight) {
	seen, how := []models.VersionPlace{}, map[models.VersionPlace]Sight{}
	for i, place := range h.places {
		if sight := min(sights[0], sights[i+1]); sight != Unseen {
			seen, how[place] = append(seen, place), sight
		}
	}
	return seen, how
}

// Then are the properties that the secret had in a place. Its tags are those of
// now: no others are known.
func (s *StoredSecret) Then(place *models.VersionPlace) engine.Properties {
	return engine.Properties{Environment: &place.Environment, SecretPath: &place.Path, SecretName: &place.Key, SecretTags: s.tagSlugs}
}
