package facts

import (
	"slices"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// OnEnvironment makes an environment of the project, named by its slug, the
// target. A change in it keeps its slug.
func OnEnvironment(slug string) TargetLoader {
	return onEnvironment((*State).heldTogether, withSlug, slug)
}

// OnEnvironmentID makes an environment of the project the target, which a change holds for
// itself: nothing is written in it meanwhile. HoldPlaces comes before.
func OnEnvironmentID(id string) TargetLoader { return onEnvironment((*State).held, "id = ?", id) }

// OnEnvironmentAlone makes an environment the target and its project the place
// of the request.
func OnEnvironmentAlone(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		projectID := ""
		if s.OrgID() != "" {
			row, err := orNil(store.First[models.Environment](tx, s.OrgScope(), "id = ?", id))
			if err != nil {
				return err
			}
			if row != nil {
				projectID = row.ProjectID
			}
		}
		if err := s.InProject(tx, projectID); err != nil {
			return err
		}
		return OnEnvironmentID(id)(tx, s)
	}
}

func onEnvironment(held func(*State, *store.Tx) *store.Tx, condition, value string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind, target.Known = "environment", false
		if s.Project == nil {
			return nil
		}
		row, err := orNil(store.First[models.Environment](held(s, tx), s.Scope(), condition, value))
		s.Found.Environment = row
		target.Known = row != nil
		return err
	}
}

// OnFolder makes the folder at a path of an environment the target.
func OnFolder(environment, path string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind, target.Known = "environment", false
		if s.Project == nil {
			return nil
		}
		at, err := s.placeOf(tx, environment, path)
		s.Found.Environment, s.Found.Folder = copied(at.Environment), copied(at.Folder)
		target.Known = at.Folder != nil
		if at.Environment != nil && at.Folder == nil {
			target.Kind = "folder"
		}
		return err
	}
}

// folderPlace is a folder of an environment; missing parts are nil.
type folderPlace struct {
	Environment *models.Environment
	Folder      *models.Folder
}

// placeOf finds a place. A change inside of it locks it: a concurrent rename would decide
// about the folder's contents before it can see the change.
func (s *State) placeOf(tx *store.Tx, environment, path string) (folderPlace, error) {
	at, err := cached(s, s.proof.Project, "place", [4]string{environment, path}, func() (folderPlace, error) {
		return s.readPlace(tx, environment, path)
	})
	if err != nil || at.Folder == nil || !s.Question.locks() {
		return at, err
	}
	held, err := models.HoldPlace(tx, s.Scope(), at.Environment, at.Folder, s.Question.Resource.Type == "secret-imports")
	if err != nil || held {
		return at, err
	}
	return s.readPlace(tx.LockingForeign(), environment, path) // renamed since, and another may be there
}

func (s *State) readPlace(tx *store.Tx, environment, path string) (at folderPlace, err error) {
	at.Environment, err = orNil(store.First[models.Environment](tx, s.Scope(), withSlug, environment))
	if err == nil && at.Environment != nil {
		at.Folder, err = orNil(store.First[models.Folder](tx, s.Scope(), folderAt, at.Environment.ID, path))
	}
	return at, err
}

// OnSecret makes one secret of a folder the target. The secret's tags become
// part of the resource, since conditions speak about them.
func OnSecret(environment, path, name, secretType string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		if err := OnFolder(environment, path)(tx, s); err != nil || !s.target().Known {
			return err
		}
		owner := ""
		if secretType == models.SecretPersonal {
			owner = s.Caller.Subject.ID
		}
		row, err := orNil(store.First[models.Secret](s.held(tx), s.Scope(),
			"folder_id = ? AND key = ? AND type = ? AND user_id = ?", s.Found.Folder.ID, name, secretType, owner))
		if err != nil {
			return err
		}
		return s.foundSecretRow(tx, row)
	}
}

// held reads rows so that what a change decides about cannot become another
// secret, or end, before the change is made. Of several rows, all are taken in
// the order of their ids, or two changes would wait for each other.
func (s *State) held(tx *store.Tx) *store.Tx {
	if s.Question.locks() {
		return tx.Locking()
	}
	return tx
}

// Held is held, for what a follow-up question reads.
func (s *State) Held(tx *store.Tx) *store.Tx { return s.held(tx) }

// heldTogether is held for what several changes at once may rest on, as long as none
// of them changes it.
func (s *State) heldTogether(tx *store.Tx) *store.Tx {
	if s.Question.locks() {
		return tx.LockingShared()
	}
	return tx
}

// foundSecretRow makes a row the target, with the tags it has.
func (s *State) foundSecretRow(tx *store.Tx, row *models.Secret) error {
	if row == nil {
		s.foundSecret(nil, nil)
		return nil
	}
	tags, err := models.TagsOf(tx, s.Scope(), []string{row.ID})
	s.foundSecret(row, tags[row.ID])
	return err
}

func (s *State) foundSecret(row *models.Secret, tags []models.Tag) {
	s.Found.Secret = row
	s.target().Kind, s.target().Known = "secret", row != nil
	if row == nil {
		return
	}
	s.Request.Resource.ID, s.Found.SecretTags = row.ID, tags
	s.Request.Resource.Properties.SecretTags = slugs(tags)
}

// TagSlugs are what rules know of tags.
func TagSlugs(tags []models.Tag) []string { return slugs(tags) }

func slugs(tags []models.Tag) []string {
	names := make([]string, 0, len(tags))
	for _, tag := range tags {
		names = append(names, tag.Slug)
	}
	return names
}

// OnBot makes a bot the target, and the project it belongs to the place of the
// request: bots are addressed by their own id alone.
func OnBot(botID string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "bot"
		projectID := ""
		if s.OrgID() != "" {
			row, err := orNil(store.First[models.Bot](s.held(tx), s.OrgScope(), "id = ?", botID))
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

// OnChildFolder makes a folder the target that a request names by id, or by
// name, together with its parent's place.
func OnChildFolder(environment, parent, idOrName string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind, target.Known = "folder", false
		if s.Project == nil {
			return nil
		}
		row, err := ChildFolder(s.held(tx), s.heldTogether(tx), s.Scope(), environment, parent, idOrName)
		s.Found.Folder = row
		target.Known = row != nil
		return err
	}
}

// ChildFolder finds a folder below a parent by id or by name, or nil. An id goes
// before a name that looks like it. The folder is read by tx, which may hold it, and what
// it lies in by outer.
func ChildFolder(tx, outer *store.Tx, scope store.Scope, environment, parent, idOrName string) (*models.Folder, error) {
	stage, err := orNil(store.First[models.Environment](outer, scope, "slug = ?", environment))
	if err != nil || stage == nil {
		return nil, err
	}
	above, err := orNil(store.First[models.Folder](outer, scope, "environment_id = ? AND path = ?", stage.ID, parent))
	if err != nil || above == nil {
		return nil, err
	}
	rows, err := store.Find[models.Folder](tx.OrderBy("id"), scope, "parent_id = ? AND (id = ? OR name = ?)", above.ID, idOrName, idOrName)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	if i := slices.IndexFunc(rows, func(f models.Folder) bool { return f.ID == idOrName }); i >= 0 {
		return &rows[i], nil
	}
	return &rows[0], nil
}

// ChildFolders are folders that a batch names by id or by name, each below the
// place of its member. One that is not there is told once that is permitted.
type ChildFolders struct{ Named []string }

// Read is a Target: what each of them is called now.
func (f *ChildFolders) Read(tx *store.Tx, s *State) error {
	if s.Project == nil {
		return nil
	}
	for i := range s.Members {
		place := s.Members[i].Resource.Properties
		row, err := ChildFolder(s.held(tx), s.heldTogether(tx), s.Scope(), *place.Environment, *place.SecretPath, f.Named[i])
		if err != nil {
			return err
		}
		s.Members[i].Requested.Folder = nil
		if row != nil {
			s.Members[i].Requested.Folder = &input.RequestedFolder{Name: &row.Name, Path: &row.Path}
		}
	}
	return nil
}

// OnFolderAlone makes a folder the target and its project and path the place
// of the request: some routes name the folder's id only.
func OnFolderAlone(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "folder"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.Folder](tx, s.OrgScope(), "id = ?", id))
		if err != nil {
			return err
		}
		if row == nil {
			return s.InProject(tx, "") // in no project of this organization
		}
		stage, err := orNil(store.First[models.Environment](tx, s.OrgScope(), "id = ?", row.EnvironmentID))
		if err != nil || stage == nil {
			return err
		}
		s.Found.Folder, s.Found.Environment = row, stage
		s.Request.Resource.Properties.Environment, s.Request.Resource.Properties.SecretPath = &stage.Slug, &row.Path
		target.Known = true
		return s.InProject(tx, row.ProjectID)
	}
}
