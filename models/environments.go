package models

import "slices"

// MoveEnvironment puts an environment at a position, from 1, and closes the
// ranks of the others; beyond the last means last.
func MoveEnvironment(tx *Tx, scope Scope, row *Environment, position int64) error {
	all, err := Find[Environment](tx.OrderBy("position, id"), scope, "")
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(all, func(e Environment) bool { return e.ID == row.ID })
	return renumber(tx, scope, slices.Insert(others, int(min(position-1, int64(len(others)))), *row), row)
}

// DeleteEnvironment removes an environment with everything in it and closes
// the ranks of the others.
func DeleteEnvironment(tx *Tx, scope Scope, row *Environment) error {
	if _, err := Delete[Environment](tx, scope, "id = ?", row.ID); err != nil {
		return err
	}
	left, err := Find[Environment](tx.OrderBy("position, id"), scope, "")
	if err != nil {
		return err
	}
	return renumber(tx, scope, left, row)
}

// renumber writes the positions that changed, and into moved its own.
func renumber(tx *Tx, scope Scope, order []Environment, moved *Environment) error {
	for i := range order {
		position := int64(i + 1)
		if order[i].ID == moved.ID {
			moved.Position = position
		}
		if order[i].Position == position {
			continue
		}
		order[i].Position = position
		if err := Update(tx, scope, &order[i], "position"); err != nil {
			return err
		}
	}
	return nil
}
