package facts

import (
	"slices"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// SubjectTypes are the types of subjects that an organization has, in the order in which
// pages of them follow each other.
var SubjectTypes = []string{input.SubjectUser, input.SubjectIdentity, input.SubjectServiceToken}

// SubjectPage is a part of the subjects of an organization, in order of type and id: an
// order that lasts while subjects come and go.
type SubjectPage struct {
	Types     []string
	MembersOf string            // a project; empty for everybody in the organization
	After     *input.SubjectRef // the last one of the page before
	Most      int
}

// Read finds the subjects of the page, and whether there are more behind it.
func (p *SubjectPage) Read(tx *store.Tx, scope store.Scope) (found []input.SubjectRef, more bool, err error) {
	from := 0
	if p.After != nil {
		from = slices.Index(SubjectTypes, p.After.Type)
	}
	for at, kind := range SubjectTypes {
		if at < from || !slices.Contains(p.Types, kind) {
			continue
		}
		after := ""
		if p.After != nil && p.After.Type == kind {
			after = p.After.ID
		}
		ids, err := p.behind(tx, scope, kind, after, p.Most+1-len(found))
		if err != nil {
			return nil, false, err
		}
		for _, id := range ids {
			found = append(found, input.SubjectRef{Type: kind, ID: id})
		}
		if len(found) > p.Most {
			return found[:p.Most], true, nil
		}
	}
	return found, false, nil
}

// behind are the ids of one type that follow one, most of them at most.
func (p *SubjectPage) behind(tx *store.Tx, scope store.Scope, kind, after string, most int) ([]string, error) {
	if kind == input.SubjectServiceToken {
		scope.ProjectID = p.MembersOf
		return idsRead(tx.OrderBy("id").Page(most, 0), scope, func(row *models.ServiceToken) string { return row.ID }, "id > ?", after)
	}
	const behind = "subject_type = ? AND subject_id > ?"
	switch {
	case p.MembersOf != "":
		scope.ProjectID = p.MembersOf
		return idsRead(tx.OrderBy("subject_id").Page(most, 0), scope, func(row *models.ProjectMembership) string { return row.SubjectID }, behind, kind, after)
	case kind == input.SubjectUser: // an open invitation has no user yet, and an empty id
		return idsRead(tx.OrderBy("subject_id").Page(most, 0), scope, func(row *models.OrgMembership) string { return row.SubjectID }, behind, kind, after)
	}
	return idsRead(tx.OrderBy("id").Page(most, 0), scope, func(row *models.Identity) string { return row.ID }, "id > ?", after)
}

func idsRead[T any](tx *store.Tx, scope store.Scope, id func(*T) string, where string, args ...any) ([]string, error) {
	rows, err := store.Find[T](tx, scope, where, args...)
	ids := make([]string, 0, len(rows))
	for i := range rows {
		ids = append(ids, id(&rows[i]))
	}
	return ids, err
}
