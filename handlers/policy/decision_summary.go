package policy

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

const (
	maxBuckets = 500
	maxKeys    = 50 // of all buckets together; the rest is counted as otherKeys
	otherKeys  = "other"
)

// summaryAnswer counts decisions by time and by a second key.
type summaryAnswer struct {
	Buckets []bucketJSON `json:"buckets"`
	// Complete reports whether all decisions were counted. At most the newest 200 000 are
	// counted, and decisions recorded by older versions have no code, rule or route here.
	Complete bool `json:"complete"`
}

type bucketJSON struct {
	Start  store.Time       `json:"start"`
	Values map[string]int64 `json:"values"`
}

// summary is a requested count.
type summary struct {
	filter   *decisionFilter
	from, to time.Time
	bucket   time.Duration
	by       string
}

func newSummary(r *pep.Request) (*summary, error) {
	q := r.ReadQuery()
	s := &summary{filter: newDecisionFilter(r, q), by: q.Word("by", "outcome", "code", "rule", "subject", "route")}
	s.bucket = time.Duration(q.Number("bucket", 60, 1, 366*24*3600)) * time.Second
	s.to = q.Time("to", r.Now)
	s.from = q.Time("from", s.to.Add(-time.Hour))
	switch count := int64(s.to.Sub(s.from)/s.bucket) + 1; {
	case s.to.Before(s.from):
		q.Wrong("to", "custom", "Must not be before from")
	case count > maxBuckets:
		q.Wrong("bucket", "custom", "There are at most 500 buckets from from to to")
	}
	from, to := store.At(s.from), store.At(s.to)
	s.filter.From, s.filter.To = &from, &to
	return s, q.Err()
}

func sumDecisions(r *pep.Request) (*summaryAnswer, error) {
	s, err := newSummary(r)
	if err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, state *facts.State) (*summaryAnswer, error) {
		return s.read(tx, state.OrgID())
	})
}

func (s *summary) read(tx *store.Tx, orgID string) (*summaryAnswer, error) {
	filter, err := s.filter.within(tx, orgID)
	if err != nil {
		return nil, err
	}
	by := map[string]models.SummaryKey{"outcome": models.ByOutcome, "subject": models.BySubject}[s.by]
	counts, complete, err := models.SumDecisions(tx, filter, *filter.From, s.bucket.Milliseconds(), cmp.Or(by, models.ByFrame))
	if err != nil {
		return nil, err
	}
	frames, whole, err := s.frames(tx, orgID, counts)
	if err != nil {
		return nil, err
	}
	sum := newTally(*filter.From, s.bucket)
	for i := range counts {
		for _, key := range s.keys(&counts[i], frames) {
			sum.add(counts[i].Bucket, key, counts[i].Count)
		}
	}
	return &summaryAnswer{Buckets: sum.buckets(), Complete: complete && whole}, nil
}

// frames reads the frames of the counts, and reports whether all were found.
func (s *summary) frames(tx *store.Tx, orgID string, counts []models.DecisionCount) (found map[string]*models.DecisionDocument, whole bool, err error) {
	if s.by == "outcome" || s.by == "subject" {
		return nil, true, nil
	}
	names := []string{}
	for i := range counts {
		names = append(names, counts[i].Frame)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	found, err = models.Frames(tx, orgID, names)
	return found, len(found) == len(names), err
}

// keys are the keys under which a count is listed.
func (s *summary) keys(count *models.DecisionCount, frames map[string]*models.DecisionDocument) []string {
	switch s.by {
	case "subject":
		return []string{count.SubjectID}
	case "outcome":
		return []string{map[bool]string{true: "permitted", false: "refused"}[count.Permitted]}
	}
	frame := frames[count.Frame]
	switch {
	case frame == nil:
		return nil
	case s.by == "route":
		return []string{frame.Route}
	case s.by == "code":
		return strings.Fields(frame.Codes)
	}
	return rulesOf(frame)
}

// rulesOf lists each rule that refused in a frame once.
func rulesOf(frame *models.DecisionDocument) (rules []string) {
	for reason := range refusalsOf(frame) {
		if reason.rule != "" && !slices.Contains(rules, reason.rule) {
			rules = append(rules, reason.rule)
		}
	}
	return rules
}

// tally sums counts by bucket and key.
type tally struct {
	from   store.Time
	bucket time.Duration
	values map[int64]map[string]int64
	totals map[string]int64
}

func newTally(from store.Time, bucket time.Duration) *tally {
	return &tally{from: from, bucket: bucket, values: map[int64]map[string]int64{}, totals: map[string]int64{}}
}

func (t *tally) add(bucket int64, key string, count int64) {
	if t.values[bucket] == nil {
		t.values[bucket] = map[string]int64{}
	}
	t.values[bucket][key] += count
	t.totals[key] += count
}

// buckets returns the non-empty buckets with their most frequent keys.
func (t *tally) buckets() []bucketJSON {
	keys := []string{}
	for key := range t.totals {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(t.totals[b], t.totals[a]), cmp.Compare(a, b)) })
	kept := map[string]bool{}
	for _, key := range keys[:min(maxKeys, len(keys))] {
		kept[key] = true
	}
	list := []bucketJSON{}
	for bucket, values := range t.values {
		shown := map[string]int64{}
		for key, count := range values {
			if !kept[key] {
				key = otherKeys
			}
			shown[key] += count
		}
		list = append(list, bucketJSON{store.At(t.from.Add(time.Duration(bucket) * t.bucket)), shown})
	}
	slices.SortFunc(list, func(a, b bucketJSON) int { return a.Start.Compare(b.Start.Time) })
	return list
}
