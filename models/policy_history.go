package models

import "warder/models/store"

// PolicyChange is one change of the active policy or the candidate.
type PolicyChange struct {
	Version int64  `gorm:"primaryKey;autoIncrement:false"` // of the rollout, with this change
	Event   string // of the audit log
	// Revision, Digest and KeyID are of the bundle that entered Stage, or was withdrawn.
	Revision  int64
	Digest    string
	KeyID     string
	Stage     string
	Percent   int64
	Outcome   string // what the server did
	Reason    string // what the actor said
	ActorType string
	ActorID   string // empty for a server
	ChangedAt store.Time
}

// StageWithdrawn is that of a bundle which was taken back.
const StageWithdrawn = "withdrawn"

// ChangeOf is a change that concerns a bundle, by a server until another actor is named.
func ChangeOf(bundle *PolicyBundle, event, stage, outcome string) *PolicyChange {
	return &PolicyChange{
		Event: event, Revision: bundle.Revision, Digest: bundle.Digest, KeyID: bundle.KeyID, Stage: stage, Outcome: outcome, ActorType: SubjectPlatform,
	}
}

// keptChanges is how many changes are remembered.
const keptChanges = 1000

// NotePolicyChange writes a change down, and forgets the oldest.
func NotePolicyChange(tx *store.Tx, change *PolicyChange) error {
	if err := store.Create(tx, store.Installation, change); err != nil {
		return err
	}
	_, err := store.Delete[PolicyChange](tx, store.Installation, "version <= ?", change.Version-keptChanges)
	return err
}

// PolicyChanges are the newest, newest first.
func PolicyChanges(tx *store.Tx, limit int) ([]PolicyChange, error) {
	rows := []PolicyChange{}
	if err := tx.DB().Order("version DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, store.Failed[PolicyChange]("read", err)
	}
	return rows, nil
}
