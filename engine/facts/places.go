package facts

import "warder/models"

// OnEnvironment makes an environment of the project, named by id or by slug,
// the target.
func OnEnvironment(idOrSlug string) Target {
	return func(tx *models.Tx, s *State) error {
		target := s.target()
		target.Kind, target.Known = "environment", false
		if s.Project == nil {
			return nil
		}
		row, err := missing(models.First[models.Environment](tx, s.Scope(), "id = ? OR slug = ?", idOrSlug, idOrSlug))
		s.Found.Environment = row
		target.Known = row != nil
		return err
	}
}

// OnFolder makes the folder at a path of an environment the target.
func OnFolder(environment, path string) Target {
	return func(tx *models.Tx, s *State) error {
		if err := OnEnvironment(environment)(tx, s); err != nil || !s.target().Known {
			return err
		}
		return s.narrow(true, "", func() (bool, error) {
			row, err := missing(models.First[models.Folder](tx, s.Scope(),
				"environment_id = ? AND path = ?", s.Found.Environment.ID, path))
			s.Found.Folder = row
			if row == nil {
				s.target().Kind = "folder"
			}
			return row != nil, err
		})
	}
}

// OnSecret makes one secret of a folder the target. The secret's tags become
// part of the resource, since conditions speak about them.
func OnSecret(environment, path, name, secretType string) Target {
	return func(tx *models.Tx, s *State) error {
		if err := OnFolder(environment, path)(tx, s); err != nil || !s.target().Known {
			return err
		}
		owner := ""
		if secretType == models.SecretPersonal {
			owner = s.Caller.Subject.ID
		}
		row, err := missing(models.First[models.Secret](tx, s.Scope(),
			"folder_id = ? AND key = ? AND type = ? AND user_id = ?", s.Found.Folder.ID, name, secretType, owner))
		if err != nil {
			return err
		}
		return s.foundSecret(tx, row)
	}
}

func (s *State) foundSecret(tx *models.Tx, row *models.Secret) error {
	s.Found.Secret = row
	s.target().Kind, s.target().Known = "secret", row != nil
	if row == nil {
		return nil
	}
	tags, err := models.TagsOf(tx, s.Scope(), []string{row.ID})
	s.Request.Resource.ID = row.ID
	s.Request.Resource.Properties.SecretTags = slugs(tags[row.ID])
	return err
}

func slugs(tags []models.Tag) []string {
	names := make([]string, 0, len(tags))
	for _, tag := range tags {
		names = append(names, tag.Slug)
	}
	return names
}

// OnBot makes a bot the target, and the project it belongs to the place of the
// request: bots are addressed by their own id alone.
func OnBot(botID string) Target {
	return func(tx *models.Tx, s *State) error {
		target := s.target()
		target.Kind = "bot"
		projectID := ""
		if s.OrgID() != "" {
			row, err := missing(models.First[models.Bot](tx, s.OrgScope(), "id = ?", botID))
			if err != nil {
				return err
			}
			if row != nil {
				s.Found.Bot, projectID, target.Known = row, row.ProjectID, true
			}
		}
		return s.InProject(tx, projectID)
	}
}
