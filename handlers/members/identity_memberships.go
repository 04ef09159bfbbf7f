package members

import (
	"errors"
	"slices"
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/credentials"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
)

// Identities as members of projects (docs/contract.md 2.14), under both spellings.
func identityMembershipRoutes() []pep.Route {
	table := []pep.Route{
		{Method: "GET", Path: "/api/v2/workspace/identity-memberships/:membershipId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: getMembershipAlone},
	}
	for _, base := range []string{"/api/v2/workspace/:project/identity-memberships", "/api/v1/projects/:project/memberships/identities"} {
		table = append(table,
			pep.Route{Method: "GET", Path: base, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: listMembers},
			pep.Route{Method: "POST", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "create", Event: "add-identity-to-project", Handler: addIdentityMember},
			pep.Route{Method: "GET", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: getMember},
			pep.Route{Method: "PATCH", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-identity-project-roles", Handler: replaceRoles},
			pep.Route{Method: "DELETE", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "delete", Event: "remove-identity-from-project", Handler: removeMember},
		)
	}
	return table
}

// OnMember asks about the identity in the path as a member of the project.
func OnMember(r *pep.Request, targets ...facts.Target) facts.Question {
	question := r.Question(pep.ProjectByID(r), targets...)
	question.Resource = pep.IdentityInPath(r)
	question.Asks().Member = pep.AskMember(models.SubjectIdentity, r.Param("identityId"))
	return question.Of(input.KindMembership)
}

// AddMemberRequest names the roles of a new member.
type AddMemberRequest struct {
	Role  *string             `json:"role" validate:"omitnil,min=1,max=255"`
	Roles *[]roles.Assignment `json:"roles" validate:"omitnil,min=1,max=50,dive"`
}

func (r *AddMemberRequest) Requested(asks *input.Requested) {
	asks.Roles = roles.AskRoles(r.Assignments().Wanted)
}

// Assignments are the assignments; the list wins over the deprecated single role.
func (r *AddMemberRequest) Assignments() *roles.Set {
	if r.Roles != nil {
		return &roles.Set{Wanted: *r.Roles}
	}
	role := roles.NoAccess
	pep.SetIfSent(&role, r.Role)
	return &roles.Set{Wanted: []roles.Assignment{{Role: &role}}}
}

func addIdentityMember(r *pep.Request) (any, error) {
	var body AddMemberRequest
	if err := r.Bind(&body); err != nil {
		return nil, err
	}
	roles := body.Assignments()
	if err := roles.Windows(); err != nil {
		return nil, err
	}
	identityID := r.Param("identityId")
	question := OnMember(r, facts.OnNewMember(identityID), roles.HandOut)
	return r.Change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		if err := roles.Known(); err != nil {
			return nil, err
		}
		row, err := AddMember(r, tx, s.Scope(), input.Subject{Type: models.SubjectIdentity, ID: identityID}, roles.Found)
		if errors.Is(err, models.ErrDuplicate) {
			return nil, pep.BadRequest("Identity is already a member of the project")
		}
		return map[string]any{"identityMembership": describeBareMembership(row)}, err
	})
}

// AddMember makes a subject a member with the given roles.
func AddMember(r *pep.Request, tx *models.Tx, scope models.Scope, subject input.Subject, assigned []roles.AssignedRole) (*models.ProjectMembership, error) {
	now := models.At(r.Now)
	row := &models.ProjectMembership{
		ID: models.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, SubjectType: subject.Type, SubjectID: subject.ID,
		CreatedAt: now, UpdatedAt: now,
	}
	if err := models.Create(tx, scope, row); err != nil {
		return nil, err
	}
	_, err := assign(r, tx, scope, row.ID, assigned)
	return row, err
}

func assign(r *pep.Request, tx *models.Tx, scope models.Scope, membershipID string, assigned []roles.AssignedRole) ([]*models.MembershipRole, error) {
	rows := make([]*models.MembershipRole, 0, len(assigned))
	for i, role := range assigned {
		rows = append(rows, &models.MembershipRole{
			ID: models.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, MembershipID: membershipID,
			Role: role.Role, CustomRoleID: role.CustomID, Temporary: role.Temporary, Position: int64(i),
			CreatedAt: models.At(r.Now), UpdatedAt: models.At(r.Now),
		})
	}
	return rows, models.Create(tx, scope, rows...)
}

type replaceRolesRequest struct {
	Roles []roles.Assignment `json:"roles" validate:"required,min=1,max=50,dive"`
}

func (r *replaceRolesRequest) Requested(asks *input.Requested) { asks.Roles = roles.AskRoles(r.Roles) }

// wantedRoles reads the roles that a member is to have from now on.
func wantedRoles(r *pep.Request) (*roles.Set, error) {
	var body replaceRolesRequest
	if err := r.Bind(&body); err != nil {
		return nil, err
	}
	assigned := &roles.Set{Wanted: body.Roles}
	return assigned, assigned.Windows()
}

// replaceRoles compares both what the member holds now and what it would hold.
func replaceRoles(r *pep.Request) (any, error) {
	assigned, err := wantedRoles(r)
	if err != nil {
		return nil, err
	}
	question := OnMember(r, facts.OnMember(models.SubjectIdentity, r.Param("identityId")), assigned.HandOut)
	return r.Change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		if err := assigned.Known(); err != nil {
			return nil, err
		}
		member := s.Found.Member
		if _, err := models.Delete[models.MembershipRole](tx, s.Scope(), "membership_id = ?", member.ID); err != nil {
			return nil, err
		}
		rows, err := assign(r, tx, s.Scope(), member.ID, assigned.Found)
		return map[string]any{"roles": describeAssignedRoles(rows)}, err
	})
}

func removeMember(r *pep.Request) (any, error) {
	question := OnMember(r, facts.OnMember(models.SubjectIdentity, r.Param("identityId")))
	return r.Change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		_, err := models.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", s.Found.Member.ID)
		return map[string]any{"identityMembership": describeBareMembership(s.Found.Member)}, err
	})
}

func getMember(r *pep.Request) (any, error) {
	return r.Read(OnMember(r, facts.OnMember(models.SubjectIdentity, r.Param("identityId"))), memberFound)
}

// getMembershipAlone is addressed by the membership's id only, which tells the
// project.
func getMembershipAlone(r *pep.Request) (any, error) {
	return r.Read(r.Question(facts.ProjectRef{}, facts.OnMembershipAlone(r.Param("membershipId"))).Of(input.KindMembership), memberFound)
}

func memberFound(tx *models.Tx, s *facts.State) (any, error) {
	list, err := describeMembers(tx, s.OrgScope(), []models.ProjectMembership{*s.Found.Member})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, pep.NotFound("Membership not found")
	}
	return map[string]any{"identityMembership": list[0]}, nil
}

func listMembers(r *pep.Request) (any, error) {
	q := r.ReadQuery()
	limit, offset := q.Number("limit", 100, 1, 20000), q.Offset()
	search, orderBy, direction := NameFilter{Contains: q.Text("search")}, q.Word("orderBy", "", "name"), q.Word("orderDirection", "asc", "desc")
	if err := q.Err(); err != nil {
		return nil, err
	}
	var list facts.MemberList
	found := []*memberJSON{}
	question := r.Question(pep.ProjectByID(r), list.Read).Of(input.KindMembership)
	err := r.ReadMembers(question, func(tx *models.Tx, s *facts.State, permitted []int) error {
		rows := make([]models.ProjectMembership, 0, len(permitted))
		for _, i := range permitted {
			rows = append(rows, list.Members[i])
		}
		described, err := describeMembers(tx, s.OrgScope(), rows)
		found = slices.DeleteFunc(described, func(m *memberJSON) bool { return !search.Keeps(m.Identity.Name) })
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
	return map[string]any{"identityMemberships": pep.Page(found, limit, offset), "totalCount": len(found)}, nil
}

// ListMembershipsOfIdentity answers where an identity is a member.
func ListMembershipsOfIdentity(r *pep.Request) (any, error) {
	return r.Read(credentials.OnIdentity(r).Of(input.KindMembership), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.ProjectMembership](tx.OrderBy("created_at, id"), s.OrgScope(),
			"subject_type = ? AND subject_id = ?", models.SubjectIdentity, s.Found.Identity.ID)
		if err != nil {
			return nil, err
		}
		list, err := describeMembers(tx, s.OrgScope(), rows)
		return map[string]any{"identityMemberships": list}, err
	})
}
