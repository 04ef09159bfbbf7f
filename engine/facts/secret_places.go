package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// OnSecretAlone makes a secret the target and its project and folder the place
// of the request: some routes name the secret's id only.
func OnSecretAlone(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		s.target().Kind = "secret"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.Secret](tx, s.OrgScope(), "id = ? AND (type = ? OR user_id = ?)",
			id, models.SecretShared, s.Caller.Subject.ID))
		if err != nil {
			return err
		}
		if row == nil {
			return s.InProject(tx, "") // in no project of this organization
		}
		folder, err := orNil(store.First[models.Folder](tx, s.OrgScope(), "id = ?", row.FolderID))
		if err != nil || folder == nil {
			return err
		}
		if err := OnFolderAlone(folder.ID)(tx, s); err != nil {
			return err
		}
		s.Request.Resource.Properties.SecretName = &row.Key
		return s.foundSecretRow(tx, row)
	}
}

// WithTags adds tags that a request names by id to the resource.
func WithTags(ids []string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		if s.Project == nil || len(ids) == 0 {
			return nil
		}
		rows, err := store.Find[models.Tag](s.heldTogether(tx).OrderBy("slug"), s.Scope(), "id IN ?", ids)
		s.Found.Tags = rows
		s.Request.Resource.Properties.SecretTags = slugs(rows)
		s.Asks().Tags = slugs(rows)
		return err
	}
}

// Becoming is about a secret that a change gives another name, other tags, or
// both: what it is and what it becomes are asked about, because rules speak about
// either. An empty name and nil ids change nothing. It comes
// after OnSecret.
func Becoming(name string, tagIDs *[]string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		before := input.Member{Resource: s.Request.Resource, Target: s.target()}
		after := before
		if name != "" {
			after.Resource.Properties.SecretName = &name
		}
		if tagIDs != nil && s.Project != nil {
			rows, err := store.Find[models.Tag](s.heldTogether(tx).OrderBy("slug"), s.Scope(), "id IN ?", *tagIDs)
			if err != nil {
				return err
			}
			s.Found.Tags, after.Resource.Properties.SecretTags = rows, slugs(rows)
			s.Asks().Tags = slugs(rows)
		}
		s.needs(before, after)
		return nil
	}
}
