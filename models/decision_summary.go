package models

import (
	"slices"

	"warder/models/store"
)

// DecisionCount is how many decisions of one bucket of time have something in common.
type DecisionCount struct {
	Bucket    int64
	Permitted bool
	SubjectID string
	Frame     string
	Count     int64
}

// SummaryKey is what decisions of a summary are told apart by.
type SummaryKey string

// Keys of summaries.
const (
	ByOutcome SummaryKey = "permitted"
	BySubject SummaryKey = "subject_id"
	ByFrame   SummaryKey = "permitted, frame" // to be looked up with Frames
)

// maxSummed is how many decisions a summary counts: the newest.
const maxSummed = 200_000

// SumDecisions counts what a filter finds by buckets of so many milliseconds from a
// moment on. It reads the newest 200 000 decisions at most, and is not complete where
// there are more.
func SumDecisions(tx *store.Tx, filter DecisionFilter, from store.Time, bucket int64, by SummaryKey) (counts []DecisionCount, complete bool, err error) {
	newest := filter.query(tx).Select("time", "permitted", "subject_id", "frame").Order("time DESC, seq DESC").Limit(maxSummed)
	err = tx.DB().Table("(?) AS newest", newest).
		Select("(time - ?) / ? AS bucket, "+string(by)+", count(*) AS count", from, bucket).Group("1, " + string(by)).Order("1").Scan(&counts).Error
	if err != nil {
		return nil, false, store.Failed[DecisionRecord]("count", err)
	}
	total := int64(0)
	for i := range counts {
		total += counts[i].Count
	}
	return counts, total < maxSummed, nil
}

// Frames are frames of an organization by their names, joined with nothing.
func Frames(tx *store.Tx, orgID string, names []string) (map[string]*DecisionDocument, error) {
	found := map[string]*DecisionDocument{}
	for part := range slices.Chunk(names, documentsAtOnce) {
		rows := []DecisionDocument{}
		if err := tx.DB().Where("hash IN ? AND org_id = ?", part, orgID).Find(&rows).Error; err != nil {
			return nil, store.Failed[DecisionDocument]("read", err)
		}
		for i := range rows {
			found[rows[i].Hash] = &rows[i]
		}
	}
	return found, nil
}
