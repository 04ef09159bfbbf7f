package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// IdentityList is every identity of an organization, those of its projects
// apart, with what each holds: each is a question of its own.
type IdentityList struct {
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

// Read is a Target: one member for each identity, ordered by name.
func (l *IdentityList) Read(tx *store.Tx, s *State) error {
	l.Identities, l.Memberships = nil, nil
	if s.OrgID() == "" {
		return nil
	}
	identities, err := store.Find[models.Identity](tx.OrderBy("name, id"), s.OrgScope(), "project_id = ''")
	if err != nil {
		return err
	}
	members, err := store.Find[models.OrgMembership](tx, s.OrgScope(), "subject_type = ?", models.SubjectIdentity)
	if err != nil {
		return err
	}
	bySubject := map[string]models.OrgMembership{}
	for _, member := range members {
		bySubject[member.SubjectID] = member
	}
	target := s.target()
	target.Kind, target.Known = "identities", true
	for _, identity := range identities {
		member, found := bySubject[identity.ID]
		if !found {
			continue
		}
		l.Identities, l.Memberships = append(l.Identities, identity), append(l.Memberships, member)
	}
	return l.describe(tx, s)
}

// describe asks about each identity what a read of it alone would ask. What the
// subject itself holds is read once for each place.
func (l *IdentityList) describe(tx *store.Tx, s *State) error {
	members := make([]input.Member, 0, len(l.Identities))
	own := s.ownHoldings()
	for i := range l.Identities {
		identity := &l.Identities[i]
		held, err := holdings(tx, s.OrgID(), models.SubjectIdentity, identity.ID, s.Request.Context.Now)
		if err != nil {
			return err
		}
		target := newTarget()
		target.Kind, target.Known, target.DeleteProtected, target.Holdings = "identity", true, identity.HasDeleteProtection, held
		if target.Held, err = own.in(tx, held); err != nil {
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
