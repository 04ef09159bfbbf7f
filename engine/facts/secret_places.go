package facts

import "warder/models"

// OnSecretAlone makes a secret the target and its project and folder the place
// of the request: some routes name the secret's id only.
func OnSecretAlone(id string) Target {
	return func(tx *models.Tx, s *State) error {
		s.target().Kind = "secret"
		if s.OrgID() == "" {
			return nil
		}
		row, err := missing(models.First[models.Secret](tx, s.OrgScope(), "id = ? AND (type = ? OR user_id = ?)",
			id, models.SecretShared, s.Caller.Subject.ID))
		if err != nil {
			return err
		}
		if row == nil {
			return s.InProject(tx, "") // in no project of this organization
		}
		folder, err := missing(models.First[models.Folder](tx, s.OrgScope(), "id = ?", row.FolderID))
		if err != nil || folder == nil {
			return err
		}
		if err := OnFolderAlone(folder.ID)(tx, s); err != nil {
			return err
		}
		s.Request.Resource.Properties.SecretName = &row.Key
		return s.foundSecret(tx, row)
	}
}

// WithTags adds tags that a request names by id to the resource.
func WithTags(ids []string) Target {
	return func(tx *models.Tx, s *State) error {
		if s.Project == nil || len(ids) == 0 {
			return nil
		}
		rows, err := models.Find[models.Tag](tx.OrderBy("slug"), s.Scope(), "id IN ?", ids)
		s.Found.Tags = rows
		s.Request.Resource.Properties.SecretTags = slugs(rows)
		return err
	}
}

// ItemsTaggedAlike gives every item the tags of the resource itself.
func ItemsTaggedAlike(_ *models.Tx, s *State) error {
	for i := range s.Request.Resource.Items {
		s.Request.Resource.Items[i].SecretTags = s.Request.Resource.Properties.SecretTags
	}
	return nil
}
