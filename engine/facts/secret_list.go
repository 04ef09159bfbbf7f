package facts

import (
	"strings"

	"warder/engine"
	"warder/models"
)

// SecretList are the secrets of a folder, or of a folder and all below it,
// each one an item for the policy: a list holds what single reads would.
type SecretList struct {
	Environment string
	Path        string
	Recursive   bool

	secrets []models.Secret
	paths   map[string]string // of folders, by id
}

// FolderSecrets are the permitted secrets of one folder.
type FolderSecrets struct {
	Path    string
	Secrets []models.Secret
}

// Folders are the permitted secrets, folder by folder, by path and name.
func (l *SecretList) Folders(permitted []int) []FolderSecrets {
	list := []FolderSecrets{}
	for _, i := range permitted {
		row := l.secrets[i]
		path := l.paths[row.FolderID]
		if len(list) == 0 || list[len(list)-1].Path != path {
			list = append(list, FolderSecrets{Path: path})
		}
		last := &list[len(list)-1]
		last.Secrets = append(last.Secrets, row)
	}
	return list
}

// Read is a Target. A folder or environment that does not exist has no
// secrets, which is an empty list and not an error (CONTRACT 2.18).
func (l *SecretList) Read(tx *models.Tx, s *State) error {
	l.secrets, l.paths = nil, map[string]string{}
	if s.Project == nil {
		return nil
	}
	stage, err := missing(models.First[models.Environment](tx, s.Scope(), "slug = ?", l.Environment))
	if err != nil || stage == nil {
		return err
	}
	s.Found.Environment = stage
	folders, err := l.folders(tx, s.Scope(), stage.ID)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		l.paths[folder.ID] = folder.Path
		rows, err := models.Find[models.Secret](tx.OrderBy("key, type DESC"), s.Scope(),
			"folder_id = ? AND (type = ? OR user_id = ?)", folder.ID, models.SecretShared, s.Caller.Subject.ID)
		if err != nil {
			return err
		}
		l.secrets = append(l.secrets, rows...)
	}
	return l.items(tx, s)
}

func (l *SecretList) folders(tx *models.Tx, scope models.Scope, environmentID string) ([]models.Folder, error) {
	if !l.Recursive {
		return models.Find[models.Folder](tx, scope, "environment_id = ? AND path = ?", environmentID, l.Path)
	}
	below := strings.TrimSuffix(l.Path, "/") + "/"
	return models.Find[models.Folder](tx.OrderBy("path"), scope,
		"environment_id = ? AND (path = ? OR substr(path, 1, ?) = ?)", environmentID, l.Path, len([]rune(below)), below)
}

func (l *SecretList) items(tx *models.Tx, s *State) error {
	ids := make([]string, 0, len(l.secrets))
	for i := range l.secrets {
		ids = append(ids, l.secrets[i].ID)
	}
	tags, err := models.TagsOf(tx, s.Scope(), ids)
	for i := range l.secrets {
		path := l.paths[l.secrets[i].FolderID]
		s.Request.Resource.Items = append(s.Request.Resource.Items, engine.Properties{
			Environment: &l.Environment, SecretPath: &path, SecretName: &l.secrets[i].Key, SecretTags: slugs(tags[l.secrets[i].ID]),
		})
	}
	return err
}

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
