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
	"warder/models/store"
)

// Identities as members of projects (docs/contract.md 2.14), under both spellings.
func identityMembershipRoutes() []pep.Route {
	table := []pep.Route{
		{Method: "GET", Path: "/api/v1/identities/:identityId/identity-memberships", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: pep.Handle(listMembershipsOfIdentity)},
		{Method: "GET", Path: "/api/v2/workspace/identity-memberships/:membershipId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: pep.Handle(getMembershipAlone)},
	}
	for _, base := range []string{"/api/v2/workspace/:project/identity-memberships", "/api/v1/projects/:project/memberships/identities"} {
		table = append(table,
			pep.Route{Method: "GET", Path: base, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Query: []string{"limit", "offset", "search", "orderBy", "orderDirection"}, Handler: pep.Handle(listMembers)},
			pep.Route{Method: "POST", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "create", Event: "add-identity-to-project", Handler: pep.HandleBody(addIdentityMember)},
			pep.Route{Method: "GET", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: pep.Handle(getMember)},
			pep.Route{Method: "PATCH", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-identity-project-roles", Handler: pep.HandleBody(replaceRoles)},
			pep.Route{Method: "DELETE", Path: base + "/:identityId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "delete", Event: "remove-identity-from-project", Handler: pep.Handle(removeMember)},
		)
	}
	return table
}

// OnMember asks about the identity in the path as a member of the project.
func OnMember(r *pep.Request, targets ...facts.TargetLoader) facts.Question {
	question := r.Question(pep.ProjectByID(r), targets...)
	question.Resource = pep.IdentityInPath(r)
	question.Asks().Member = pep.AskMember(models.SubjectIdentity, r.Param("identityId"))
	return question.Of(input.KindMembership)
}

// AddMemberRequest has the roles of a new member.
type AddMemberRequest struct {
	Role  *string             `json:"role" validate:"omitnil,min=1,max=255"`
	Roles *[]roles.Assignment `json:"roles" validate:"omitnil,min=1,max=50,dive"`
}

// Requested reports the roles of the new member.
func (r *AddMemberRequest) Requested(asks *input.Requested) {
	asks.Roles = roles.AskRoles(r.Assignments().Wanted)
}

// Assignments returns the assigned roles; the list takes precedence over the deprecated single
// role.
func (r *AddMemberRequest) Assignments() *roles.Set {
	if r.Roles != nil {
		return &roles.Set{Wanted: *r.Roles}
	}
	role := roles.NoAccess
	pep.SetIfSent(&role, r.Role)
	return &roles.Set{Wanted: []roles.Assignment{{Role: &role}}}
}

// identityMembershipAnswer is the response for a membership without its roles.
type identityMembershipAnswer struct {
	IdentityMembership *bareMembershipJSON `json:"identityMembership"`
}

func addIdentityMember(r *pep.Request, body *AddMemberRequest) (*identityMembershipAnswer, error) {
	roles := body.Assignments()
	if err := roles.Windows(); err != nil {
		return nil, err
	}
	identityID := r.Param("identityId")
	question := OnMember(r, facts.OnNewMember(identityID), roles.HandOut)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*identityMembershipAnswer, error) {
		if err := roles.Known(); err != nil {
			return nil, err
		}
		row, err := AddMember(r, tx, s.Scope(), input.Subject{Type: models.SubjectIdentity, ID: identityID}, roles.Found)
		if errors.Is(err, store.ErrDuplicate) {
			return nil, pep.BadRequest("Identity is already a member of the project")
		}
		return &identityMembershipAnswer{IdentityMembership: describeBareMembership(row)}, err
	})
}

// AddMember makes a subject a member with the given roles.
func AddMember(r *pep.Request, tx *store.Tx, scope store.Scope, subject input.Subject, assigned []roles.AssignedRole) (*models.ProjectMembership, error) {
	now := store.At(r.Now)
	row := &models.ProjectMembership{
		ID: store.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, SubjectType: subject.Type, SubjectID: subject.ID,
		CreatedAt: now, UpdatedAt: now,
	}
	if err := store.Create(tx, scope, row); err != nil {
		return nil, err
	}
	_, err := assign(r, tx, scope, row.ID, assigned)
	return row, err
}

func assign(r *pep.Request, tx *store.Tx, scope store.Scope, membershipID string, assigned []roles.AssignedRole) ([]*models.MembershipRole, error) {
	rows := make([]*models.MembershipRole, 0, len(assigned))
	for i, role := range assigned {
		rows = append(rows, &models.MembershipRole{
			ID: store.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, MembershipID: membershipID,
			Role: role.Role, CustomRoleID: role.CustomID, Temporary: role.Temporary, Position: int64(i),
			CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		})
	}
	return rows, store.Create(tx, scope, rows...)
}

type replaceRolesRequest struct {
	Roles []roles.Assignment `json:"roles" validate:"required,min=1,max=50,dive"`
}

func (r *replaceRolesRequest) Requested(asks *input.Requested) { asks.Roles = roles.AskRoles(r.Roles) }

// wanted are the member's roles after the change.
func (r *replaceRolesRequest) wanted() (*roles.Set, error) {
	assigned := &roles.Set{Wanted: r.Roles}
	return assigned, assigned.Windows()
}

// rolesAnswer lists a member's roles after a change.
type rolesAnswer struct {
	Roles []memberRoleJSON `json:"roles"`
}

// replaceRoles compares the caller with the member's current and future roles.
func replaceRoles(r *pep.Request, body *replaceRolesRequest) (*rolesAnswer, error) {
	assigned, err := body.wanted()
	if err != nil {
		return nil, err
	}
	question := OnMember(r, facts.OnMember(models.SubjectIdentity, r.Param("identityId")), assigned.HandOut)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*rolesAnswer, error) {
		if err := assigned.Known(); err != nil {
			return nil, err
		}
		member := s.Found.Member
		if _, err := store.Delete[models.MembershipRole](tx, s.Scope(), "membership_id = ?", member.ID); err != nil {
			return nil, err
		}
		rows, err := assign(r, tx, s.Scope(), member.ID, assigned.Found)
		return &rolesAnswer{Roles: describeAssignedRoles(rows)}, err
	})
}

func removeMember(r *pep.Request) (*identityMembershipAnswer, error) {
	question := OnMember(r, facts.OnMember(models.SubjectIdentity, r.Param("identityId")))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*identityMembershipAnswer, error) {
		_, err := store.Delete[models.ProjectMembership](tx, s.Scope(), "id = ?", s.Found.Member.ID)
		return &identityMembershipAnswer{IdentityMembership: describeBareMembership(s.Found.Member)}, err
	})
}

func getMember(r *pep.Request) (*identityMemberAnswer, error) {
	return pep.Read(r, OnMember(r, facts.OnMember(models.SubjectIdentity, r.Param("identityId"))), memberFound)
}

// getMembershipAlone finds a membership by its id, which determines the project.
func getMembershipAlone(r *pep.Request) (*identityMemberAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}, facts.OnMembershipAlone(r.Param("membershipId"))).Of(input.KindMembership), memberFound)
}

// identityMemberAnswer is the response for an identity as a member of a project.
type identityMemberAnswer struct {
	IdentityMembership *memberJSON `json:"identityMembership"`
}

func memberFound(tx *store.Tx, s *facts.State) (*identityMemberAnswer, error) {
	list, err := describeMembers(tx, s.OrgScope(), []models.ProjectMembership{*s.Found.Member})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, pep.NotFound("Membership not found")
	}
	return &identityMemberAnswer{IdentityMembership: list[0]}, nil
}

// identityMembersAnswer is a page of the member identities of a project.
type identityMembersAnswer struct {
	IdentityMemberships []*memberJSON `json:"identityMemberships"`
	TotalCount          int           `json:"totalCount"`
}

func listMembers(r *pep.Request) (*identityMembersAnswer, error) {
	q := r.ReadQuery()
	limit, offset := q.Number("limit", 100, 1, 20000), q.Offset()
	search, orderBy, direction := NameFilter{Contains: q.Text("search")}, q.Word("orderBy", "", "name"), q.Word("orderDirection", "asc", "desc")
	if err := q.Err(); err != nil {
		return nil, err
	}
	var list facts.MemberList
	found := []*memberJSON{}
	question := r.Question(pep.ProjectByID(r), list.Read).Of(input.KindMembership)
	err := r.ReadMembers(question, func(tx *store.Tx, s *facts.State, permitted []int) error {
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
	return &identityMembersAnswer{IdentityMemberships: pep.Page(found, limit, offset), TotalCount: len(found)}, nil
}

// membershipsOfIdentityAnswer lists the projects that an identity is a member of.
type membershipsOfIdentityAnswer struct {
	IdentityMemberships []*memberJSON `json:"identityMemberships"`
}

// listMembershipsOfIdentity lists an identity's project memberships.
func listMembershipsOfIdentity(r *pep.Request) (*membershipsOfIdentityAnswer, error) {
	return pep.Read(r, credentials.OnIdentityAnywhere(r).Of(input.KindMembership), func(tx *store.Tx, s *facts.State) (*membershipsOfIdentityAnswer, error) {
		rows, err := store.Find[models.ProjectMembership](tx.OrderBy("created_at, id"), s.OrgScope(),
			"subject_type = ? AND subject_id = ?", models.SubjectIdentity, s.Found.Identity.ID)
		if err != nil {
			return nil, err
		}
		list, err := describeMembers(tx, s.OrgScope(), rows)
		return &membershipsOfIdentityAnswer{IdentityMemberships: list}, err
	})
}
