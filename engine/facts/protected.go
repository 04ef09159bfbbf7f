package facts

import (
	"warder/models"
	"warder/models/store"
)

// maxProtected bounds how many protected things a refusal names.
const maxProtected = 10

// OnWholeProject makes a project the target with everything in it: an identity
// of its own that is protected from deletion keeps the project.
func OnWholeProject(tx *store.Tx, s *State) error {
	target := s.target()
	target.Kind, target.Known = "project", s.Project != nil
	if s.Project == nil {
		return nil
	}
	// Held, or the project could be protected between the decision and its end.
	row, err := orNil(store.First[models.Project](s.held(tx), s.OrgScope(), withID, s.Project.ID))
	if target.Known = row != nil; err != nil || row == nil {
		return err
	}
	s.Project, s.Request.Facts.Project.DeleteProtected = row, row.HasDeleteProtection
	return s.protected(tx, s.Scope())
}

// OnWholeOrganization makes the organization the target with everything in it:
// a project or an identity that is protected from deletion keeps it.
func OnWholeOrganization(tx *store.Tx, s *State) error {
	target := s.target()
	target.Kind, target.Known = "organization", s.OrgID() != ""
	if s.OrgID() == "" {
		return nil
	}
	organization, err := store.First[models.Organization](s.held(tx), store.Installation, withID, s.OrgID())
	if err != nil {
		return err
	}
	if err := s.holdProjects(tx); err != nil {
		return err
	}
	s.Asks().Name, s.Asks().Slug = &organization.Name, &organization.Slug
	projects, err := models.ProtectedNames[models.Project](tx, s.OrgScope(), maxProtected)
	if err != nil {
		return err
	}
	for _, name := range projects {
		target.Protected = append(target.Protected, "project "+name)
	}
	return s.protected(tx, s.OrgScope())
}

// holdProjects keeps the projects of the organization from being protected between the
// decision and their end. Identities are held by lockGrants.
func (s *State) holdProjects(tx *store.Tx) error {
	if !s.Question.locks() {
		return nil
	}
	_, err := store.Find[models.Project](tx.Locking().OrderBy("id"), s.OrgScope(), "")
	return err
}

// protected adds the protected identities of a scope to what the target holds.
func (s *State) protected(tx *store.Tx, scope store.Scope) error {
	target := s.target()
	identities, err := models.ProtectedNames[models.Identity](tx, scope, maxProtected-len(target.Protected))
	for _, name := range identities {
		target.Protected = append(target.Protected, "identity "+name)
	}
	target.DeleteProtected = len(target.Protected) > 0
	return err
}
