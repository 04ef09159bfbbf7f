package models

import "warder/models/store"

// Secret types.
const (
	SecretShared   = "shared"
	SecretPersonal = "personal"
)

// SealedText is what a client encrypted for itself: base64 ciphertext, IV and
// tag, stored and returned as they are (docs/contract.md 2.21).
type SealedText struct {
	Ciphertext string `json:"ciphertext"`
	IV         string `json:"iv"`
	Tag        string `json:"tag"`
}

// SecretFields are what a secret and each of its versions have in common.
// Value and Comment are sealed under the project's data key with associated
// data naming their place; the Client fields are set instead where the client
// encrypts for itself.
type SecretFields struct {
	Key                   string
	Type                  string
	UserID                string // owner of a personal secret, else empty
	Version               int64
	Value                 []byte
	Comment               []byte
	ClientKey             *SealedText `gorm:"serializer:json"`
	ClientValue           *SealedText `gorm:"serializer:json"`
	ClientComment         *SealedText `gorm:"serializer:json"`
	SkipMultilineEncoding bool
	Metadata              []MetadataEntry `gorm:"serializer:json"`
	ReminderNote          *string
	ReminderRepeatDays    *int64
	ActorType             string
	ActorID               string
}

// Secret is the newest state of one secret.
type Secret struct {
	ID            string `gorm:"primaryKey"`
	OrgID         string
	ProjectID     string
	EnvironmentID string
	FolderID      string
	SecretFields  `gorm:"embedded"`
	CreatedAt     store.Time
	UpdatedAt     store.Time
}

// SecretVersion is a state a secret had. Version within SecretID is unique and
// contiguous. Versions outlive their secret and end with their folder; see
// DeleteSecret for what a deletion leaves in them.
type SecretVersion struct {
	ID            string `gorm:"primaryKey"`
	OrgID         string
	ProjectID     string
	EnvironmentID string
	FolderID      string
	SecretID      string
	SecretFields  `gorm:"embedded"`
	CreatedAt     store.Time
	UpdatedAt     store.Time
	DeletedAt     *store.Time
	DeletedTags   []string `gorm:"serializer:json"` // slugs
}

// SecretTag attaches a tag to a secret.
type SecretTag struct {
	OrgID     string
	ProjectID string
	SecretID  string `gorm:"primaryKey"`
	TagID     string `gorm:"primaryKey"`
}

// DecisionRecord is one row of the decision log. Record is the JSON document in
// OPA's event fields as a reader of the log gets it; the columns beside it are for
// filters. Stored it is what fills the holes of its frame, or the document itself
// where Frame is empty.
type DecisionRecord struct {
	Seq         int64  `gorm:"primaryKey;autoIncrement"`
	ID          string // decision id, unique
	OrgID       string
	ProjectID   string
	Time        store.Time
	SubjectType string
	SubjectID   string
	Action      string
	Resource    string
	Permitted   bool
	EventType   string // audit event of docs/contract.md 2.26, empty for none
	UserAgent   string
	IP          string `gorm:"column:ip"`
	Frame       string // the name of a DecisionDocument
	Seal        string // see package ledger; empty of an older version
	Record      string
}
