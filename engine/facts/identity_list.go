package facts

import (
	"slices"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// IdentityList is every identity of an organization, those of its projects
// apart, or some of them, with what each holds: each is a question of its own.
type IdentityList struct {
	Order models.IdentityOrder
	// Keeps reports whether an identity is asked about; nil keeps all.
	Keeps func(models.IdentityPlace) bool
	// After is the place that those asked about stand behind, if any, and Most how many
	// they are; 0 is all.
	After *models.IdentityPlace
	Most  int

	Identities  []models.Identity
	Memberships []models.OrgMembership
}

// IDs are the ids of the identities.
func (l *IdentityList) IDs() []string {
	ids := make([]string, 0, len(l.Identities))
	for _, identity := range l.Identities {
		ids = append(ids, identity.ID)
	}
	return ids
}

// Read is a Target: one member for each identity.
func (l *IdentityList) Read(tx *store.Tx, s *State) error {
	l.Identities, l.Memberships = nil, nil
	if s.OrgID() == "" {
		return nil
	}
	places, err := l.places(tx, s.OrgScope())
	if err != nil {
		return err
	}
	target := s.target()
	target.Kind, target.Known = "identities", true
	if err := l.fill(tx, s.OrgScope(), places); err != nil {
		return err
	}
	return l.describe(tx, s)
}

// minPlacesRead is how many places are read at least where only some are kept.
const minPlacesRead = 1000

// places are those of the identities that are asked about.
func (l *IdentityList) places(tx *store.Tx, scope store.Scope) ([]models.IdentityPlace, error) {
	batch, after := l.Most, l.After
	if l.Keeps != nil && batch > 0 {
		batch = max(batch, minPlacesRead)
	}
	kept := []models.IdentityPlace{}
	for {
		places, err := models.IdentityPlaces(tx, scope, l.Order, after, batch)
		if err != nil {
			return nil, err
		}
		for i := range places {
			if l.Keeps == nil || l.Keeps(places[i]) {
				kept = append(kept, places[i])
			}
		}
		if batch == 0 || len(places) < batch {
			return kept, nil
		}
		if len(kept) >= l.Most {
			return kept[:l.Most], nil
		}
		after = &places[len(places)-1]
	}
}

// fill reads the identities at places, with their memberships.
func (l *IdentityList) fill(tx *store.Tx, scope store.Scope, places []models.IdentityPlace) error {
	identities, members := map[string]models.Identity{}, map[string]models.OrgMembership{}
	for some := range slices.Chunk(places, models.MostIDs) {
		ids := make([]string, 0, len(some))
		for _, place := range some {
			ids = append(ids, place.ID)
		}
		rows, err := store.Find[models.Identity](tx, scope, "id IN ?", ids)
		if err != nil {
			return err
		}
		for _, row := range rows {
			identities[row.ID] = row
		}
		memberships, err := store.Find[models.OrgMembership](tx, scope, "subject_type = ? AND subject_id IN ?", models.SubjectIdentity, ids)
		if err != nil {
			return err
		}
		for _, row := range memberships {
			members[row.SubjectID] = row
		}
	}
	for _, place := range places {
		l.Identities, l.Memberships = append(l.Identities, identities[place.ID]), append(l.Memberships, members[place.ID])
	}
	return nil
}

// describe asks about each identity what a read of it alone would ask. What they hold,
// and what the subject itself holds in each of these places, is read together.
func (l *IdentityList) describe(tx *store.Tx, s *State) error {
	held, err := holdingsOfEach(tx, s.OrgID(), models.SubjectIdentity, l.IDs())
	if err != nil {
		return err
	}
	own := s.ownHoldings()
	everywhere := []input.Holding{}
	for i := range l.Identities {
		everywhere = append(everywhere, held[l.Identities[i].ID]...)
	}
	if err := own.learn(tx, everywhere); err != nil {
		return err
	}
	members := make([]input.Member, 0, len(l.Identities))
	for i := range l.Identities {
		identity := &l.Identities[i]
		target := newTarget()
		target.Kind, target.Known, target.DeleteProtected, target.Holdings = "identity", true, identity.HasDeleteProtection, held[identity.ID]
		if target.Held, err = own.in(tx, target.Holdings); err != nil {
			return err
		}
		members = append(members, listed(input.KindIdentity, identity.ID, target))
	}
	s.lists(members)
	return nil
}

// listed is the question about one identity of a list.
func listed(kind, id string, target *input.Target) input.Member {
	properties := input.Properties{IdentityID: &id, Kind: &kind}
	return input.Member{Resource: input.Resource{Type: "identity", ID: id, Properties: properties}, Target: target}
}
