package models

import "warder/models/store"

// Tables are all that is stored, one empty row of each, parents before what
// refers to them: the order in which rows can be copied into an empty database.
func Tables() []any {
	return []any{
		&Revision{}, &Setting{}, &Organization{}, &User{}, &AccountRecovery{}, &SignInLink{}, &Identity{}, &OrgRole{}, &OrgMembership{},
		&Project{}, &DataKey{}, &Environment{}, &Folder{}, &ProjectMembership{}, &ProjectRole{},
		&MembershipRole{}, &Privilege{}, &Tag{}, &ProjectTrustedIP{}, &Bot{}, &ProjectKeyBox{},
		&AuthMethod{}, &ClientSecret{}, &AccessToken{}, &LoginFailures{},
		&Session{}, &APIKey{}, &ServiceToken{},
		&Secret{}, &SecretVersion{}, &SecretTag{}, &SecretImport{}, &DecisionDocument{}, &DecisionRecord{}, &DecisionTile{}, &DecisionCheckpoint{}, &PolicyBundle{}, &PolicyRollout{}, &KeptPolicy{}, &PolicyChange{}, &PolicyDifference{}, &Server{}, &KeyUse{}, &store.Probe{},
	}
}
