package models

import "warder/models/store"

// Project holds environments, folders and secrets, and has members and roles
// of its own.
type Project struct {
	ID                     string `gorm:"primaryKey"`
	OrgID                  string
	Name                   string
	Slug                   string // unique within the organization
	Description            *string
	Type                   string
	AutoCapitalization     bool
	Version                int64 // 1 for projects that may be end-to-end encrypted, else 3
	EndToEndEncrypted      bool
	PitVersionLimit        int64
	AuditLogsRetentionDays *int64
	RetentionChanges       []RetentionChange `gorm:"serializer:json"` // see SetRetention
	HasDeleteProtection    bool
	SecretSharing          bool
	ShowSnapshotsLegacy    bool
	// SecretDetectionIgnoreValues are kept for the clients that look for
	// secrets in code; the server does not.
	SecretDetectionIgnoreValues []string `gorm:"serializer:json"`
	DataKey                     []byte   // keyset sealed by the root key
	ClientKey                   []byte   // the key that clients share, sealed by the data key; nil while only they hold it
	CreatedAt                   store.Time
	UpdatedAt                   store.Time
}

// Environment is one stage of a project, such as dev.
type Environment struct {
	ID        string `gorm:"primaryKey"`
	OrgID     string
	ProjectID string
	Name      string
	Slug      string // unique within the project
	Position  int64  // from 1
	CreatedAt store.Time
	UpdatedAt store.Time
}

// Folder is a place for secrets. The root folder of an environment has the
// path "/" and no parent; Path is kept in step with every ancestor's name.
type Folder struct {
	ID            string `gorm:"primaryKey"`
	OrgID         string
	ProjectID     string
	EnvironmentID string
	ParentID      *string
	Name          string
	Path          string // unique within the environment
	Description   *string
	Version       int64
	CreatedAt     store.Time
	UpdatedAt     store.Time
}

// ProjectMembership makes a user or identity a member of a project.
type ProjectMembership struct {
	ID          string `gorm:"primaryKey"`
	OrgID       string
	ProjectID   string
	SubjectType string
	SubjectID   string
	CreatedAt   store.Time
	UpdatedAt   store.Time
}

// Temporary is the window of a role or privilege that ends. A permanent one
// has IsTemporary false and nothing else.
type Temporary struct {
	IsTemporary              bool
	TemporaryMode            *string
	TemporaryRange           *string
	TemporaryAccessStartTime *store.Time
	TemporaryAccessEndTime   *store.Time
}

// MembershipRole is one role of a project membership.
type MembershipRole struct {
	ID           string `gorm:"primaryKey"`
	OrgID        string
	ProjectID    string
	MembershipID string
	Role         string // built-in slug, or custom
	CustomRoleID *string
	Temporary    `gorm:"embedded"`
	Position     int64 // among the roles of the membership, as they were given
	CreatedAt    store.Time
	UpdatedAt    store.Time
}

// ProjectRole is a custom project role.
type ProjectRole struct {
	ID          string `gorm:"primaryKey"`
	OrgID       string
	ProjectID   string
	Slug        string // unique within the project
	Name        string
	Description *string
	Permissions string // JSON array of rules as sent
	Form        int64  // 1 or 2: which rule form of docs/contract.md 2.13 they are in
	Version     int64
	CreatedAt   store.Time
	UpdatedAt   store.Time
}

// Privilege is an additional privilege of one project membership.
type Privilege struct {
	ID           string `gorm:"primaryKey"`
	OrgID        string
	ProjectID    string
	MembershipID string
	Slug         string // unique within the membership
	Permissions  string // JSON array of rules as sent
	Form         int64
	Version      int64
	Temporary    `gorm:"embedded"`
	CreatedAt    store.Time
	UpdatedAt    store.Time
}

// Tag is a label of secrets.
type Tag struct {
	ID        string `gorm:"primaryKey"`
	OrgID     string
	ProjectID string
	Name      string
	Slug      string // unique within the project
	Color     string
	CreatedBy string
	ActorType string
	CreatedAt store.Time
	UpdatedAt store.Time
}

// ProjectTrustedIP is one entry of a project's address list.
type ProjectTrustedIP struct {
	ID        string `gorm:"primaryKey"`
	OrgID     string
	ProjectID string
	IPAddress string `gorm:"column:ip_address"`
	Type      string
	Prefix    *int64
	IsActive  bool
	Comment   string
	CreatedAt store.Time
	UpdatedAt store.Time
}

// Bot is the key holder of a project: with it active the server can read the
// secrets, without it the project is end-to-end encrypted (docs/contract.md 2.22).
type Bot struct {
	ID                       string `gorm:"primaryKey"`
	OrgID                    string
	ProjectID                string // unique
	Name                     string
	IsActive                 bool
	PublicKey                string // clients address the project key to it
	KeyPair                  []byte // that of PublicKey, sealed by the data key
	EncryptedProjectKey      *string
	EncryptedProjectKeyNonce *string
	SenderID                 *string
	CreatedAt                store.Time
	UpdatedAt                store.Time
}

// ProjectKeyBox is a copy of the project key that one member encrypted for
// another, or for itself. The server cannot open it (docs/contract.md 2.22).
type ProjectKeyBox struct {
	ID           string `gorm:"primaryKey"`
	OrgID        string
	ProjectID    string
	ReceiverID   string // user; unique within the project
	SenderID     string // user, or the bot
	SenderKey    string // public key of the sender
	EncryptedKey string
	Nonce        string
	CreatedAt    store.Time
	UpdatedAt    store.Time
}
