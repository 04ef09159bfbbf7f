package service

import (
	"context"
	"log/slog"
	"slices"
	"strconv"

	"warder/engine"
	"warder/handlers/audit"
	"warder/handlers/policy"
	"warder/models"
	"warder/models/store"
)

// withdraw ends a trial that exceeded its tolerance, on every server.
func (r *rollout) withdraw(ctx context.Context, trial string) bool {
	var reason string
	var committed func() // nil if another server was faster
	err := r.store.Write(ctx, func(tx *store.Tx) error {
		row, err := models.LockRollout(tx)
		if committed = nil; err != nil || row.Trial != trial {
			return err
		}
		differences, err := r.onAllServers(tx, trial)
		if err != nil {
			return err
		}
		reason = "rolled back by the server: " + strconv.FormatInt(differences.NewlyRefused, 10) + " refusals that the active policy permits, " +
			strconv.FormatInt(differences.Failed, 10) + " decisions failed"
		candidate, err := store.First[models.PolicyBundle](tx, store.Installation, "id = ?", row.CandidateID)
		if err != nil {
			return err
		}
		if committed, err = r.recordRollback(tx, row, candidate, reason); err != nil {
			return err
		}
		change := models.ChangeOf(candidate, policy.RollbackEvent, models.StageWithdrawn, reason)
		row.Withdraw()
		return models.SaveRollout(tx, row, change, store.At(r.config.clock()()))
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

// recordRollback records the rollback before the candidate leaves the row, in the log of the
// organization that published it.
func (r *rollout) recordRollback(tx *store.Tx, row *models.PolicyRollout, candidate *models.PolicyBundle, reason string) (committed func(), err error) {
	begun, err := models.LastPolicyEvent(tx, policy.PublishEvent, policy.PromoteEvent)
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

// onAllServers sums a candidate's differences: those reported by other servers, and this
// server's current ones.
func (r *rollout) onAllServers(tx *store.Tx, trial string) (engine.Differences, error) {
	servers, err := models.Servers(tx)
	if err != nil {
		return engine.Differences{}, err
	}
	others := slices.DeleteFunc(servers, func(s models.Server) bool { return s.ID == r.id })
	candidate, own := r.stages.OnTrial()
	if candidate == nil || candidate.ID != trial {
		own = engine.Differences{}
	}
	return engine.Differences(models.PolicyDifferences(own).Plus(models.PolicyDifferences(differencesOn(trial, others)))), nil
}

// differencesOn sums the differences that servers reported for a trial.
func differencesOn(trial string, servers []models.Server) engine.Differences {
	sum := models.PolicyDifferences{}
	for i := range servers {
		if reported := servers[i].Report.Policy; reported.Trial == trial {
			sum = sum.Plus(reported.Differences)
		}
	}
	return engine.Differences(sum)
}
