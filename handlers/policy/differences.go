package policy

import (
	"time"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// differencesAnswer counts the differences of a candidate's decisions over time, on all
// servers.
type differencesAnswer struct {
	// Trial is the current candidate's, or the last one compared; empty if there was none
	// within 30 days.
	Trial   string `json:"trial"`
	Current bool   `json:"current"` // whether it is still running
	// Tolerance is the number of unexpected refusals and failures, taken together, that ends
	// the trial; 0 means unlimited, or that the trial has ended.
	Tolerance int64                  `json:"tolerance"`
	Bucket    int                    `json:"bucket"` // seconds
	Buckets   []differenceBucketJSON `json:"buckets"`
	Complete  bool                   `json:"complete"` // false if more than 500 buckets are needed
}

type differenceBucketJSON struct {
	Start store.Time `json:"start"`
	models.PolicyDifferences
}

// sumDifferences returns the buckets with comparisons, oldest first.
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

// count sums minutes into buckets.
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
