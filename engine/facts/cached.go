package facts

import (
	"warder/models"
	"warder/models/factcache"
	"warder/models/store"
)

// proof is the revisions that cached facts are checked against, and their tenants.
type proof struct {
	models.Revisions
	orgID, projectID string
}

// freshFact is a fact that was read from the database and may be cached.
type freshFact struct {
	key   factcache.Key
	value any
}

// prefetched holds facts that were read for several questions at once, by subject.
type prefetched map[factcache.Key]any

// cached returns a fact that a revision covers: prefetched, from the cache, or by calling
// read. Requests share the value. read must query only tables whose triggers change the
// tenant's revision (migration 00014).
func cached[T any](s *State, revision, about string, of [4]string, read func() (T, error)) (T, error) {
	if known, found := s.prefetched[factcache.Key{About: about, Of: of}]; found {
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
		s.fresh = append(s.fresh, freshFact{key, fact})
	}
	return fact, err
}

// readRevisions reads the revisions of the organization and project of a request.
func (s *State) readRevisions(tx *store.Tx, orgID, projectID string) (err error) {
	if s.cache == nil {
		return nil
	}
	s.proof.orgID, s.proof.projectID = orgID, projectID
	s.proof.Revisions, err = models.RevisionsOf(tx, orgID, projectID)
	return err
}

// readProjectRevision reads the revision of a project that the request did not name by id.
func (s *State) readProjectRevision(tx *store.Tx, projectID string) error {
	if s.proof.projectID != "" {
		s.fresh = nil // of the other project, whose revision cacheFresh would not check
	}
	now, err := models.RevisionsOf(tx, "", projectID)
	s.proof.projectID, s.proof.Project = projectID, now.Project
	return err
}

// cacheFresh puts the facts that were read into the cache. A transaction that sees other
// commits must find the same revision before and after it read the facts.
func (s *State) cacheFresh(tx *store.Tx) error {
	if s.cache == nil {
		return nil
	}
	if !tx.Consistent() {
		now, err := models.RevisionsOf(tx, s.proof.orgID, s.proof.projectID)
		if err != nil || now != s.proof.Revisions {
			return err
		}
	}
	for _, fact := range s.fresh {
		s.cache.Put(fact.key, fact.value)
	}
	return nil
}

// copied returns a copy of a cached row, for a request that may change it.
func copied[T any](row *T) *T {
	if row == nil {
		return nil
	}
	own := *row
	return &own
}
