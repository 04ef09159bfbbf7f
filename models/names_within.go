package models

import "warder/models/store"

// NamesWithin are the names of identities, and the addresses of members, of an
// organization, by their ids. Those of others are not told.
func NamesWithin(tx *store.Tx, orgID string, ids []string) (map[string]string, error) {
	names := map[string]string{}
	if orgID == "" || len(ids) == 0 {
		return names, nil
	}
	identities, err := WithIDs[Identity](tx, store.Scope{OrgID: orgID}, ids)
	if err != nil {
		return nil, err
	}
	for i := range identities {
		names[identities[i].ID] = identities[i].Name
	}
	members, err := store.Find[OrgMembership](tx, store.Scope{OrgID: orgID}, "subject_type = ? AND status = ? AND subject_id IN ?", SubjectUser, StatusAccepted, ids)
	if err != nil {
		return nil, err
	}
	ids = []string{}
	for i := range members {
		ids = append(ids, members[i].SubjectID)
	}
	users, err := WithIDs[User](tx, store.Installation, ids)
	for i := range users {
		names[users[i].ID] = users[i].Email
	}
	return names, err
}
