package members

import (
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

// encryptedMembersRequest adds users together with copies of the project key that the caller
// encrypted for them (docs/contract.md 2.16).
type encryptedMembersRequest struct {
	Members []encryptedMember `json:"members" validate:"required,min=1,max=100,dive"`
}

func (r *encryptedMembersRequest) Requested(*input.Requested) {} // see facts.NewMembers

func (r *encryptedMembersRequest) memberships() []string {
	ids := make([]string, 0, len(r.Members))
	for i := range r.Members {
		ids = append(ids, *r.Members[i].OrgMembershipID)
	}
	return ids
}

type encryptedMember struct {
	OrgMembershipID *string `json:"orgMembershipId" validate:"required,min=1,max=64"`
	EncryptedKey    string  `json:"workspaceEncryptedKey" validate:"omitempty,base64,max=4096"`
	Nonce           string  `json:"workspaceEncryptedNonce" validate:"omitempty,base64,max=64"`
}

// addedMembersAnswer lists the organization memberships of the added users.
type addedMembersAnswer struct {
	Success bool                      `json:"success"`
	Data    []roles.OrgMembershipJSON `json:"data"`
}

// addEncryptedMembers gives each added user the role member.
func addEncryptedMembers(r *pep.Request, body *encryptedMembersRequest) (*addedMembersAnswer, error) {
	role := "member"
	assigned := &roles.Set{Wanted: []roles.Assignment{{Role: &role}}}
	joining := &facts.NewMembers{Memberships: body.memberships(), Roles: roles.AskRoles(assigned.Wanted)}
	return pep.Change(r, r.Question(pep.ProjectByID(r), assigned.HandOut, joining.Read), func(tx *store.Tx, s *facts.State) (*addedMembersAnswer, error) {
		added := []roles.OrgMembershipJSON{}
		for i := range body.Members {
			row, err := addEncryptedMember(r, tx, s, &body.Members[i], assigned.Found)
			if err != nil {
				return nil, err
			}
			added = append(added, roles.DescribeOrgMembership(row))
		}
		return &addedMembersAnswer{Success: true, Data: added}, nil
	})
}

func addEncryptedMember(r *pep.Request, tx *store.Tx, s *facts.State, member *encryptedMember, assigned []roles.AssignedRole) (*models.OrgMembership, error) {
	row, err := facts.Missing(store.First[models.OrgMembership](tx, s.OrgScope(), "id = ? AND subject_type = ? AND status = ?",
		*member.OrgMembershipID, models.SubjectUser, models.StatusAccepted))
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, pep.BadRequest("orgMembershipId " + *member.OrgMembershipID + " is no membership of the organization")
	}
	_, err = AddMember(r, tx, s.Scope(), input.Subject{Type: models.SubjectUser, ID: row.SubjectID}, assigned)
	if errors.Is(err, store.ErrDuplicate) {
		return nil, pep.BadRequest("orgMembershipId " + *member.OrgMembershipID + " is a member of the project already")
	}
	if err != nil || s.Project.ClientKey != nil || member.EncryptedKey == "" {
		return row, err // while the server holds the key, it makes the copies itself
	}
	if s.User == nil {
		return nil, pep.BadRequest("workspaceEncryptedKey comes from a person: a copy of the key names the public key of who made it")
	}
	return row, models.KeepKeyBox(tx, s.Scope(), encryption.KeyBox(r, s, row.SubjectID, member.EncryptedKey, member.Nonce))
}
