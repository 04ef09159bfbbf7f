package members

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

// Users as members of organizations (docs/contract.md 2.4).
func orgMembershipRoutes() []pep.Route {
	const base = "/api/v2/organizations/:org/memberships"
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/organization/:org/users", Modes: pep.UserOnly, Resource: "member", Action: "read", Handler: pep.Handle(listOrgMembers)},
		{Method: "GET", Path: base, Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "read", Handler: pep.Handle(listOrgMembers)},
		{Method: "GET", Path: base + "/:orgMembershipId", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "read", Handler: pep.Handle(getOrgMember)},
		{Method: "PATCH", Path: base + "/:orgMembershipId", Modes: pep.UserOrIdentity, Resource: "member", Action: "edit", Event: "update-organization-member", Handler: pep.HandleBody(updateOrgMember)},
		{Method: "DELETE", Path: base + "/:orgMembershipId", Modes: pep.UserAPIKeyOrIdentity, Resource: "member", Action: "delete", Event: "remove-organization-member", Handler: pep.Handle(removeOrgMember)},
	}
}

// onOrgMember asks about the membership in the path.
func onOrgMember(r *pep.Request, targets ...facts.TargetLoader) facts.Question {
	id := r.Param("orgMembershipId")
	question := roles.InOrganization(r, append([]facts.TargetLoader{facts.OnOrgMember(id)}, targets...)...)
	question.Resource.ID = id
	return question
}

// orgMemberJSON is a membership with its user.
type orgMemberJSON struct {
	roles.OrgMembershipJSON
	User orgPersonJSON `json:"user"`
}

// orgPersonJSON has no id while the invitation is pending.
type orgPersonJSON struct {
	ID              *string `json:"id"`
	Username        string  `json:"username"`
	Email           string  `json:"email"`
	FirstName       string  `json:"firstName"`
	LastName        string  `json:"lastName"`
	PublicKey       string  `json:"publicKey"`
	IsEmailVerified bool    `json:"isEmailVerified"`
}

// describeOrgMembers reads the users of all memberships at once.
func describeOrgMembers(tx *store.Tx, rows []models.OrgMembership) ([]orgMemberJSON, error) {
	ids := []string{}
	for _, row := range rows {
		ids = append(ids, row.SubjectID)
	}
	users, err := store.Find[models.User](tx, store.Installation, "id IN ?", ids)
	if err != nil {
		return nil, err
	}
	people := map[string]models.User{}
	for _, user := range users {
		people[user.ID] = user
	}
	list := make([]orgMemberJSON, 0, len(rows))
	for i := range rows {
		person := orgPersonJSON{Username: rows[i].InviteEmail, Email: rows[i].InviteEmail}
		if user, known := people[rows[i].SubjectID]; known {
			person = orgPersonJSON{&user.ID, user.Username, user.Email, user.FirstName, user.LastName, user.PublicKey, user.IsEmailVerified}
		}
		list = append(list, orgMemberJSON{roles.DescribeOrgMembership(&rows[i]), person})
	}
	return list, nil
}

// orgMemberAnswer is the response for one member of an organization.
type orgMemberAnswer struct {
	Membership orgMemberJSON `json:"membership"`
}

// orgMembersAnswer lists the users of an organization.
type orgMembersAnswer struct {
	Users []orgMemberJSON `json:"users"`
}

func describeOrgMember(tx *store.Tx, row *models.OrgMembership) (*orgMemberAnswer, error) {
	list, err := describeOrgMembers(tx, []models.OrgMembership{*row})
	if err != nil {
		return nil, err
	}
	return &orgMemberAnswer{Membership: list[0]}, nil
}

func listOrgMembers(r *pep.Request) (*orgMembersAnswer, error) {
	return pep.Read(r, roles.InOrganization(r), func(tx *store.Tx, s *facts.State) (*orgMembersAnswer, error) {
		rows, err := store.Find[models.OrgMembership](tx.OrderBy("created_at, id"), s.OrgScope(), "subject_type = ?", models.SubjectUser)
		if err != nil {
			return nil, err
		}
		list, err := describeOrgMembers(tx, rows)
		return &orgMembersAnswer{Users: list}, err
	})
}

func getOrgMember(r *pep.Request) (*orgMemberAnswer, error) {
	return pep.Read(r, onOrgMember(r), func(tx *store.Tx, s *facts.State) (*orgMemberAnswer, error) {
		return describeOrgMember(tx, s.Found.OrgMembership)
	})
}

type updateOrgMemberRequest struct {
	Role     *string `json:"role" validate:"omitnil,min=1,max=255"`
	IsActive *bool   `json:"isActive"`

	Metadata pep.Unserved `json:"metadata" validate:"unserved=People have no metadata"`
}

func (r *updateOrgMemberRequest) Requested(asks *input.Requested) {
	asks.Active = r.IsActive
	if r.Role != nil {
		asks.Roles = roles.AskRole(*r.Role)
	}
}

func (r *updateOrgMemberRequest) Normalize() { pep.Trim(r.Role) }

// remains is the role after the change, for the count of administrators; deactivated members
// do not count.
func (r *updateOrgMemberRequest) remains(role string) string {
	pep.SetIfSent(&role, r.Role)
	if r.IsActive != nil && !*r.IsActive {
		return ""
	}
	return role
}

// updateOrgMember compares the caller with the member's current and future role.
func updateOrgMember(r *pep.Request, body *updateOrgMemberRequest) (*orgMemberAnswer, error) {
	targets := []facts.TargetLoader{func(tx *store.Tx, s *facts.State) error {
		if s.Found.OrgMembership == nil {
			return nil
		}
		return facts.OnAdministrators(body.remains(s.Found.OrgMembership.Role))(tx, s)
	}}
	var wanted *roles.OrgRoleRef
	if body.Role != nil {
		wanted = &roles.OrgRoleRef{Slug: *body.Role}
		targets = append(targets, wanted.HandOut)
	}
	return pep.Change(r, onOrgMember(r, targets...), func(tx *store.Tx, s *facts.State) (*orgMemberAnswer, error) {
		row := s.Found.OrgMembership
		err := store.Edit(tx, s.OrgScope(), row, func(row *models.OrgMembership) error {
			pep.SetIfSent(&row.IsActive, body.IsActive)
			row.UpdatedAt = store.At(r.Now)
			if wanted == nil {
				return nil
			}
			row.Role, row.RoleID = wanted.Stored(), wanted.CustomID()
			return wanted.Known()
		})
		if err != nil {
			return nil, err
		}
		return describeOrgMember(tx, row)
	})
}

// removeOrgMember also deletes the user's memberships and privileges in the organization.
func removeOrgMember(r *pep.Request) (*orgMemberAnswer, error) {
	return pep.Change(r, onOrgMember(r, facts.OnAdministrators("")), func(tx *store.Tx, s *facts.State) (*orgMemberAnswer, error) {
		body, err := describeOrgMember(tx, s.Found.OrgMembership)
		if err != nil {
			return nil, err
		}
		return body, models.RemoveFromOrganization(tx, s.OrgScope(), s.Found.OrgMembership)
	})
}
