package models

import (
	"crypto/sha256"
	"encoding/hex"

	"warder/models/store"
)

// Setting is one value of the installation itself: its instance id, its sealed
// keyset, whether it has been set up.
type Setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// Organization is a tenant.
type Organization struct {
	ID            string `gorm:"primaryKey"`
	Name          string
	Slug          string // unique
	GrantsVersion int64  `gorm:"default:1"` // see LockGrants
	CreatedAt     store.Time
	UpdatedAt     store.Time
}

// User is a person. Its e-mail address is stored in lower case.
type User struct {
	ID              string `gorm:"primaryKey"`
	Email           string // unique
	Username        string
	FirstName       string
	LastName        string
	PasswordHash    string // argon2id in PHC form, empty until the account is completed
	SuperAdmin      bool
	IsAccepted      bool
	IsEmailVerified bool
	KeyMaterial     string // JSON object of the client's SRP-era key fields, opaque
	PublicKey       string
	CreatedAt       store.Time
	UpdatedAt       store.Time
}

// Identity is a machine. It belongs to exactly one organization; a
// project-scoped identity names its project too.
type Identity struct {
	ID                  string `gorm:"primaryKey"`
	OrgID               string
	ProjectID           string // empty unless project-scoped
	Name                string
	HasDeleteProtection bool
	IsInstanceAdmin     bool            // administers the installation
	Metadata            []MetadataEntry `gorm:"serializer:json"`
	CreatedAt           store.Time
	UpdatedAt           store.Time
}

// MetadataEntry is one key and value that users attach to things.
type MetadataEntry struct {
	Key   string `json:"key" validate:"max=255"`
	Value string `json:"value" validate:"max=5000"`
}

// Subject types of memberships; the same words as engine.Subject uses.
const (
	SubjectIdentity = "identity"
	SubjectUser     = "user"
)

// SubjectPlatform stands in the log for the servers themselves, where they did
// something without a request; the API's own word.
const SubjectPlatform = "platform"

// RoleCustom marks an assignment whose role is described by a row.
const RoleCustom = "custom"

// OrgMembership gives a user or identity one role in an organization.
type OrgMembership struct {
	ID          string `gorm:"primaryKey"`
	OrgID       string
	SubjectType string
	SubjectID   string // empty for an invitation whose user is not known yet
	Role        string // built-in slug, or custom
	RoleID      *string
	Status      string // accepted or invited
	IsActive    bool
	InviteEmail string
	InviteHash  string     // HMAC of the invitation code
	InvitedAt   store.Time // when it was sent last
	CreatedAt   store.Time
	UpdatedAt   store.Time
}

// Invitation identifies the last invitation without revealing its code: a token issued for
// it is valid until the next invitation is sent.
func (m *OrgMembership) Invitation() string {
	sum := sha256.Sum256([]byte(m.ID + "\x00" + m.InviteHash))
	return hex.EncodeToString(sum[:16])
}

// Statuses of an organization membership.
const (
	StatusAccepted = "accepted"
	StatusInvited  = "invited"
)

// OrgRole is a custom organization role. Permissions holds the rules as they
// were sent, so that they come back byte for byte.
type OrgRole struct {
	ID          string `gorm:"primaryKey"`
	OrgID       string
	Slug        string
	Name        string
	Description string
	Permissions string // JSON array of rules
	Packed      bool   // sent in the packed form (docs/contract.md 3.3)
	Version     int64  // bumped by every change of Permissions
	CreatedAt   store.Time
	UpdatedAt   store.Time
}

// ProtectedNames are the names of rows that are protected from deletion, at most so
// many.
func ProtectedNames[T Project | Identity](tx *store.Tx, scope store.Scope, limit int) (names []string, err error) {
	if limit == 0 {
		return nil, nil
	}
	err = tx.Scoped(scope).Model(new(T)).Where("has_delete_protection = ?", true).Order("name, id").Limit(limit).Pluck("name", &names).Error
	if err != nil {
		return nil, store.Failed[T]("read", err)
	}
	return names, nil
}

// InstanceAdmins are the identities that administer the installation.
func InstanceAdmins(tx *store.Tx) (identities []Identity, err error) {
	err = tx.DB().Where("is_instance_admin = ?", true).Order("name, id").Find(&identities).Error
	return identities, store.Translate(err)
}
