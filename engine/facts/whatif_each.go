package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/factcache"
	"warder/models/store"
)

// WhatIfEach is WhatIf for several subjects of the asker's organization, about one place
// and in their order. What it needs of them is read together: the database is asked as
// often for a hundred subjects as for one.
func WhatIfEach(tx *store.Tx, asker *State, subjects []input.SubjectRef, address string, question Question) ([]*State, error) {
	known, err := readSubjects(tx, asker, subjects, question.Project.ID)
	if err != nil {
		return nil, err
	}
	states := make([]*State, 0, len(subjects))
	for _, subject := range subjects {
		supposed := Assumption{Subject: input.Subject{Type: subject.Type, ID: subject.ID}, Address: address}
		state, err := whatIf(tx, asker, supposed, question, known)
		if err != nil {
			return nil, err
		}
		states = append(states, state)
	}
	return states, nil
}

// subjectsRead are facts about several subjects, read ahead.
type subjectsRead struct {
	tx       *store.Tx
	scope    store.Scope
	ids      map[string][]string // by type of subject
	subjects []input.SubjectRef
	known    prefetched
}

func (r *subjectsRead) knows(about string, of [4]string, fact any) {
	r.known[factcache.Key{About: about, Of: of}] = fact
}

// readSubjects reads what the steps of WhatIf ask for, of all subjects together.
func readSubjects(tx *store.Tx, asker *State, subjects []input.SubjectRef, projectID string) (prefetched, error) {
	r := &subjectsRead{tx: tx, scope: asker.OrgScope(), ids: map[string][]string{}, subjects: subjects, known: prefetched{}}
	for _, subject := range subjects {
		r.ids[subject.Type] = append(r.ids[subject.Type], subject.ID)
	}
	installation, err := ReadInstance(tx)
	if err != nil {
		return nil, err
	}
	r.knows("instance", [4]string{}, installation)
	for _, step := range []func() error{
		r.identities, r.users, r.serviceTokens, r.organizationMembers, func() error { return r.project(projectID) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.known, nil
}

func (r *subjectsRead) identities() error {
	ids := r.ids[input.SubjectIdentity]
	if err := readByID(r, "identity", ids, r.scope, func(row *models.Identity) string { return row.ID }); err != nil {
		return err
	}
	listed := map[string][]models.AuthMethod{}
	if len(ids) > 0 {
		methods, err := store.Find[models.AuthMethod](r.tx, r.scope, "identity_id IN ?", ids)
		if err != nil {
			return err
		}
		for _, method := range methods {
			listed[method.IdentityID] = append(listed[method.IdentityID], method)
		}
	}
	for _, id := range ids {
		r.knows("auth methods", [4]string{id}, listed[id])
	}
	return nil
}

func (r *subjectsRead) users() error {
	return readByID(r, "user", r.ids[input.SubjectUser], store.Installation, func(row *models.User) string { return row.ID })
}

func (r *subjectsRead) serviceTokens() error {
	return readByID(r, "service token", r.ids[input.SubjectServiceToken], r.scope, func(row *models.ServiceToken) string { return row.ID })
}

// readByID reads rows of one kind, and knows of the others that they are not there.
func readByID[T any](r *subjectsRead, about string, ids []string, scope store.Scope, id func(*T) string) error {
	rows, err := models.WithIDs[T](r.tx, scope, ids)
	if err != nil {
		return err
	}
	for _, missing := range ids {
		r.knows(about, [4]string{missing}, (*T)(nil))
	}
	for i := range rows {
		r.knows(about, [4]string{id(&rows[i])}, &rows[i])
	}
	return nil
}

// organizationMembers are the memberships of the organization, and what their roles give.
func (r *subjectsRead) organizationMembers() error {
	rows := []models.OrgMembership{}
	for kind, ids := range r.ids {
		found, err := store.Find[models.OrgMembership](r.tx, r.scope, ofSubjects, kind, ids)
		if err != nil {
			return err
		}
		rows = append(rows, found...)
	}
	for _, subject := range r.subjects {
		r.knows("organization member", [4]string{subject.Type, subject.ID}, (*models.OrgMembership)(nil))
	}
	granted, err := orgGrantsOfEach(r.tx, r.scope.OrgID, rows)
	for i := range rows {
		r.knows("organization member", [4]string{rows[i].SubjectType, rows[i].SubjectID}, &rows[i])
		r.knows("organization role", organizationRole(&rows[i]), granted[rows[i].ID])
	}
	return err
}

// project is the place, with the memberships of the subjects there and what they give.
func (r *subjectsRead) project(id string) error {
	if id == "" {
		return nil
	}
	row, err := orNil(store.First[models.Project](r.tx, r.scope, withID, id))
	r.knows("project", [4]string{id, ""}, row)
	if err != nil || row == nil {
		return err
	}
	scope := store.Scope{OrgID: r.scope.OrgID, ProjectID: id}
	trusted, err := projectTrustedIPs(r.tx, scope)
	if err != nil {
		return err
	}
	r.knows("addresses", [4]string{}, trusted)
	return r.projectMembers(scope)
}

func (r *subjectsRead) projectMembers(scope store.Scope) error {
	rows := []models.ProjectMembership{}
	for kind, ids := range r.ids {
		found, err := store.Find[models.ProjectMembership](r.tx, scope, ofSubjects, kind, ids)
		if err != nil {
			return err
		}
		rows = append(rows, found...)
	}
	for _, subject := range r.subjects {
		r.knows("member", [4]string{subject.Type, subject.ID}, projectMember{})
	}
	members, err := givenToEach(r.tx, scope.OrgID, rows)
	if err != nil {
		return err
	}
	roles, err := rolesOfEach(r.tx, scope.OrgID, members)
	for _, member := range members {
		r.knows("member", [4]string{member.Row.SubjectType, member.Row.SubjectID}, member)
		for _, grant := range member.Given {
			if grant.Source == input.SourceRole && grant.ID != "" {
				r.knows("role", [4]string{grant.ID}, roles.in(scope.ProjectID, grant.ID))
			}
		}
	}
	return err
}
