package models

import (
	"database/sql"
	"errors"

	"gorm.io/gorm/clause"

	"warder/models/store"
)

// PolicyBundle is a bundle of policy that was published over the API.
type PolicyBundle struct {
	ID        string `gorm:"primaryKey"`
	Revision  int64
	Digest    string
	KeyID     string
	Archive   []byte
	ActorType string
	ActorID   string
	CreatedAt store.Time
}

// PolicyRollout says which published bundles decide, for all servers alike.
// There is one row, from the first change on.
type PolicyRollout struct {
	ID string `gorm:"primaryKey"`
	// Version grows with every change; servers look at it to see one.
	Version int64
	// ActiveID is the bundle that decides; empty means each server's own policy.
	ActiveID string
	// PreviousIDs are those that decided before, the last one last.
	PreviousIDs []string `gorm:"serializer:json"`
	// CandidateID is the bundle on its way, in Stage; Trial names this attempt.
	CandidateID, Trial, Stage string
	Percent                   int64
	Widen                     bool
	Tolerance                 int64
	// Revision and Digest are of the highest bundle that was ever published.
	Revision  int64
	Digest    string
	Reason    string // of the last change
	ChangedAt store.Time
}

// theRollout is the primary key of the one row.
const theRollout = "policy"

// RolloutOf reads which policies decide.
func RolloutOf(tx *store.Tx) (*PolicyRollout, error) {
	row, err := store.First[PolicyRollout](tx, store.Installation, "id = ?", theRollout)
	if errors.Is(err, store.ErrNotFound) {
		return &PolicyRollout{ID: theRollout, Version: 1}, nil
	}
	return row, err
}

// RolloutVersion is that of RolloutOf, which servers look at all the time.
func RolloutVersion(tx *store.Tx) (version int64, err error) {
	version = 1
	err = tx.Query(rolloutVersion, []any{theRollout}, func(rows *sql.Rows) error {
		if !rows.Next() {
			return nil
		}
		return rows.Scan(&version)
	})
	if err != nil {
		return 0, store.Failed[PolicyRollout]("read", err)
	}
	return version, nil
}

var rolloutVersion = store.PerDialect(func(string) string { return "SELECT version FROM policy_rollouts WHERE id = ?" })

// LockRollout is RolloutOf, locked against other changes.
func LockRollout(tx *store.Tx) (*PolicyRollout, error) {
	first := &PolicyRollout{ID: theRollout, Version: 1, PreviousIDs: []string{}}
	if err := tx.DB().Clauses(clause.OnConflict{DoNothing: true}).Create(first).Error; err != nil {
		return nil, store.Failed[PolicyRollout]("write", err)
	}
	return store.First[PolicyRollout](tx.Locking(), store.Installation, "id = ?", theRollout)
}

// Withdraw ends the trial of a candidate.
func (r *PolicyRollout) Withdraw() {
	r.CandidateID, r.Trial, r.Stage = "", "", ""
	r.Percent, r.Widen, r.Tolerance = 0, false, 0
}

// SaveRollout writes the row, which LockRollout read, as the next version, and the change down.
func SaveRollout(tx *store.Tx, rollout *PolicyRollout, change *PolicyChange, at store.Time) error {
	rollout.Version++
	rollout.Reason, rollout.ChangedAt = change.Outcome, at
	change.Version, change.ChangedAt = rollout.Version, at
	if err := store.UpdateHeld(tx, store.Installation, rollout); err != nil {
		return err
	}
	return NotePolicyChange(tx, change)
}

// PublishedBundles are those that are kept, without their archives, the newest first.
func PublishedBundles(tx *store.Tx) ([]PolicyBundle, error) {
	rows := []PolicyBundle{}
	if err := tx.DB().Omit("archive").Order("created_at DESC, id").Find(&rows).Error; err != nil {
		return nil, store.Failed[PolicyBundle]("read", err)
	}
	return rows, nil
}

// KeepPolicyBundles deletes every published bundle but these.
func KeepPolicyBundles(tx *store.Tx, ids []string) error {
	_, err := store.Delete[PolicyBundle](tx, store.Installation, "id NOT IN ?", append([]string{""}, ids...))
	return err
}
