package models

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"warder/models/store"
)

// DecisionDocument is a text that many decision records share. It is stored once for each
// month of a project, or of an organization for decisions about no project. Its name is the
// hash of its text. Only records of the same month refer to it, so it is removed after the
// last of them.
type DecisionDocument struct {
	Hash      string `gorm:"primaryKey"`
	OrgID     string `gorm:"primaryKey"`
	ProjectID string `gorm:"primaryKey"`
	Month     int64  `gorm:"primaryKey;autoIncrement:false"` // see MonthOf
	// Of a frame, what records that fill it are searched by.
	Route, Stage string
	Policy       string // its digest
	Codes        string // of its reasons, with a space around each
	Body         string
}

// KeptOnce makes inserting an existing document a no-op.
func (*DecisionDocument) KeptOnce() {}

// documentName is the length of the name of a document: 144 bits of its hash.
const documentName = 24

// NameOf is the name of a document.
func NameOf[T string | []byte](body T) string {
	sum := sha256.Sum256([]byte(body))
	return base64.RawURLEncoding.EncodeToString(sum[:documentName*6/8])
}

// MonthOf numbers the months: 202611 is November of 2026, in UTC.
func MonthOf(t time.Time) int64 {
	year, month, _ := t.UTC().Date()
	return int64(year)*100 + int64(month)
}

// AppendDecisions adds records in a transaction of its own, all or none, with the
// documents that they name and that are not there yet.
func AppendDecisions(ctx context.Context, s *store.Store, documents []*DecisionDocument, records []*DecisionRecord) error {
	if len(documents) == 0 {
		return store.BulkInsert(ctx, s, store.Installation, records...)
	}
	return s.Write(ctx, func(tx *store.Tx) error { return CreateDecisions(tx, documents, records) })
}

// CreateDecisions adds records to a transaction, with the documents that they name
// and that are not there yet.
func CreateDecisions(tx *store.Tx, documents []*DecisionDocument, records []*DecisionRecord) error {
	if err := store.Create(tx, store.Installation, documents...); err != nil {
		return err
	}
	return store.Create(tx, store.Installation, records...)
}

// OutdatedDocuments are, for each project that says how long records are kept, the
// documents of months before that of its oldest record. A record of the last day may
// be on its way.
func OutdatedDocuments(tx *store.Tx, now store.Time) ([]Expiry, error) {
	projects, err := forgetful(tx)
	if err != nil {
		return nil, err
	}
	kinds := make([]Expiry, 0, len(projects))
	for i := range projects {
		p, oldest := &projects[i], []DecisionRecord{}
		err := tx.DB().Select("time").Where("org_id = ? AND project_id = ? AND event_type <> ?", p.OrgID, p.ID, RetentionEvent).
			Order("time").Limit(1).Find(&oldest).Error
		if err != nil {
			return nil, store.Failed[DecisionRecord]("read", err)
		}
		month := MonthOf(now.AddDate(0, 0, -1))
		if len(oldest) > 0 {
			month = min(month, MonthOf(oldest[0].Time.Time))
		}
		kinds = append(kinds, Expiry{&DecisionDocument{}, "hash", "org_id = ? AND project_id = ? AND month < ?", []any{p.OrgID, p.ID, month}})
	}
	return kinds, nil
}
