package policy

import (
	"strconv"

	"warder/models"
	"warder/models/store"
)

// shownChanges is the number of changes in a response.
const shownChanges = 50

// changeJSON is one change of the rollout.
type changeJSON struct {
	Version  int64      `json:"version"` // of the rollout after this change
	Event    string     `json:"event"`
	Revision string     `json:"revision"`
	Digest   string     `json:"digest"`
	Key      string     `json:"key"`   // id of the key that signed the bundle
	Stage    string     `json:"stage"` // shadow, canary, active or withdrawn
	Percent  int64      `json:"percent"`
	Outcome  string     `json:"outcome"`
	Reason   string     `json:"reason"`
	Who      actorJSON  `json:"who"`
	When     store.Time `json:"when"`
}

// actorJSON is the author of a change: a user, an identity or a server. The name is shown only
// within the reader's organization.
type actorJSON struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

func describeHistory(tx *store.Tx, orgID string) ([]changeJSON, error) {
	rows, err := models.PolicyChanges(tx, shownChanges)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for i := range rows {
		ids = append(ids, rows[i].ActorID)
	}
	names, err := models.NamesWithin(tx, orgID, ids)
	if err != nil {
		return nil, err
	}
	list := []changeJSON{}
	for i := range rows {
		row := &rows[i]
		list = append(list, changeJSON{
			Version: row.Version, Event: row.Event, Revision: strconv.FormatInt(row.Revision, 10), Digest: row.Digest, Key: row.KeyID,
			Stage: row.Stage, Percent: row.Percent, Outcome: row.Outcome, Reason: row.Reason,
			Who: actorJSON{Type: row.ActorType, ID: row.ActorID, Name: names[row.ActorID]}, When: row.ChangedAt,
		})
	}
	return list, nil
}
