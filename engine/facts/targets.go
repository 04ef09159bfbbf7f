package facts

import (
	"slices"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// OnIdentity makes an identity of the organization the target, with everything
// it holds, so that the policy can compare privileges. One that belongs to a
// project is not found here; see OnProjectIdentity.
func OnIdentity(identityID string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "identity"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.Identity](tx, s.OrgScope(), "id = ? AND project_id = ''", identityID))
		if err != nil || row == nil {
			return err
		}
		return s.foundIdentity(tx, row)
	}
}

// foundIdentity makes row the target, with everything it holds.
func (s *State) foundIdentity(tx *store.Tx, row *models.Identity) error {
	membership, err := orNil(store.First[models.OrgMembership](tx, s.OrgScope(),
		"subject_type = ? AND subject_id = ?", models.SubjectIdentity, row.ID))
	if err != nil {
		return err
	}
	target := s.target()
	s.Found.Identity, s.Found.OrgMembership = row, membership
	target.Known, target.DeleteProtected = true, row.HasDeleteProtection
	target.Owner = &input.SubjectRef{Type: input.SubjectIdentity, ID: row.ID}
	target.Attributes = &input.Attributes{Name: row.Name, Metadata: Metadata(row.Metadata)}
	held, err := holdings(tx, s.OrgID(), models.SubjectIdentity, row.ID)
	if err != nil {
		return err
	}
	target.Holdings = append(target.Holdings, held...)
	return s.holdTogether(tx)
}

// OnMember makes an identity's or user's membership of the project the target.
func OnMember(subjectType, subjectID string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind, target.Known = "membership", false
		if s.Project == nil {
			return nil
		}
		row, err := orNil(store.First[models.ProjectMembership](tx, s.Scope(),
			"subject_type = ? AND subject_id = ?", subjectType, subjectID))
		if err != nil || row == nil {
			return err
		}
		s.Found.Member, target.Known = row, true
		target.Owner = &input.SubjectRef{Type: row.SubjectType, ID: row.SubjectID}
		granted, err := projectGrants(tx, row)
		if err != nil {
			return err
		}
		target.Holdings = append(target.Holdings, input.Holding{Scope: permissions.ScopeProject, ID: row.ProjectID, Grants: granted})
		return s.holdTogether(tx)
	}
}

// HandingOut names the rights a change would give away in one place.
func HandingOut(scope, id string, granted ...input.Grant) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		if s.Request.Facts.Target == nil {
			// The change is about a subject that does not exist yet.
			s.Request.Facts.Target = newTarget()
			s.Request.Facts.Target.Known = true
		}
		target := s.target()
		target.HandsOut = append(target.HandsOut, input.Holding{Scope: scope, ID: id, Grants: append([]input.Grant{}, granted...)})
		return s.holdTogether(tx)
	}
}

// holdTogether adds what the subject itself holds in every place that the
// target's holdings, or the rights handed out, are about.
func (s *State) holdTogether(tx *store.Tx) (err error) {
	target := s.target()
	target.Held, err = s.ownHoldings().in(tx, append(append([]input.Holding{}, target.Holdings...), target.HandsOut...))
	return err
}

// ownHoldings are what the subject holds in the projects that were looked at.
type ownHoldings struct {
	s    *State
	read map[string][]input.Grant
}

func (s *State) ownHoldings() ownHoldings { return ownHoldings{s, map[string][]input.Grant{}} }

// in is what the subject holds in the organization, and in every project that
// a subject's holdings are about.
func (o ownHoldings) in(tx *store.Tx, places []input.Holding) ([]input.Holding, error) {
	if err := o.learn(tx, places); err != nil {
		return nil, err
	}
	held := []input.Holding{{Scope: permissions.ScopeOrganization, ID: o.s.OrgID(), Grants: o.s.Request.Facts.Grants.Organization}}
	seen := map[string]bool{}
	for _, place := range places {
		if place.Scope != permissions.ScopeProject || seen[place.ID] {
			continue
		}
		seen[place.ID] = true
		held = append(held, input.Holding{Scope: permissions.ScopeProject, ID: place.ID, Grants: o.read[place.ID]})
	}
	return held, nil
}

// learn reads what the subject holds in those projects of places that were not looked at
// yet, all at once.
func (o ownHoldings) learn(tx *store.Tx, places []input.Holding) error {
	unknown := []string{}
	for _, place := range places {
		if _, known := o.read[place.ID]; known || place.Scope != permissions.ScopeProject {
			continue
		}
		o.read[place.ID] = []input.Grant{}
		if o.s.Project != nil && o.s.Project.ID == place.ID {
			o.read[place.ID] = o.s.Request.Facts.Grants.Project
			continue
		}
		unknown = append(unknown, place.ID)
	}
	for some := range slices.Chunk(unknown, models.MostIDs) {
		rows, err := store.Find[models.ProjectMembership](tx, o.s.OrgScope(), ofSubject+" AND project_id IN ?",
			o.s.Caller.Subject.Type, o.s.Caller.Subject.ID, some)
		if err != nil {
			return err
		}
		granted, err := grantsOfEach(tx, o.s.OrgID(), rows)
		if err != nil {
			return err
		}
		for i := range rows {
			o.read[rows[i].ProjectID] = granted[rows[i].ID]
		}
	}
	return nil
}

// ownGrants are the subject's grants in one project.
func (s *State) ownGrants(tx *store.Tx, projectID string) ([]input.Grant, error) {
	own := s.ownHoldings()
	err := own.learn(tx, []input.Holding{{Scope: permissions.ScopeProject, ID: projectID}})
	return own.read[projectID], err
}

// holdings is everything a subject can do: its organization role, and its roles
// and privileges in every project, with their windows.
func holdings(tx *store.Tx, orgID, subjectType, subjectID string) ([]input.Holding, error) {
	found, err := holdingsOfEach(tx, orgID, subjectType, []string{subjectID})
	return found[subjectID], err
}

// OnSelf makes the subject itself the resource.
func OnSelf(_ *store.Tx, s *State) error {
	s.Request.Resource.ID = s.Request.Subject.ID
	return nil
}
