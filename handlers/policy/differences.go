package policy

import (
	"time"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// differencesAnswer is how a candidate's answers differed over time, on all servers.
type differencesAnswer struct {
	// Trial is the candidate's of now, or else the last one that was compared; empty where
	// none was within 30 days.
	Trial   string `json:"trial"`
	Current bool   `json:"current"` // whether it goes on
	// Tolerance is how many unexpected refusals and failures together end it; 0 for any
	// number, and where it has ended.
	Tolerance int64                  `json:"tolerance"`
	Bucket    int                    `json:"bucket"` // seconds
	Buckets   []differenceBucketJSON `json:"buckets"`
	Complete  bool                   `json:"complete"` // false where more than 500 buckets would be needed
}

type differenceBucketJSON struct {
	Start store.Time `json:"start"`
	models.PolicyDifferences
}

// sumDifferences answers buckets in which something was compared, oldest first.
func sumDifferences(r *pep.Request) (*differencesAnswer, error) {
	q := r.ReadQuery()
	bucket := q.Number("bucket", 60, 60, 24*3600)
	if bucket%60 != 0 {
		q.Wrong("bucket", "custom", "Must be whole minutes, in seconds")
	}
	if err := q.Err(); err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, _ *facts.State) (*differencesAnswer, error) {
		answer := &differencesAnswer{Bucket: bucket, Buckets: []differenceBucketJSON{}}
		rollout, err := models.RolloutOf(tx)
		if err != nil {
			return nil, err
		}
		if answer.Trial, answer.Current, answer.Tolerance = rollout.Trial, rollout.Trial != "", rollout.Tolerance; !answer.Current {
			if answer.Trial, err = models.LatestTrial(tx); err != nil {
				return nil, err
			}
		}
		return answer, answer.count(tx, r.Now)
	})
}

// count adds up minutes to buckets.
func (a *differencesAnswer) count(tx *store.Tx, now time.Time) error {
	length := time.Duration(a.Bucket) * time.Second
	from := now.Truncate(length).Add(-(maxBuckets - 1) * length)
	rows, earlier, err := models.DifferencesOf(tx, a.Trial, store.At(from))
	a.Complete = !earlier
	for i := range rows {
		start := rows[i].Minute.Truncate(length)
		if last := len(a.Buckets) - 1; last >= 0 && a.Buckets[last].Start.Equal(start) {
			a.Buckets[last].PolicyDifferences = a.Buckets[last].Plus(rows[i].PolicyDifferences)
			continue
		}
		a.Buckets = append(a.Buckets, differenceBucketJSON{store.At(start), rows[i].PolicyDifferences})
	}
	return err
}
