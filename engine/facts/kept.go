package facts

import (
	"warder/models"
	"warder/models/factcache"
	"warder/models/store"
)

// proof is what proves facts that are kept: the revisions, and whose they are.
type proof struct {
	models.Revisions
	orgID, projectID string
}

// learned is a fact that was read and may be kept.
type learned struct {
	key   factcache.Key
	value any
}

// ahead are facts that were read together with those of other questions, by what they are
// about.
type ahead map[factcache.Key]any

// kept returns a fact that a revision covers: read ahead, from memory, or as read finds it. It may
// be shared with other requests. What read looks at has to be in tables whose changes
// give the tenant another revision (migration 00014).
func kept[T any](s *State, revision, about string, of [4]string, read func() (T, error)) (T, error) {
	if known, found := s.ahead[factcache.Key{About: about, Of: of}]; found {
		return known.(T), nil //nolint:forcetypeassert // About names the type
	}
	key := factcache.Key{Revision: revision, About: about, Of: of}
	if s.cache != nil && revision != "" {
		if known, found := s.cache.Get(key); found {
			return known.(T), nil //nolint:forcetypeassert // About names the type
		}
	}
	fact, err := read()
	if err == nil && s.cache != nil && revision != "" {
		s.learned = append(s.learned, learned{key, fact})
	}
	return fact, err
}

// prove reads the revisions of the tenants that a request takes place in.
func (s *State) prove(tx *store.Tx, orgID, projectID string) (err error) {
	if s.cache == nil {
		return nil
	}
	s.proof.orgID, s.proof.projectID = orgID, projectID
	s.proof.Revisions, err = models.RevisionsOf(tx, orgID, projectID)
	return err
}

// proveProject reads the revision of a project that the request did not name by its id.
func (s *State) proveProject(tx *store.Tx, projectID string) error {
	if s.proof.projectID != "" {
		s.learned = nil // of the other project, whose revision keep would not look at
	}
	now, err := models.RevisionsOf(tx, "", projectID)
	s.proof.projectID, s.proof.Project = projectID, now.Project
	return err
}

// keep keeps what was read. Where the transaction sees what others commit, a fact belongs
// to a revision only if that is the same before and after the fact was read.
func (s *State) keep(tx *store.Tx) error {
	if s.cache == nil {
		return nil
	}
	if !tx.Consistent() {
		now, err := models.RevisionsOf(tx, s.proof.orgID, s.proof.projectID)
		if err != nil || now != s.proof.Revisions {
			return err
		}
	}
	for _, fact := range s.learned {
		s.cache.Put(fact.key, fact.value)
	}
	return nil
}

// own is a copy of a row that is kept, for a request that may change it.
func own[T any](row *T) *T {
	if row == nil {
		return nil
	}
	copied := *row
	return &copied
}
