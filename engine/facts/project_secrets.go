package facts

import (
	"slices"
	"strings"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// ProjectSecrets are all shared secrets of a project.
type ProjectSecrets struct{ secrets []StoredSecret }

// Read is a Target.
func (p *ProjectSecrets) Read(tx *store.Tx, s *State) error {
	p.secrets = nil
	if s.Project == nil {
		return nil
	}
	stages, err := store.Find[models.Environment](tx, s.Scope(), "")
	if err != nil {
		return err
	}
	slugOf := map[string]string{}
	for _, stage := range stages {
		slugOf[stage.ID] = stage.Slug
	}
	folders, err := store.Find[models.Folder](tx.OrderBy("environment_id, path"), s.Scope(), "")
	if err != nil {
		return err
	}
	places := map[string]place{}
	for _, folder := range folders {
		places[folder.ID] = place{slugOf[folder.EnvironmentID], folder.Path}
	}
	rows, err := store.Find[models.Secret](tx, s.Scope(), "type = ?", models.SecretShared)
	if err != nil {
		return err
	}
	slices.SortFunc(rows, func(a, b models.Secret) int { return strings.Compare(a.Key, b.Key) })
	tags, err := models.TagsIn(tx, s.Scope(), sorted(places))
	inFolder := stored(store.Pointers(rows), tags, places)
	for _, folder := range folders {
		p.secrets = append(p.secrets, inFolder[folder.ID]...)
	}
	return err
}

// Members are the questions about the secrets.
func (p *ProjectSecrets) Members() []input.Member {
	members := make([]input.Member, 0, len(p.secrets))
	for i := range p.secrets {
		members = append(members, p.secrets[i].Member())
	}
	return members
}

// Seen are the secrets that may be seen.
func (p *ProjectSecrets) Seen(sights []Sight) []Seen {
	list := []Seen{}
	for i, sight := range sights {
		if sight != Unseen {
			list = append(list, Seen{&p.secrets[i], sight})
		}
	}
	return list
}
