package policy

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"warder/engine"
	"warder/engine/facts"
)

// cell converts one decision. It counts cells without an answer, and cells decided by another
// policy.
func (m *matrixReview) cell(decision *engine.Decision) matrixCell {
	if !decision.Answered() {
		m.cut["unanswered"]++
	}
	if m.policy == nil {
		m.policy = &decision.Policy
	}
	if decision.Policy != *m.policy {
		m.cut["policies"]++
	}
	cell := matrixCell{decision.Permitted, []string{}}
	if decision.Permitted {
		cell.Grants = append(cell.Grants, decision.Grants...)
	}
	for _, grant := range cell.Grants {
		m.named[grant] = true
	}
	return cell
}

// finish adds the counts of missing content and the names of grants.
func (m *matrixReview) finish() (*matrix, error) {
	m.matrix.Complete, m.matrix.Cut = len(m.cut) == 0, []matrixCut{}
	for _, what := range []string{"environments", "subjects", "stronger", "unanswered", "policies"} {
		if m.cut[what] > 0 {
			m.matrix.Cut = append(m.matrix.Cut, matrixCut{what, m.cut[what]})
		}
	}
	if m.policy == nil {
		now := m.r.API.Engine.Revision()
		m.policy = &now
	}
	m.matrix.Revision, m.matrix.Digest = m.policy.Revision, m.policy.Digest
	return &m.matrix, m.name()
}

// name adds the display names of the grants in cells, or their ids without one.
func (m *matrixReview) name() error {
	grants, ids := slices.Sorted(maps.Keys(m.named)), []string{}
	idOf := func(grant string) string { return grant[strings.LastIndexByte(grant, ':')+1:] }
	for _, grant := range grants {
		ids = append(ids, idOf(grant))
	}
	names, err := facts.GrantNames(m.tx, m.q.State.OrgScope(), ids)
	for _, grant := range grants {
		m.matrix.Grants = append(m.matrix.Grants, matrixGrant{grant, cmp.Or(names[idOf(grant)], idOf(grant))})
	}
	return err
}

// subjectName is the display name of a subject; for a user, the email address.
func subjectName(state *facts.State) string {
	if state.User != nil {
		return state.User.Email
	}
	return state.Request.Subject.Name
}
