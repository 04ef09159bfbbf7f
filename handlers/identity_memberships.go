package handlers

import (
	"errors"
	"slices"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Identities as members of projects (docs/contract.md 2.14), under both spellings.
func identityMembershipRoutes() []route {
	table := []route{
		{"GET", "/api/v2/workspace/identity-memberships/:membershipId", ji, "identity", "read", "", getMembershipAlone, false},
	}
	for _, base := range []string{"/api/v2/workspace/:project/identity-memberships", "/api/v1/projects/:project/memberships/identities"} {
		table = append(table,
			route{"GET", base, ji, "identity", "read", "", listMembers, false},
			route{"POST", base + "/:identityId", ji, "identity", "create", "add-identity-to-project", addIdentityMember, false},
			route{"GET", base + "/:identityId", ji, "identity", "read", "", getMember, false},
			route{"PATCH", base + "/:identityId", ji, "identity", "edit", "update-identity-project-roles", replaceRoles, false},
			route{"DELETE", base + "/:identityId", ji, "identity", "delete", "remove-identity-from-project", removeMember, false},
		)
	}
	return table
}

// onMember asks about the identity in the path as a member of the project.
func (c *call) onMember(targets ...facts.Target) facts.Question {
	question := c.question(byID(c), targets...)
	question.Resource = identityResource(c)
	question.Asks().Member = askMember(models.SubjectIdentity, c.Param("identityId"))
	return question.Of(engine.KindMembership)
}

type addMemberRequest struct {
	Role  *string           `json:"role" validate:"omitnil,min=1"`
	Roles *[]roleAssignment `json:"roles" validate:"omitnil,min=1,max=50,dive"`
}

func (r *addMemberRequest) requested(asks *engine.Requested) { asks.Roles = askRoles(r.roles().wanted) }

// roles are the assignments; the list wins over the deprecated single role.
func (r *addMemberRequest) roles() *roleSet {
	if r.Roles != nil {
		return &roleSet{wanted: *r.Roles}
	}
	role := roleNoAccess
	overlay(&role, r.Role)
	return &roleSet{wanted: []roleAssignment{{Role: &role}}}
}

func addIdentityMember(c *call) (any, error) {
	var body addMemberRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	roles := body.roles()
	if err := roles.windows(); err != nil {
		return nil, err
	}
	identityID := c.Param("identityId")
	question := c.onMember(facts.OnNewMember(identityID), roles.handOut)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		if err := roles.known(); err != nil {
			return nil, err
		}
		row, err := c.addMember(tx, s.Scope(), engine.Subject{Type: models.SubjectIdentity, ID: identityID}, roles.found)
		if errors.Is(err, models.ErrDuplicate) {
			return nil, badRequest("Identity is already a member of the project")
		}
		return map[string]any{"identityMembership": describeBareMembership(row)}, err
	})
}

// addMember makes a subject a member with the given roles.
func (c *call) addMember(tx *models.Tx, scope models.Scope, subject engine.Subject, roles []assignedRole) (*models.ProjectMembership, error) {
	now := models.At(c.now)
	row := &models.ProjectMembership{
		ID: models.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, SubjectType: subject.Type, SubjectID: subject.ID,
		CreatedAt: now, UpdatedAt: now,
	}
	if err := models.Create(tx, scope, row); err != nil {
		return nil, err
	}
	_, err := c.assign(tx, scope, row.ID, roles)
	return row, err
}

func (c *call) assign(tx *models.Tx, scope models.Scope, membershipID string, roles []assignedRole) ([]*models.MembershipRole, error) {
	rows := make([]*models.MembershipRole, 0, len(roles))
	for i, role := range roles {
		rows = append(rows, &models.MembershipRole{
			ID: models.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, MembershipID: membershipID,
			Role: role.role, CustomRoleID: role.customID, Temporary: role.temporary, Position: int64(i),
			CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		})
	}
	return rows, models.Create(tx, scope, rows...)
}

type replaceRolesRequest struct {
	Roles []roleAssignment `json:"roles" validate:"required,min=1,max=50,dive"`
}

func (r *replaceRolesRequest) requested(asks *engine.Requested) { asks.Roles = askRoles(r.Roles) }

// replaceRoles compares both what the member holds now and what it would hold.
func replaceRoles(c *call) (any, error) {
	var body replaceRolesRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	roles := &roleSet{wanted: body.Roles}
	if err := roles.windows(); err != nil {
		return nil, err
	}
	question := c.onMember(facts.OnMember(models.SubjectIdentity, c.Param("identityId")), roles.handOut)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		if err := roles.known(); err != nil {
			return nil, err
		}
		member := s.Found.Member
		if _, err := models.Delete[models.MembershipRole](tx, s.Scope(), "membership_id = ?", member.ID); err != nil {
			return nil, err
		}
		rows, err := c.assign(tx, s.Scope(), member.ID, roles.found)
		return map[string]any{"roles": describeAssignedRoles(rows)}, err
	})
}

func removeMember(c *call) (any, error) {
	question := c.onMember(facts.OnMember(models.SubjectIdentity, c.Param("identityId")))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		_, err := models.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", s.Found.Member.ID)
		return map[string]any{"identityMembership": describeBareMembership(s.Found.Member)}, err
	})
}

func getMember(c *call) (any, error) {
	return c.read(c.onMember(facts.OnMember(models.SubjectIdentity, c.Param("identityId"))), memberFound)
}

// getMembershipAlone is addressed by the membership's id only, which tells the
// project.
func getMembershipAlone(c *call) (any, error) {
	return c.read(c.question(facts.ProjectRef{}, facts.OnMembershipAlone(c.Param("membershipId"))).Of(engine.KindMembership), memberFound)
}

func memberFound(tx *models.Tx, s *facts.State) (any, error) {
	list, err := describeMembers(tx, s.OrgScope(), []models.ProjectMembership{*s.Found.Member})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound("Membership not found")
	}
	return map[string]any{"identityMembership": list[0]}, nil
}

func listMembers(c *call) (any, error) {
	q := c.query()
	limit, offset := q.number("limit", 100, 1, 20000), q.offset()
	search, orderBy, direction := nameFilter{Contains: q.text("search")}, q.word("orderBy", "", "name"), q.word("orderDirection", "asc", "desc")
	if err := q.err(); err != nil {
		return nil, err
	}
	var list facts.MemberList
	found := []*memberJSON{}
	question := c.question(byID(c), list.Read).Of(engine.KindMembership)
	_, err := c.readMembers(question, func(tx *models.Tx, s *facts.State, permitted []int) error {
		rows := make([]models.ProjectMembership, 0, len(permitted))
		for _, i := range permitted {
			rows = append(rows, list.Members[i])
		}
		described, err := describeMembers(tx, s.OrgScope(), rows)
		found = slices.DeleteFunc(described, func(m *memberJSON) bool { return !search.keeps(m.Identity.Name) })
		return err
	})
	if err != nil {
		return nil, err
	}
	if orderBy == "name" {
		slices.SortStableFunc(found, func(a, b *memberJSON) int { return strings.Compare(a.Identity.Name, b.Identity.Name) })
	}
	if direction == "desc" {
		slices.Reverse(found)
	}
	return map[string]any{"identityMemberships": window(found, limit, offset), "totalCount": len(found)}, nil
}

// listMembershipsOfIdentity answers where an identity is a member.
func listMembershipsOfIdentity(c *call) (any, error) {
	return c.read(c.onIdentity().Of(engine.KindMembership), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.ProjectMembership](tx.OrderBy("created_at, id"), s.OrgScope(),
			"subject_type = ? AND subject_id = ?", models.SubjectIdentity, s.Found.Identity.ID)
		if err != nil {
			return nil, err
		}
		list, err := describeMembers(tx, s.OrgScope(), rows)
		return map[string]any{"identityMemberships": list}, err
	})
}
