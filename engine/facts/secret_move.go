package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// SecretMove are shared secrets of one folder, named by their ids, on their way
// to another folder. Each is a question of its own, with its name and tags.
// An id that is not in the folder, or a folder that is not there, makes the
// target unknown.
type SecretMove struct {
	Environment, Path     string
	ToEnvironment, ToPath string
	IDs                   []string

	Rows []models.Secret
	Tags map[string][]models.Tag // by secret id
	To   *models.Folder
}

// Read is a Target.
func (m *SecretMove) Read(tx *store.Tx, s *State) error {
	m.Rows, m.Tags, m.To = nil, map[string][]models.Tag{}, nil
	if err := OnFolder(m.ToEnvironment, m.ToPath)(tx, s); err != nil {
		return err
	}
	m.To = s.Found.Folder
	reachable := s.target().Known
	if err := OnFolder(m.Environment, m.Path)(tx, s); err != nil {
		return err
	}
	target := s.target()
	target.Known = target.Known && reachable
	if s.Found.Folder == nil {
		return nil
	}
	return m.find(tx, s)
}

func (m *SecretMove) find(tx *store.Tx, s *State) (err error) {
	m.Rows, err = store.Find[models.Secret](s.held(tx).OrderBy("id"), s.Scope(), "folder_id = ? AND type = ? AND id IN ?",
		s.Found.Folder.ID, models.SecretShared, m.IDs)
	if err != nil {
		return err
	}
	if m.Tags, err = models.TagsOf(tx, s.Scope(), m.IDs); err != nil {
		return err
	}
	target := s.target()
	target.Kind, target.Known = "secret", target.Known && len(m.Rows) == len(m.IDs)
	s.needs(m.at(m.Environment, m.Path, target)...)
	return nil
}

// AtDestination are the secrets as they will be.
func (m *SecretMove) AtDestination() []input.Member { return m.at(m.ToEnvironment, m.ToPath, nil) }

func (m *SecretMove) at(environment, path string, target *input.Target) []input.Member {
	members := make([]input.Member, 0, len(m.Rows))
	for i := range m.Rows {
		members = append(members, input.Member{Target: target, Resource: input.Resource{
			Type: "secrets", ID: m.Rows[i].ID, Properties: input.Properties{
				Environment: &environment, SecretPath: &path, SecretName: &m.Rows[i].Key, SecretTags: slugs(m.Tags[m.Rows[i].ID]),
			},
		}})
	}
	return members
}
