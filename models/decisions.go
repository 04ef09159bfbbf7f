package models

import (
	"encoding/json"

	"gorm.io/gorm"

	"warder/models/store"
)

// DecisionFilter narrows the decision log. Empty fields do not narrow, but a
// filter without OrgID finds nothing unless EveryTenant says so, which is for
// the operator of the installation.
type DecisionFilter struct {
	OrgID       string
	EveryTenant bool

	ProjectID, SubjectID, Action, Resource string
	IP                                     string
	Code                                   string // a reason code
	// Stage, Policy and Route are those of who answered: the stage, the digest, and the
	// row of the route table.
	Stage, Policy, Route string
	RequestID            string
	ResourceName         string // of a secret
	Subjects             []string
	Permitted            *bool
	From, To             *store.Time
}

func (f *DecisionFilter) query(tx *store.Tx) *gorm.DB {
	query := tx.DB().Model(&DecisionRecord{})
	if !f.EveryTenant {
		query = query.Where("org_id = ? AND org_id <> ''", f.OrgID)
	}
	for _, column := range []struct{ condition, value string }{
		{"project_id = ?", f.ProjectID}, {"subject_id = ?", f.SubjectID}, {"action = ?", f.Action}, {"resource = ?", f.Resource}, {"ip = ?", f.IP},
	} {
		if column.value != "" {
			query = query.Where(column.condition, column.value)
		}
	}
	if f.Subjects != nil {
		query = query.Where("subject_id IN ?", f.Subjects)
	}
	query = f.texts(tx, query)
	if f.Permitted != nil {
		query = query.Where(map[bool]string{true: "permitted", false: "NOT permitted"}[*f.Permitted])
	}
	if f.From != nil {
		query = query.Where("time >= ?", *f.From)
	}
	if f.To != nil {
		query = query.Where("time <= ?", *f.To)
	}
	return query
}

// texts narrows by the texts of records. LIKE would take the underscores of codes for
// wildcards. A record without a frame is JSON with escaped quotes, so only a field matches
// a quoted name.
func (f *DecisionFilter) texts(tx *store.Tx, query *gorm.DB) *gorm.DB {
	if f.Code != "" { // only refusals have codes, and those have an index
		query = query.Where("NOT permitted")
	}
	for _, part := range []struct{ value, frames, of, field string }{
		{f.Code, "replace(codes, ?, '') <> codes", " " + f.Code + " ", "code"},
		{f.Stage, "stage = ?", f.Stage, "stage"}, {f.Policy, "policy = ?", f.Policy, "digest"}, {f.Route, "route = ?", f.Route, "route"},
	} {
		if part.value == "" {
			continue
		}
		framed := tx.DB().Model(&DecisionDocument{}).Select("hash").Where(part.frames, part.of)
		if !f.EveryTenant {
			framed = framed.Where("org_id = ?", f.OrgID)
		}
		query = query.Where("(frame IN (?) OR frame = '' AND replace(record, ?, '') <> record)", framed, field(part.field, part.value))
	}
	if f.RequestID != "" {
		query = query.Where("(frame <> '' AND replace(record, ?, '') <> record OR frame = '' AND replace(record, ?, '') <> record)",
			string(Between)+f.RequestID+string(Between), field("request_id", f.RequestID))
	}
	if f.ResourceName != "" {
		first := escaped(f.ResourceName) + string(Between)
		query = query.Where("(frame <> '' AND substr(record, 1, ?) = ? OR frame = '' AND replace(record, ?, '') <> record)",
			len([]rune(first)), first, field("secretName", f.ResourceName))
	}
	return query
}

// field is a field of a record without a frame.
func field(name, value string) string { return `"` + name + `":"` + escaped(value) + `"` }

// escaped is a text as it stands between quotes.
func escaped(text string) string {
	quoted, _ := json.Marshal(text) // of a text, which never fails
	return string(quoted[1 : len(quoted)-1])
}

// FindDecisions reads a page of the log, newest first.
func FindDecisions(tx *store.Tx, filter DecisionFilter, limit, offset int) ([]DecisionRecord, error) {
	rows := []DecisionRecord{}
	err := filter.query(tx).Order("time DESC, seq DESC").Limit(max(limit, 0)).Offset(max(offset, 0)).Find(&rows).Error
	return whole(tx, rows, err)
}

// whole are rows that were read, with their records joined.
func whole(tx *store.Tx, rows []DecisionRecord, err error) ([]DecisionRecord, error) {
	if err != nil {
		return rows, store.Translate(err)
	}
	return rows, joinDecisions(tx, rows, true)
}

// CountDecisions is how many FindDecisions would find without a page.
func CountDecisions(tx *store.Tx, filter DecisionFilter) (count int64, err error) {
	err = filter.query(tx).Count(&count).Error
	return count, store.Translate(err)
}

// DecisionsAfter reads the log in the order it was written, from behind a
// sequence number: the way to walk all of it in pages.
func DecisionsAfter(tx *store.Tx, filter DecisionFilter, seq int64, limit int) ([]DecisionRecord, error) {
	rows := []DecisionRecord{}
	err := filter.query(tx).Where("seq > ?", seq).Order("seq").Limit(max(limit, 0)).Find(&rows).Error
	return whole(tx, rows, err)
}

// DecisionByID reads a decision of one organization, or fails with ErrNotFound.
func DecisionByID(tx *store.Tx, orgID, id string) (*DecisionRecord, error) {
	row, err := StoredDecision(tx, orgID, id)
	if err != nil {
		return nil, err
	}
	rows := []DecisionRecord{*row}
	return &rows[0], joinDecisions(tx, rows, true)
}

// StoredDecision is DecisionByID without joining the documents of the record.
func StoredDecision(tx *store.Tx, orgID, id string) (*DecisionRecord, error) {
	rows := []DecisionRecord{}
	filter := DecisionFilter{OrgID: orgID}
	if err := filter.query(tx).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return nil, store.Failed[DecisionRecord]("read", err)
	}
	if len(rows) == 0 {
		return nil, store.Failed[DecisionRecord]("read", gorm.ErrRecordNotFound)
	}
	return &rows[0], nil
}
