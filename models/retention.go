package models

import (
	"time"

	"warder/models/store"
)

// RetentionChange is a retention that ended: until then records were kept for Days,
// and for good where they are 0.
type RetentionChange struct {
	Days  int64 `json:"days"`
	Until int64 `json:"until"` // Unix milliseconds
}

// RetentionEvent is the audit event of a changed retention. No retention removes it.
const RetentionEvent = "update-audit-logs-retention"

// maxRetentionChanges bounds how many are told apart; of more, the two oldest are one.
const maxRetentionChanges = 32

// SetRetention keeps records for that many days from now on; 0 keeps them permanently.
// Older records stay at least as long as was promised when they were recorded.
func (p *Project) SetRetention(days int64, now store.Time) {
	p.RetentionChanges = append(p.RetentionChanges, RetentionChange{p.retention(), now.UnixMilli()})
	if len(p.RetentionChanges) > maxRetentionChanges {
		p.RetentionChanges[1].Days = longer(p.RetentionChanges[0].Days, p.RetentionChanges[1].Days)
		p.RetentionChanges = p.RetentionChanges[1:]
	}
	p.AuditLogsRetentionDays = &days
}

func (p *Project) retention() int64 {
	if p.AuditLogsRetentionDays == nil {
		return 0
	}
	return *p.AuditLogsRetentionDays
}

// longer returns the longer of two retentions; 0 is permanent.
func longer(a, b int64) int64 {
	if a == 0 || b == 0 {
		return 0
	}
	return max(a, b)
}

// retained is the span between two changes of the retention. Records of the span are kept
// for days, the longest retention in force since then.
type retained struct {
	since, until time.Time
	days         int64 // 0 is for good
}

// cutoff is the moment of the span before which nothing is kept any more.
func (r retained) cutoff(now time.Time) time.Time {
	if r.days == 0 {
		return r.since
	}
	cutoff := now.AddDate(0, 0, -int(r.days))
	switch {
	case cutoff.Before(r.since):
		return r.since
	case cutoff.After(r.until):
		return r.until
	}
	return cutoff
}

// spans are all of them, the latest first.
func (p *Project) spans(now time.Time) []retained {
	spans, days, until := []retained{}, p.retention(), now
	for i := len(p.RetentionChanges) - 1; i >= 0; i-- {
		since := time.UnixMilli(p.RetentionChanges[i].Until)
		spans = append(spans, retained{since, until, days})
		days, until = longer(days, p.RetentionChanges[i].Days), since
	}
	return append(spans, retained{time.UnixMilli(0), until, days})
}

// KeptDays returns how long a record of a moment is kept; 0 is permanent.
func (p *Project) KeptDays(recorded, now time.Time) int64 {
	for _, span := range p.spans(now) {
		if !recorded.Before(span.since) {
			return span.days
		}
	}
	return 0
}

// OutdatedRecords are the records of a project that no retention keeps any more.
func (p *Project) OutdatedRecords(now time.Time) (sets []Expiry) {
	for _, span := range p.spans(now) {
		if cutoff := span.cutoff(now); cutoff.After(span.since) {
			sets = append(sets, Expiry{
				&DecisionRecord{}, "seq", "org_id = ? AND project_id = ? AND time >= ? AND time < ? AND event_type <> ?",
				[]any{p.OrgID, p.ID, store.At(span.since), store.At(cutoff), RetentionEvent},
			})
		}
	}
	return sets
}

// RemovedRecords are the records of a set of OutdatedRecords, of those with certain keys,
// that are going to be removed: whose they are, and their numbers as spans.
func RemovedRecords(tx *store.Tx, set Expiry, keys []string) (orgID, projectID string, spans [][2]int64, err error) {
	numbers := []int64{}
	if err := tx.DB().Model(set.row).Where("seq IN ?", keys).Where(set.where, set.args...).Order("seq").Pluck("seq", &numbers).Error; err != nil {
		return "", "", nil, store.Translate(err)
	}
	for _, number := range numbers {
		if last := len(spans) - 1; last >= 0 && spans[last][1] == number-1 {
			spans[last][1] = number
		} else {
			spans = append(spans, [2]int64{number, number})
		}
	}
	orgID, _ = set.args[0].(string)
	projectID, _ = set.args[1].(string)
	return orgID, projectID, spans, nil
}
