package models

import "warder/models/store"

// KeepKeyBox stores a member's copy of the project key in the place of the one
// before.
func KeepKeyBox(tx *store.Tx, scope store.Scope, box *ProjectKeyBox) error {
	if _, err := store.Delete[ProjectKeyBox](tx, scope, "receiver_id = ?", box.ReceiverID); err != nil {
		return err
	}
	return store.Create(tx, scope, box)
}

// KeyReceivers are the users of a project that a copy of its key can be
// addressed to: its members with a public key.
func KeyReceivers(tx *store.Tx, scope store.Scope) ([]User, error) {
	members, err := store.Find[ProjectMembership](tx, scope, "subject_type = ?", SubjectUser)
	if err != nil || len(members) == 0 {
		return []User{}, err
	}
	ids := make([]string, 0, len(members))
	for _, member := range members {
		ids = append(ids, member.SubjectID)
	}
	return store.Find[User](tx, store.Installation, "id IN ? AND public_key <> ''", ids)
}

// ClientEncrypted counts the secrets, and kept versions of secrets, of a
// project that clients encrypted for themselves.
func ClientEncrypted(tx *store.Tx, scope store.Scope) (int64, error) {
	const condition = "client_value IS NOT NULL AND client_value <> 'null'"
	secrets, err := store.Count[Secret](tx, scope, condition)
	if err != nil || secrets > 0 {
		return secrets, err
	}
	return store.Count[SecretVersion](tx, scope, condition)
}
