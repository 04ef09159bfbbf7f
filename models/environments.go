package models

import "warder/models/store"

// NewEnvironment creates an environment with its root folder, so that it holds
// secrets at once.
func NewEnvironment(tx *store.Tx, scope store.Scope, name, slug string, position int64, now store.Time) (*Environment, error) {
	row := &Environment{
		ID: store.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, Name: name, Slug: slug, Position: position,
		CreatedAt: now, UpdatedAt: now,
	}
	if err := store.Create(tx, scope, row); err != nil {
		return nil, err
	}
	root := &Folder{
		ID: store.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, EnvironmentID: row.ID, Name: "root", Path: "/",
		Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	return row, store.Create(tx, scope, root)
}

// MoveEnvironment puts an environment at a position, from 1, and closes the
// ranks of the others; beyond the last means last.
func MoveEnvironment(tx *store.Tx, scope store.Scope, row *Environment, position int64) error {
	all, err := environmentsInOrder(tx, scope)
	if err != nil {
		return err
	}
	return moveTo(tx, scope, all, row, position)
}

// DeleteEnvironment removes an environment with everything in it and closes
// the ranks of the others.
func DeleteEnvironment(tx *store.Tx, scope store.Scope, row *Environment) error {
	if err := LockPlaces(tx, scope); err != nil {
		return err
	}
	if _, err := store.Delete[Environment](tx, scope, "id = ?", row.ID); err != nil {
		return err
	}
	left, err := environmentsInOrder(tx, scope)
	if err != nil {
		return err
	}
	return closeRanks(tx, scope, left, row)
}

// LockPlaces makes the transaction the only one that changes the order of a project's
// environments, the slug of one, or a tag, until it ends. It comes before any of them is read:
// see lockOrder.
func LockPlaces(tx *store.Tx, scope store.Scope) error {
	return lockOrder[Project](tx, store.Scope{OrgID: scope.OrgID}, scope.ProjectID)
}

// SharePlaces keeps others from LockPlaces until the transaction ends.
func SharePlaces(tx *store.Tx, scope store.Scope) error {
	_, err := store.First[Project](tx.LockingShared(), store.Scope{OrgID: scope.OrgID}, "id = ?", scope.ProjectID)
	return err
}

func environmentsInOrder(tx *store.Tx, scope store.Scope) ([]Environment, error) {
	return store.Find[Environment](tx.OrderBy("position, id"), scope, "")
}

func (e *Environment) rank() (string, *int64) { return e.ID, &e.Position }
