package models

import (
	"errors"

	"warder/models/store"
)

// OpenSession finds the session of a user at an address with a user agent, or
// begins it.
func OpenSession(tx *store.Tx, userID, ip, userAgent string, now store.Time) (*Session, error) {
	const longestAgent = 512
	if len(userAgent) > longestAgent {
		userAgent = userAgent[:longestAgent]
	}
	row, err := store.First[Session](tx.Locking(), store.Installation, "user_id = ? AND ip = ? AND user_agent = ?", userID, ip, userAgent)
	if err == nil {
		row.LastUsed, row.UpdatedAt, row.OrgID = now, now, ""
		return row, store.Update(tx, store.Installation, row, "last_used", "updated_at", "org_id")
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	row = &Session{
		ID: store.NewID(), UserID: userID, IP: ip, UserAgent: userAgent, AccessVersion: 1, RefreshVersion: 1,
		LastUsed: now, CreatedAt: now, UpdatedAt: now,
	}
	return row, store.Create(tx, store.Installation, row)
}

// UseSession notes that a session was taken up again, unless its tokens ended since it
// was read: then it is false.
func UseSession(tx *store.Tx, session *Session, now store.Time) (bool, error) {
	n, err := set[Session](tx, store.Installation, map[string]any{"last_used": now, "updated_at": now},
		"id = ? AND refresh_version = ? AND access_version = ?", session.ID, session.RefreshVersion, session.AccessVersion)
	session.LastUsed, session.UpdatedAt = now, now
	return n == 1, err
}

// DeleteUser removes a person, their memberships everywhere, sessions and keys.
func DeleteUser(tx *store.Tx, userID string) error {
	for _, row := range []any{&ProjectMembership{}, &OrgMembership{}} {
		if err := tx.DB().Where("subject_type = ? AND subject_id = ?", SubjectUser, userID).Delete(row).Error; err != nil {
			return store.Translate(err)
		}
	}
	_, err := store.Delete[User](tx, store.Installation, "id = ?", userID)
	return err
}

// UserInOrganization finds an accepted member of an organization by address.
func UserInOrganization(tx *store.Tx, scope store.Scope, email string) (*User, error) {
	user, err := store.First[User](tx, store.Installation, "email = ?", email)
	if err != nil {
		return nil, err
	}
	_, err = store.First[OrgMembership](tx, scope, "subject_type = ? AND subject_id = ? AND status = ?", SubjectUser, user.ID, StatusAccepted)
	return user, err
}

// maxKnownAddresses bounds how many addresses of a user's sessions are looked at.
const maxKnownAddresses = 256

// SessionAddresses are where the sessions of a user began, the latest first.
func SessionAddresses(tx *store.Tx, userID string) (addresses []string, err error) {
	err = tx.DB().Model(&Session{}).Where("user_id = ?", userID).Group("ip").Order("max(last_used) DESC").
		Limit(maxKnownAddresses).Pluck("ip", &addresses).Error
	return addresses, store.Translate(err)
}
