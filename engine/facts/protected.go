package facts

import "warder/models"

// OnWholeProject makes a project the target with everything in it: an identity
// of its own that is protected from deletion keeps the project.
func OnWholeProject(tx *models.Tx, s *State) error {
	target := s.target()
	target.Kind, target.Known = "project", s.Project != nil
	if s.Project == nil {
		return nil
	}
	kept, err := models.Count[models.Identity](tx, s.Scope(), "has_delete_protection = ?", true)
	target.DeleteProtected = kept > 0
	return err
}

// OnWholeOrganization makes the organization the target with everything in it:
// a project or an identity that is protected from deletion keeps it.
func OnWholeOrganization(tx *models.Tx, s *State) error {
	target := s.target()
	target.Kind, target.Known = "organization", s.OrgID() != ""
	if s.OrgID() == "" {
		return nil
	}
	organization, err := models.First[models.Organization](tx, models.Installation, withID, s.OrgID())
	if err != nil {
		return err
	}
	s.Asks().Name, s.Asks().Slug = &organization.Name, &organization.Slug
	projects, err := models.Count[models.Project](tx, s.OrgScope(), "has_delete_protection = ?", true)
	if err != nil {
		return err
	}
	identities, err := models.Count[models.Identity](tx, s.OrgScope(), "has_delete_protection = ?", true)
	target.DeleteProtected = projects+identities > 0
	return err
}
