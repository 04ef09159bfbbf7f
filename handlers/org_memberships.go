package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// People as members of organizations (docs/contract.md 2.4).
func orgMembershipRoutes() []route {
	const base = "/api/v2/organizations/:org/memberships"
	return []route{
		{"GET", "/api/v1/organization/:org/users", j, "member", "read", "", listOrgMembers, false},
		{"GET", base, jki, "member", "read", "", listOrgMembers, false},
		{"GET", base + "/:orgMembershipId", jki, "member", "read", "", getOrgMember, false},
		{"PATCH", base + "/:orgMembershipId", ji, "member", "edit", "update-organization-member", updateOrgMember, false},
		{"DELETE", base + "/:orgMembershipId", jki, "member", "delete", "remove-organization-member", removeOrgMember, false},
	}
}

// onOrgMember asks about the membership in the path.
func (c *call) onOrgMember(targets ...facts.Target) facts.Question {
	id := c.Param("orgMembershipId")
	question := c.inOrganization(append([]facts.Target{facts.OnOrgMember(id)}, targets...)...)
	question.Resource.ID = id
	return question
}

// orgMemberJSON is a membership with the person behind it.
type orgMemberJSON struct {
	orgMembershipJSON
	User orgPersonJSON `json:"user"`
}

// orgPersonJSON has no id as long as an invitation is open.
type orgPersonJSON struct {
	ID              *string `json:"id"`
	Username        string  `json:"username"`
	Email           string  `json:"email"`
	FirstName       string  `json:"firstName"`
	LastName        string  `json:"lastName"`
	PublicKey       string  `json:"publicKey"`
	IsEmailVerified bool    `json:"isEmailVerified"`
}

// describeOrgMembers reads the people behind all memberships at once.
func describeOrgMembers(tx *models.Tx, rows []models.OrgMembership) ([]orgMemberJSON, error) {
	ids := []string{}
	for _, row := range rows {
		ids = append(ids, row.SubjectID)
	}
	users, err := models.Find[models.User](tx, models.Installation, "id IN ?", ids)
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
		list = append(list, orgMemberJSON{describeOrgMembership(&rows[i]), person})
	}
	return list, nil
}

func describeOrgMember(tx *models.Tx, row *models.OrgMembership) (any, error) {
	list, err := describeOrgMembers(tx, []models.OrgMembership{*row})
	if err != nil {
		return nil, err
	}
	return map[string]any{"membership": list[0]}, nil
}

func listOrgMembers(c *call) (any, error) {
	return c.read(c.inOrganization(), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.OrgMembership](tx.OrderBy("created_at, id"), s.OrgScope(), "subject_type = ?", models.SubjectUser)
		if err != nil {
			return nil, err
		}
		list, err := describeOrgMembers(tx, rows)
		return map[string]any{"users": list}, err
	})
}

func getOrgMember(c *call) (any, error) {
	return c.read(c.onOrgMember(), func(tx *models.Tx, s *facts.State) (any, error) {
		return describeOrgMember(tx, s.Found.OrgMembership)
	})
}

type updateOrgMemberRequest struct {
	Role     *string `json:"role" validate:"omitnil,min=1"`
	IsActive *bool   `json:"isActive"`
}

func (r *updateOrgMemberRequest) requested(asks *engine.Requested) {
	asks.Active = r.IsActive
	if r.Role != nil {
		asks.Roles = askRole(*r.Role)
	}
}

func (r *updateOrgMemberRequest) normalize() { trim(r.Role) }

// remains is the role that still counts after the change, for the count of
// administrators; that of a deactivated member does not.
func (r *updateOrgMemberRequest) remains(role string) string {
	overlay(&role, r.Role)
	if r.IsActive != nil && !*r.IsActive {
		return ""
	}
	return role
}

// updateOrgMember compares both what the member can do now and what the new
// role would give.
func updateOrgMember(c *call) (any, error) {
	var body updateOrgMemberRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	targets := []facts.Target{func(tx *models.Tx, s *facts.State) error {
		if s.Found.OrgMembership == nil {
			return nil
		}
		return facts.OnAdministrators(body.remains(s.Found.OrgMembership.Role))(tx, s)
	}}
	var wanted *orgRoleRef
	if body.Role != nil {
		wanted = &orgRoleRef{slug: *body.Role}
		targets = append(targets, wanted.handOut)
	}
	return c.change(c.onOrgMember(targets...), func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.OrgMembership
		overlay(&row.IsActive, body.IsActive)
		if wanted != nil {
			if err := wanted.known(); err != nil {
				return nil, err
			}
			row.Role, row.RoleID = wanted.stored(), wanted.customID()
		}
		row.UpdatedAt = models.At(c.now)
		if err := models.Update(tx, s.OrgScope(), row, "role", "role_id", "is_active", "updated_at"); err != nil {
			return nil, err
		}
		return describeOrgMember(tx, row)
	})
}

// removeOrgMember takes along what the person had in the organization.
func removeOrgMember(c *call) (any, error) {
	return c.change(c.onOrgMember(facts.OnAdministrators("")), func(tx *models.Tx, s *facts.State) (any, error) {
		body, err := describeOrgMember(tx, s.Found.OrgMembership)
		if err != nil {
			return nil, err
		}
		return body, models.RemoveFromOrganization(tx, s.OrgScope(), s.Found.OrgMembership)
	})
}
