package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// Holder is one grant with who holds it.
type Holder struct {
	Subject     input.Subject
	SubjectName string
	ProjectID   string // empty for the role in the organization
	Grant       input.Grant
	GrantName   string // of a custom role or privilege, for people
}

// Holders are all grants held in an organization, or in one project of it: the
// roles of its members, and their roles and privileges in its projects.
func Holders(tx *store.Tx, scope store.Scope, project string) ([]Holder, error) {
	names, err := subjectNames(tx, scope)
	if err != nil {
		return nil, err
	}
	found := []Holder{}
	if project == "" {
		if found, err = organizationHolders(tx, scope, names); err != nil {
			return nil, err
		}
	}
	members, err := store.Find[models.ProjectMembership](tx.OrderBy("created_at, id"), store.Scope{OrgID: scope.OrgID, ProjectID: project}, "")
	if err != nil {
		return nil, err
	}
	granted, err := grantsOfEach(tx, scope.OrgID, members)
	if err != nil {
		return nil, err
	}
	for i := range members {
		subject := input.Subject{Type: members[i].SubjectType, ID: members[i].SubjectID}
		for _, grant := range granted[members[i].ID] {
			found = append(found, Holder{Subject: subject, SubjectName: names[subject.Ref()], ProjectID: members[i].ProjectID, Grant: grant})
		}
	}
	return found, nameGrants(tx, scope, found)
}

func organizationHolders(tx *store.Tx, scope store.Scope, names map[input.SubjectRef]string) ([]Holder, error) {
	members, err := store.Find[models.OrgMembership](tx.OrderBy("created_at, id"), scope, "subject_id <> ''")
	if err != nil {
		return nil, err
	}
	granted, err := orgGrantsOfEach(tx, scope.OrgID, members)
	if err != nil {
		return nil, err
	}
	found := []Holder{}
	for i := range members {
		subject := input.Subject{Type: members[i].SubjectType, ID: members[i].SubjectID}
		for _, grant := range granted[members[i].ID] {
			if grant.Role != "no-access" {
				found = append(found, Holder{Subject: subject, SubjectName: names[subject.Ref()], Grant: grant})
			}
		}
	}
	return found, nil
}

func subjectNames(tx *store.Tx, scope store.Scope) (map[input.SubjectRef]string, error) {
	names := map[input.SubjectRef]string{}
	for _, kind := range []string{input.SubjectIdentity, input.SubjectUser} {
		candidates, err := Subjects(tx, scope, kind)
		if err != nil {
			return nil, err
		}
		for _, candidate := range candidates {
			names[candidate.Subject.Ref()] = candidate.Name
		}
	}
	return names, nil
}

// nameGrants adds what people call custom roles and privileges.
func nameGrants(tx *store.Tx, scope store.Scope, holders []Holder) error {
	names := map[string]string{}
	orgRoles, err := store.Find[models.OrgRole](tx, scope, "")
	if err != nil {
		return err
	}
	for i := range orgRoles {
		names[orgRoles[i].ID] = orgRoles[i].Slug
	}
	roles, err := store.Find[models.ProjectRole](tx, scope, "")
	if err != nil {
		return err
	}
	for i := range roles {
		names[roles[i].ID] = roles[i].Slug
	}
	privileges, err := store.Find[models.Privilege](tx, scope, "")
	for i := range privileges {
		names[privileges[i].ID] = privileges[i].Slug
	}
	for i := range holders {
		holders[i].GrantName = names[holders[i].Grant.ID]
		if holders[i].Grant.ID == "" {
			holders[i].GrantName = holders[i].Grant.Role
		}
	}
	return err
}
