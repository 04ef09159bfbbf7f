package accounts

import (
	"cmp"
	"slices"
	"time"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
	"warder/models/upkeep"
)

// operationsAnswer has the latest report of each server of this database. It contains no
// addresses, keys or settings.
type operationsAnswer struct {
	Now      store.Time       `json:"now"`
	Database string           `json:"database"` // sqlite or postgres
	Servers  []operatedServer `json:"servers"`
	Upkeep   operatedUpkeep   `json:"upkeep"`
}

// operatedServer is one server; see models.ServerReport.
type operatedServer struct {
	ID        string     `json:"id"` // new at each start
	Name      string     `json:"name"`
	StartedAt store.Time `json:"startedAt"`
	SeenAt    store.Time `json:"seenAt"` // of its last report; servers report every few seconds
	Silent    bool       `json:"silent"` // for longer than 30 seconds
	models.ServerReport
}

// operatedUpkeep is the nightly removal of expired rows.
type operatedUpkeep struct {
	Runs []upkeep.Run `json:"runs"` // the last 10, newest first
}

func readOperations(r *pep.Request) (*operationsAnswer, error) {
	question := r.Question(facts.ProjectRef{})
	question.OrgLess = true
	return pep.Read(r, question, func(tx *store.Tx, _ *facts.State) (*operationsAnswer, error) {
		rows, err := models.Servers(tx)
		if err != nil {
			return nil, err
		}
		answer := &operationsAnswer{Now: store.At(r.Now), Database: r.API.Store.Dialect(), Servers: describeOperated(rows, r.Now)}
		answer.Upkeep.Runs, err = upkeep.Runs(tx)
		return answer, err
	})
}

func describeOperated(rows []models.Server, now time.Time) []operatedServer {
	list := []operatedServer{}
	for i := range rows {
		row := &rows[i]
		row.Report.Pools = pep.OrEmpty(row.Report.Pools)
		list = append(list, operatedServer{
			ID: row.ID, Name: row.Name, StartedAt: row.StartedAt, SeenAt: row.SeenAt,
			Silent: now.Sub(row.SeenAt.Time) > models.ServerSilent, ServerReport: row.Report,
		})
	}
	slices.SortFunc(list, func(a, b operatedServer) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list
}
