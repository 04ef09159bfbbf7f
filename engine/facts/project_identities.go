package facts

import (
	"warder/models"
	"warder/models/store"
)

// OnProjectIdentity makes an identity that belongs to the project the target.
func OnProjectIdentity(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "identity"
		if s.Project == nil {
			return nil
		}
		row, err := orNil(store.First[models.Identity](tx, s.Scope(), "id = ?", id))
		if err != nil || row == nil {
			return err
		}
		return s.foundIdentity(tx, row)
	}
}

// OnIdentityAnywhere makes an identity of the organization the target, or one that
// belongs to a project whose member the subject is; changes of its credentials are then
// decided in that project. For all other subjects such an identity does not exist.
func OnIdentityAnywhere(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		project, err := s.sharedProject(tx, id)
		if err != nil {
			return err
		}
		if project == "" {
			return OnIdentity(id)(tx, s)
		}
		if err := s.InProject(tx, project); err != nil {
			return err
		}
		return OnProjectIdentity(id)(tx, s)
	}
}

// sharedProject is the project that an identity belongs to, if the subject is a
// member there, else empty.
func (s *State) sharedProject(tx *store.Tx, identityID string) (string, error) {
	if s.OrgID() == "" {
		return "", nil
	}
	row, err := orNil(store.First[models.Identity](tx, s.OrgScope(), "id = ? AND project_id <> ''", identityID))
	if err != nil || row == nil {
		return "", err
	}
	member, err := orNil(store.First[models.ProjectMembership](tx, store.Scope{OrgID: s.OrgID(), ProjectID: row.ProjectID},
		"subject_type = ? AND subject_id = ?", s.Caller.Subject.Type, s.Caller.Subject.ID))
	if err != nil || member == nil {
		return "", err
	}
	return row.ProjectID, nil
}

// ProjectIdentityList is every identity that belongs to the project, with what
// each holds: each is a question of its own.
type ProjectIdentityList struct{ IdentityList }

// Read is a Target.
func (l *ProjectIdentityList) Read(tx *store.Tx, s *State) error {
	l.Identities = nil
	if s.Project == nil {
		return nil
	}
	rows, err := store.Find[models.Identity](tx.OrderBy("name, id"), s.Scope(), "")
	if err != nil {
		return err
	}
	l.Identities = rows
	s.target().Kind, s.target().Known = "identities", true
	return l.describe(tx, s)
}
