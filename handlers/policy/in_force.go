package policy

import (
	"strconv"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

type policyJSON struct {
	Revision   string         `json:"revision"`
	Digest     string         `json:"digest"`
	Stage      string         `json:"stage"`
	Source     string         `json:"source"`
	Published  bool           `json:"published"` // by the API, not loaded from the server's own source
	Guardrails []string       `json:"guardrails"`
	Previous   int            `json:"previous"` // the number of possible rollbacks to published policies
	Version    int64          `json:"version"`  // of the rollout; increases with every change
	Changed    *store.Time    `json:"changedAt"`
	Reason     string         `json:"reason"`
	Problem    string         `json:"problem,omitempty"`
	Candidate  *candidateJSON `json:"candidate"`
	// Servers are the servers of this database, the responding one first. History has the last
	// 50 changes, newest first. Responses to changes have neither.
	Servers []serverJSON `json:"servers,omitempty"`
	History []changeJSON `json:"history,omitempty"`
}

type candidateJSON struct {
	Revision    string             `json:"revision"`
	Digest      string             `json:"digest"`
	Stage       string             `json:"stage"`
	Percent     int64              `json:"percent"`
	Widen       bool               `json:"widen"`
	Tolerance   int64              `json:"tolerance"`
	InForce     bool               `json:"inForce"`     // whether this server has loaded it
	Differences engine.Differences `json:"differences"` // counted by this server
}

// policyAnswer describes the policy in force and its candidate.
type policyAnswer struct {
	Policy policyJSON `json:"policy"`
}

func getPolicy(r *pep.Request) (*policyAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (*policyAnswer, error) {
		return describeRollout(r, tx, s.OrgID())
	})
}

func describePolicy(r *pep.Request, tx *store.Tx) (*policyAnswer, error) {
	rollout, err := models.RolloutOf(tx)
	if err != nil {
		return nil, err
	}
	status := r.API.Rollout.Status()
	described := policyJSON{
		Revision: status.Active.Revision, Digest: status.Active.Digest, Stage: engine.StageActive, Source: status.Source,
		Published: rollout.ActiveID != "", Guardrails: pep.OrEmpty(status.Guardrails), Previous: len(rollout.PreviousIDs),
		Version: rollout.Version, Reason: rollout.Reason, Problem: status.Problem,
	}
	if rollout.Version > 1 {
		described.Changed = &rollout.ChangedAt
	}
	if rollout.CandidateID != "" {
		row, err := store.First[models.PolicyBundle](tx, store.Installation, "id = ?", rollout.CandidateID)
		if err != nil {
			return nil, err
		}
		described.Candidate = &candidateJSON{
			Revision: strconv.FormatInt(row.Revision, 10), Digest: row.Digest, Stage: rollout.Stage, Percent: rollout.Percent,
			Widen: rollout.Widen, Tolerance: rollout.Tolerance, InForce: status.Trial == rollout.Trial,
		}
		if status.Trial == rollout.Trial {
			described.Candidate.Differences = status.Differences
		}
	}
	return &policyAnswer{Policy: described}, nil
}

// describeRollout is describePolicy with all servers and the history, for readers in an
// organization.
func describeRollout(r *pep.Request, tx *store.Tx, orgID string) (*policyAnswer, error) {
	answer, err := describePolicy(r, tx)
	if err != nil {
		return nil, err
	}
	if answer.Policy.Servers, err = describeServers(r, tx, answer.Policy.Version); err != nil {
		return nil, err
	}
	answer.Policy.History, err = describeHistory(tx, orgID)
	return answer, err
}
