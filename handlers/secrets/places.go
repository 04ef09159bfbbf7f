package secrets

import (
	"errors"
	"path"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// A change of place grants no right to read (docs/contract.md 4.6). Such changes are: renaming
// and tagging secrets, renaming folders, new slugs of environments and tags, deleting tags,
// moving. The policy decides about every affected secret, for each kind of read, before and
// after the change; the rule `places` decides on the results. The ordinary rights are checked
// first.

// errPlacesOpen means that a route forgot facts.HoldPlaces or SharingPlaces.
var errPlacesOpen = errors.New("a change of place does not hold the places of its project")

// mayCarry asks before anything is changed.
func mayCarry(r *pep.Request, q *pep.Evaluation, carried []facts.CarriedSecret) error {
	if len(carried) > 0 && !q.State.PlacesHeld() {
		return errPlacesOpen
	}
	for _, action := range []string{"describeSecret", "readValue"} {
		before, err := followUpOf(r, q, action, carried, func(s *facts.CarriedSecret) input.Member { return s.Before })
		if err != nil {
			return err
		}
		after, err := followUpOf(r, q, action, carried, func(s *facts.CarriedSecret) input.Member { return s.After })
		if err != nil {
			return err
		}
		members := make([]input.Member, 0, len(carried))
		for i := range carried {
			members = append(members, carried[i].Question(action, before[i].Permitted, after[i].Permitted))
		}
		if err := r.Require(q, "carry", members...); err != nil {
			return err
		}
	}
	return nil
}

func followUpOf(r *pep.Request, q *pep.Evaluation, action string, carried []facts.CarriedSecret, of func(*facts.CarriedSecret) input.Member) ([]engine.Decision, error) {
	members := make([]input.Member, 0, len(carried))
	for i := range carried {
		members = append(members, of(&carried[i]))
	}
	return r.FollowUp(q, action, members)
}

// mayRenameFolder asks about every secret in a folder and below it. It locks the folders
// first, so that no secret can be written between the question and the change.
func mayRenameFolder(r *pep.Request, tx *store.Tx, q *pep.Evaluation, environment string, row *models.Folder, name string) error {
	if name == row.Name {
		return nil
	}
	folders, err := models.FoldersUnder(q.State.Held(tx), q.State.Scope(), row.EnvironmentID, row.Path, true)
	if err != nil {
		return err
	}
	renamed := path.Join(path.Dir(row.Path), name)
	carried, err := facts.CarriedWith(tx, q.State, append(folders, *row), environment, func(at string) (string, string) {
		return environment, renamed + strings.TrimPrefix(at, row.Path)
	})
	if err != nil {
		return err
	}
	return mayCarry(r, q, carried)
}

// mayChangeSlug asks about every secret of a locked environment.
func mayChangeSlug(r *pep.Request, tx *store.Tx, q *pep.Evaluation, row *models.Environment, slug *string) error {
	if slug == nil || *slug == row.Slug {
		return nil
	}
	folders, err := store.Find[models.Folder](tx, q.State.Scope(), "environment_id = ?", row.ID)
	if err != nil {
		return err
	}
	carried, err := facts.CarriedWith(tx, q.State, folders, row.Slug, func(at string) (string, string) { return *slug, at })
	if err != nil {
		return err
	}
	return mayCarry(r, q, carried)
}

// mayChangeTag asks about every secret that has a tag. An empty slug deletes the tag.
func mayChangeTag(r *pep.Request, tx *store.Tx, q *pep.Evaluation, tag *models.Tag, slug string) error {
	if slug == tag.Slug {
		return nil
	}
	carried, err := facts.CarriedByTag(tx, q.State, tag, slug)
	if err != nil {
		return err
	}
	return mayCarry(r, q, carried)
}
