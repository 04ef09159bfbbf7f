package service

import (
	"context"
	"log/slog"
	"strconv"

	"warder/handlers/audit"
	"warder/handlers/policy"
	"warder/models"
	"warder/models/store"
)

// withdraw ends a trial that went beyond its tolerance, on every server.
func (r *rollout) withdraw(ctx context.Context, trial string) bool {
	_, differences := r.stages.OnTrial()
	reason := "rolled back by the server: " + strconv.FormatInt(differences.NewlyRefused, 10) + " refusals unlike the active policy, " +
		strconv.FormatInt(differences.Failed, 10) + " decisions failed"
	var committed func() // nil where another server was faster
	err := r.store.Write(ctx, func(tx *store.Tx) error {
		row, err := models.LockRollout(tx)
		if committed = nil; err != nil || row.Trial != trial {
			return err
		}
		if committed, err = r.recordRollback(tx, row, reason); err != nil {
			return err
		}
		row.CandidateID, row.Trial, row.Stage, row.Percent, row.Widen, row.Tolerance = "", "", "", 0, false, 0
		return models.SaveRollout(tx, row, reason, store.At(r.config.clock()()))
	})
	if err != nil {
		r.log.ErrorContext(ctx, "a candidate cannot be rolled back; trying again", slog.String("cause", err.Error()))
		return false
	}
	if committed != nil {
		committed()
		r.metrics.RolledBack()
		r.log.ErrorContext(ctx, "a candidate was rolled back", slog.String("reason", reason))
	}
	r.Sync(ctx)
	return true
}

// recordRollback writes the event, before the candidate leaves the row, into the
// log of the organization where it was put on its way.
func (r *rollout) recordRollback(tx *store.Tx, row *models.PolicyRollout, reason string) (committed func(), err error) {
	begun, err := models.LastPolicyEvent(tx, policy.PublishEvent, policy.PromoteEvent)
	if err != nil {
		return nil, err
	}
	candidate, err := store.First[models.PolicyBundle](tx, store.Installation, "id = ?", row.CandidateID)
	if err != nil {
		return nil, err
	}
	event := &audit.Event{
		Type: policy.RollbackEvent, Time: r.config.clock()(), Action: "rollback", Resource: "policy", Policy: r.stages.Revision(),
		Properties: map[string]any{
			"revision": strconv.FormatInt(candidate.Revision, 10), "digest": candidate.Digest, "stage": row.Stage, "reason": reason,
		},
	}
	if begun != nil {
		event.OrgID = begun.OrgID
	}
	return r.audit.Happened(tx, event)
}
