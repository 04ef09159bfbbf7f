package members

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// userMemberJSON is a user as a member of a project (docs/contract.md 2.10, 2.16).
type userMemberJSON struct {
	ID        string           `json:"id"`
	UserID    string           `json:"userId"`
	ProjectID string           `json:"projectId"`
	Roles     []memberRoleJSON `json:"roles"`
	User      memberUser       `json:"user"`
	Project   memberProject    `json:"project"`
	CreatedAt store.Time       `json:"createdAt"`
	UpdatedAt store.Time       `json:"updatedAt"`
}

// userMembershipJSON is a user's membership without roles. It has userId only: an identityId
// would tell clients that the member is a machine identity.
type userMembershipJSON struct {
	ID        string     `json:"id"`
	UserID    string     `json:"userId"`
	ProjectID string     `json:"projectId"`
	CreatedAt store.Time `json:"createdAt"`
	UpdatedAt store.Time `json:"updatedAt"`
}

func describeUserMembership(row *models.ProjectMembership) userMembershipJSON {
	return userMembershipJSON{row.ID, row.SubjectID, row.ProjectID, row.CreatedAt, row.UpdatedAt}
}

type memberUser struct {
	ID        string `json:"id"`
	Email     string `json:"email"`
	Username  string `json:"username"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	PublicKey string `json:"publicKey"`
}

// describeUserMembers reads the roles and users of all memberships at once.
func describeUserMembers(tx *store.Tx, s *facts.State, rows []models.ProjectMembership) ([]userMemberJSON, error) {
	names, err := readMemberNames(tx, s.OrgScope(), rows)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.SubjectID)
	}
	users, err := store.Find[models.User](tx, store.Installation, "id IN ?", ids)
	if err != nil {
		return nil, err
	}
	people := map[string]memberUser{}
	for _, user := range users {
		people[user.ID] = memberUser{user.ID, user.Email, user.Username, user.FirstName, user.LastName, user.PublicKey}
	}
	list := make([]userMemberJSON, 0, len(rows))
	for _, row := range rows {
		list = append(list, userMemberJSON{
			ID: row.ID, UserID: row.SubjectID, ProjectID: row.ProjectID, Roles: pep.OrEmpty(names.roles[row.ID]), User: people[row.SubjectID],
			Project: memberProject{s.Project.ID, s.Project.Name, s.Project.Type}, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
		})
	}
	return list, nil
}

// userMembersAnswer and projectUsersAnswer list the users of a project under the field name of
// their route.
type (
	userMembersAnswer struct {
		Memberships []userMemberJSON `json:"memberships"`
	}
	projectUsersAnswer struct {
		Users []userMemberJSON `json:"users"`
	}
)

func asMemberships(list []userMemberJSON) *userMembersAnswer { return &userMembersAnswer{list} }

func asUsers(list []userMemberJSON) *projectUsersAnswer { return &projectUsersAnswer{list} }

// userMembers lists all users of a project.
func userMembers[A any](shape func([]userMemberJSON) *A) pep.Handler {
	return pep.Handle(func(r *pep.Request) (*A, error) {
		return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*A, error) {
			rows, err := store.Find[models.ProjectMembership](tx.OrderBy("created_at, id"), s.Scope(), "subject_type = ?", models.SubjectUser)
			if err != nil {
				return nil, err
			}
			list, err := describeUserMembers(tx, s, rows)
			return shape(list), err
		})
	})
}

type findUserMemberRequest struct {
	Username *string `json:"username" validate:"required,min=1,max=255"`
}

func (*findUserMemberRequest) Requested(*input.Requested) {}

func (r *findUserMemberRequest) Normalize() {
	pep.Trim(r.Username)
	if r.Username != nil {
		*r.Username = pep.NormalizeEmail(*r.Username)
	}
}

// findUserMember finds one member by name.
func findUserMember(r *pep.Request, body *findUserMemberRequest) (*userMemberAnswer, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*userMemberAnswer, error) {
		user, err := facts.Missing(store.First[models.User](tx, store.Installation, "email = ?", *body.Username))
		if err != nil {
			return nil, err
		}
		if user == nil {
			return nil, errNoUserMember
		}
		row, err := facts.Missing(store.First[models.ProjectMembership](tx, s.Scope(), "subject_type = ? AND subject_id = ?", models.SubjectUser, user.ID))
		if err != nil {
			return nil, err
		}
		if row == nil {
			return nil, errNoUserMember
		}
		return userMemberBody(tx, s, row)
	})
}

// getUserMember finds a member by the membership's id.
func getUserMember(r *pep.Request) (*userMemberAnswer, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r), facts.OnMembership(models.SubjectUser, r.Param("membershipId"))), userMemberFound)
}

// getMemberByUser finds a member by the user's id.
func getMemberByUser(r *pep.Request) (*userMemberAnswer, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r), facts.OnMember(models.SubjectUser, r.Param("userId"))), userMemberFound)
}

func userMemberFound(tx *store.Tx, s *facts.State) (*userMemberAnswer, error) {
	return userMemberBody(tx, s, s.Found.Member)
}

// userMemberAnswer is the response for a user as a member of a project.
type userMemberAnswer struct {
	Membership userMemberJSON `json:"membership"`
}

// userMembershipAnswer is the response for a user's membership.
type userMembershipAnswer struct {
	Membership userMembershipJSON `json:"membership"`
}

// userMembershipsAnswer lists added or removed memberships.
type userMembershipsAnswer struct {
	Memberships []userMembershipJSON `json:"memberships"`
}

func userMemberBody(tx *store.Tx, s *facts.State, row *models.ProjectMembership) (*userMemberAnswer, error) {
	list, err := describeUserMembers(tx, s, []models.ProjectMembership{*row})
	if err != nil {
		return nil, err
	}
	return &userMemberAnswer{Membership: list[0]}, nil
}

// errNoUserMember is the same for an unknown user and for a member of another project, so that
// a project does not reveal who has an account.
var errNoUserMember = pep.NotFound("No member of the project has this name")
