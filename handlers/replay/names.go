package replay

import (
	"cmp"
	"maps"
	"slices"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// IDs are the ids in the flips that have names: identities and projects, and separately the
// users who made requests. Users who are only the object of a request may belong to another
// organization and are not named.
func (r *Report) IDs() (ids, users []string) {
	for i := range r.Flips {
		flip := &r.Flips[i]
		if flip.Subject.Type == input.SubjectUser {
			users = append(users, flip.Subject.ID)
		}
		for _, id := range []string{flip.Subject.ID, flip.Project, flip.ResourceID} {
			if id != "" {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	slices.Sort(users)
	return slices.Compact(ids), slices.Compact(users)
}

// Name adds names to ids. Ids without a name are kept, since their objects may be deleted.
func (r *Report) Name(names map[string]string) {
	for i := range r.Flips {
		flip := &r.Flips[i]
		flip.SubjectName = cmp.Or(names[flip.Subject.ID], flip.SubjectName)
		flip.ProjectName, flip.ResourceName = names[flip.Project], names[flip.ResourceID]
	}
	r.group()
}

// LookUp adds the names found in the organizations.
func (r *Report) LookUp(tx *store.Tx, organizations ...string) error {
	ids, users := r.IDs()
	names := map[string]string{}
	for _, org := range organizations {
		if err := nameIn(tx, store.Scope{OrgID: org}, ids, names); err != nil {
			return err
		}
	}
	found, err := models.WithIDs[models.User](tx, store.Installation, users)
	if err != nil {
		return err
	}
	for i := range found {
		names[found[i].ID] = found[i].Email
	}
	r.Name(names)
	return nil
}

// nameIn adds the names of identities and projects of one organization.
func nameIn(tx *store.Tx, scope store.Scope, ids []string, names map[string]string) error {
	identities, err := models.WithIDs[models.Identity](tx, scope, ids)
	if err != nil {
		return err
	}
	for i := range identities {
		names[identities[i].ID] = identities[i].Name
	}
	projects, err := models.ProjectNames(tx, scope, ids)
	maps.Copy(names, projects)
	return err
}
