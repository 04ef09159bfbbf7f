package facts

import (
	"warder/engine"
	"warder/models"
)

// IdentityList is every identity of an organization, those of its projects
// apart, with what each holds, so
// that the policy decides a list item by item.
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

// Read is a Target: one item for each identity, ordered by name.
func (l *IdentityList) Read(tx *models.Tx, s *State) error {
	l.Identities, l.Memberships = nil, nil
	if s.OrgID() == "" {
		return nil
	}
	identities, err := models.Find[models.Identity](tx.OrderBy("name, id"), s.OrgScope(), "project_id = ''")
	if err != nil {
		return err
	}
	members, err := models.Find[models.OrgMembership](tx, s.OrgScope(), "subject_type = ?", models.SubjectIdentity)
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

// describe adds one resource item and one target for each identity. What the
// subject itself holds is collected once, over all places.
func (l *IdentityList) describe(tx *models.Tx, s *State) error {
	all := []engine.Holding{}
	target := s.target()
	for i := range l.Identities {
		id := l.Identities[i].ID
		held, err := holdings(tx, s.OrgID(), models.SubjectIdentity, id, s.Request.Context.Now)
		if err != nil {
			return err
		}
		s.Request.Resource.Items = append(s.Request.Resource.Items, engine.Properties{IdentityID: &id})
		target.Items = append(target.Items, listed(held))
		all = append(all, held...)
	}
	kept := target.Holdings
	target.Holdings = all
	err := s.holdTogether(tx)
	target.Holdings = kept
	return err
}

// listed is one identity of a list, as a target.
func listed(held []engine.Holding) engine.Target {
	target := newTarget()
	target.Kind, target.Known, target.Holdings = "identity", true, held
	return *target
}
