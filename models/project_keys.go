package models

// KeepKeyBox stores a member's copy of the project key in the place of the one
// before.
func KeepKeyBox(tx *Tx, scope Scope, box *ProjectKeyBox) error {
	if _, err := Delete[ProjectKeyBox](tx, scope, "receiver_id = ?", box.ReceiverID); err != nil {
		return err
	}
	return Create(tx, scope, box)
}

// KeyReceivers are the users of a project that a copy of its key can be
// addressed to: its members with a public key.
func KeyReceivers(tx *Tx, scope Scope) ([]User, error) {
	members, err := Find[ProjectMembership](tx, scope, "subject_type = ?", SubjectUser)
	if err != nil || len(members) == 0 {
		return []User{}, err
	}
	ids := make([]string, 0, len(members))
	for _, member := range members {
		ids = append(ids, member.SubjectID)
	}
	return Find[User](tx, Installation, "id IN ? AND public_key <> ''", ids)
}

// ClientEncrypted counts the secrets, and kept versions of secrets, of a
// project that clients encrypted for themselves.
func ClientEncrypted(tx *Tx, scope Scope) (int64, error) {
	const condition = "client_value IS NOT NULL AND client_value <> 'null'"
	secrets, err := Count[Secret](tx, scope, condition)
	if err != nil || secrets > 0 {
		return secrets, err
	}
	return Count[SecretVersion](tx, scope, condition)
}
