package models

import "gorm.io/gorm"

// The functions here look across tenants on purpose: they find out, from a
// credential or a person, which tenant a request belongs to. Everything else
// goes through a Scope.

// AuthMethodByClientID finds the Universal Auth configuration behind a client
// id, or ErrNotFound.
func AuthMethodByClientID(tx *Tx, clientID string) (*AuthMethod, error) {
	return lookUp[AuthMethod](tx, byClientID, clientID)
}

// AuthMethodOf finds an auth method of an identity, or ErrNotFound.
func AuthMethodOf(tx *Tx, identityID, method string) (*AuthMethod, error) {
	return lookUp[AuthMethod](tx, ofIdentity, identityID, method)
}

// ServiceTokenByID finds a service token by the id it carries, or ErrNotFound.
func ServiceTokenByID(tx *Tx, id string) (*ServiceToken, error) {
	return lookUp[ServiceToken](tx, byID, id)
}

const (
	byClientID = "client_id = ?"
	byID       = "id = ?"
	ofIdentity = "identity_id = ? AND method = ?"
)

// PrefetchAuthMethod adds the question of AuthMethodByClientID.
func PrefetchAuthMethod(f *Prefetch, clientID string) *Query {
	return PrefetchFirst[AuthMethod](f, ScopeRef{}, byClientID, clientID)
}

// PrefetchAuthMethodOf adds the question of AuthMethodOf.
func PrefetchAuthMethodOf(f *Prefetch, identityID, method string) *Query {
	return PrefetchFirst[AuthMethod](f, ScopeRef{}, ofIdentity, identityID, method)
}

// PrefetchServiceToken adds the question of ServiceTokenByID.
func PrefetchServiceToken(f *Prefetch, id string) *Query {
	return PrefetchFirst[ServiceToken](f, ScopeRef{}, byID, id)
}

func lookUp[T any](tx *Tx, where string, args ...any) (*T, error) {
	if rows, known := answered[T](tx, anyTenant, where, args); known {
		if len(rows) == 0 {
			return nil, Failed[T]("read", gorm.ErrRecordNotFound)
		}
		return &rows[0], nil
	}
	row := new(T)
	if err := tx.DB().Where(where, args...).Take(row).Error; err != nil {
		return nil, Failed[T]("read", err)
	}
	return row, nil
}

// MembershipsOfUser are the accepted organization memberships of a user.
func MembershipsOfUser(tx *Tx, userID string) ([]OrgMembership, error) {
	rows := []OrgMembership{}
	err := tx.DB().Where("subject_type = ? AND subject_id = ? AND status = ?", SubjectUser, userID, StatusAccepted).
		Order("created_at").Find(&rows).Error
	if err != nil {
		return nil, Failed[OrgMembership]("read", err)
	}
	return rows, nil
}
