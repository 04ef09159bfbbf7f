package policy

import (
	"cmp"
	"slices"

	"warder/engine"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// serverJSON is the policy state of one server.
type serverJSON struct {
	ID        string     `json:"id"` // new at each start
	Name      string     `json:"name"`
	StartedAt store.Time `json:"startedAt"`
	SeenAt    store.Time `json:"seenAt"` // of its last report; servers report every few seconds
	Silent    bool       `json:"silent"` // for longer than 30 seconds
	Revision  string     `json:"revision"`
	Digest    string     `json:"digest"`
	// InForce reports whether the server follows the rollout; Problem says why not.
	InForce bool   `json:"inForce"`
	Problem string `json:"problem,omitempty"`
	// Differences are this server's counts for the current candidate.
	Differences engine.Differences `json:"differences"`
}

// describeServers describes the servers that reported, with the current state of the
// responding one.
func describeServers(r *pep.Request, tx *store.Tx, version int64) ([]serverJSON, error) {
	rows, err := models.Servers(tx)
	if err != nil {
		return nil, err
	}
	status := r.API.Rollout.Status()
	own := models.Server{ID: status.ServerID, Name: status.ServerName, StartedAt: store.At(status.Started), SeenAt: store.At(r.Now)}
	own.Report.Policy = models.ServerPolicy{
		Revision: status.Active.Revision, Digest: status.Active.Digest, Version: status.Version, Problem: status.Problem,
		Trial: status.Trial, Differences: models.PolicyDifferences(status.Differences),
	}
	rows = slices.DeleteFunc(rows, func(s models.Server) bool { return s.ID == own.ID })
	slices.SortFunc(rows, func(a, b models.Server) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	trial, err := trialOf(tx)
	if err != nil {
		return nil, err
	}
	list := []serverJSON{describeServer(r, &own, version, trial)}
	for i := range rows {
		list = append(list, describeServer(r, &rows[i], version, trial))
	}
	return list, nil
}

func describeServer(r *pep.Request, row *models.Server, version int64, trial string) serverJSON {
	p := &row.Report.Policy
	described := serverJSON{
		ID: row.ID, Name: row.Name, StartedAt: row.StartedAt, SeenAt: row.SeenAt, Silent: r.Now.Sub(row.SeenAt.Time) > models.ServerSilent,
		Revision: p.Revision, Digest: p.Digest, InForce: p.Version == version, Problem: p.Problem,
	}
	if trial != "" && p.Trial == trial {
		described.Differences = engine.Differences(p.Differences)
	}
	return described
}

// trialOf is the trial of the candidate, if there is one.
func trialOf(tx *store.Tx) (string, error) {
	rollout, err := models.RolloutOf(tx)
	if err != nil {
		return "", err
	}
	return rollout.Trial, nil
}
