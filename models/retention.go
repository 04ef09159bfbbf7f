package models

import "time"

// expiredBatch bounds one transaction of DeleteExpiredRecords: neither the
// writer nor a lock is held for long.
const expiredBatch = 5000

// Retention is for how long the log of one project is kept.
type Retention struct {
	OrgID, ProjectID string
	Days             int64
}

// Kept is the first moment of which records are kept.
func (r Retention) Kept(now Time) Time {
	return At(now.Add(-time.Duration(r.Days) * 24 * time.Hour))
}

// Retentions are the projects, of every tenant, whose log is not kept for good.
func Retentions(tx *Tx) ([]Retention, error) {
	rows := []Retention{}
	err := tx.DB().Model(&Project{}).Where("audit_logs_retention_days > 0").
		Select("org_id, id AS project_id, audit_logs_retention_days AS days").Order("id").Scan(&rows).Error
	if err != nil {
		return nil, wrap[Project]("read", err)
	}
	return rows, nil
}

// DeleteExpiredRecords removes a batch of what a project need not keep any
// longer, oldest first, and returns how many records they were; 0 means that
// nothing is left to remove.
func DeleteExpiredRecords(tx *Tx, retention Retention, now Time) (int64, error) {
	oldest := tx.DB().Model(&DecisionRecord{}).Select("seq").
		Where("org_id = ? AND project_id = ? AND time < ?", retention.OrgID, retention.ProjectID, retention.Kept(now)).
		Order("time").Limit(expiredBatch)
	result := tx.DB().Where("seq IN (?)", oldest).Delete(&DecisionRecord{})
	if result.Error != nil {
		return 0, wrap[DecisionRecord]("delete", result.Error)
	}
	return result.RowsAffected, nil
}
