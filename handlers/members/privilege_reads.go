package members

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

type deletePrivilegeRequest struct {
	PrivilegeSlug *string `json:"privilegeSlug" validate:"required,min=1,max=255"`
	IdentityID    *string `json:"identityId" validate:"required,min=1,max=255"`
	ProjectSlug   *string `json:"projectSlug" validate:"required,min=1,max=255"`
}

func (r *deletePrivilegeRequest) Requested(asks *input.Requested) {
	asks.Slug, asks.Member = r.PrivilegeSlug, pep.AskMember(models.SubjectIdentity, *r.IdentityID)
}

func (r *deletePrivilegeRequest) Normalize() { pep.Trim(r.PrivilegeSlug, r.IdentityID, r.ProjectSlug) }

func deletePrivilege(r *pep.Request, body *deletePrivilegeRequest) (*privilegeAnswer, error) {
	question := aboutMember(r, facts.ProjectRef{Slug: *body.ProjectSlug}, *body.IdentityID, facts.OnPrivilege("slug = ?", *body.PrivilegeSlug))
	return pep.Change(r, question, privilegeGone)
}

func deletePrivilegeByID(r *pep.Request) (*privilegeAnswer, error) {
	return pep.Change(r, r.Question(facts.ProjectRef{}, facts.OnPrivilegeAlone(r.Param("privilegeId"))).Of(input.KindPrivilege), privilegeGone)
}

func privilegeGone(tx *store.Tx, s *facts.State) (*privilegeAnswer, error) {
	_, err := store.Delete[models.Privilege](tx, s.Scope(), "id = ?", s.Found.Privilege.ID)
	return privilegeBody(s, s.Found.Privilege), err
}

// memberQuery lists the query parameters that name a member.
var memberQuery = []string{"identityId", "projectId", "projectSlug"}

// memberFromQuery reads the member whose privileges are requested.
func memberFromQuery(r *pep.Request) (facts.ProjectRef, string, error) {
	q := r.ReadQuery()
	identityID := q.Needed("identityId")
	project := facts.ProjectRef{ID: q.Text("projectId"), Slug: q.Text("projectSlug")}
	if project == (facts.ProjectRef{}) {
		q.Wrong("projectSlug", "invalid_type", "Required")
	}
	return project, identityID, q.Err()
}

func getPrivilege(r *pep.Request) (*privilegeAnswer, error) {
	project, identityID, err := memberFromQuery(r)
	if err != nil {
		return nil, err
	}
	question := aboutMember(r, project, identityID, facts.OnPrivilege("slug = ?", r.Param("privilegeSlug")))
	return pep.Read(r, question, privilegeFound)
}

func getPrivilegeByID(r *pep.Request) (*privilegeAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}, facts.OnPrivilegeAlone(r.Param("privilegeId"))).Of(input.KindPrivilege), privilegeFound)
}

func privilegeFound(_ *store.Tx, s *facts.State) (*privilegeAnswer, error) {
	return privilegeBody(s, s.Found.Privilege), nil
}

// privilegesAnswer lists the additional privileges of one member.
type privilegesAnswer struct {
	Privileges []privilegeJSON `json:"privileges"`
}

func listPrivileges(r *pep.Request) (*privilegesAnswer, error) {
	project, identityID, err := memberFromQuery(r)
	if err != nil {
		return nil, err
	}
	return pep.Read(r, aboutMember(r, project, identityID), func(tx *store.Tx, s *facts.State) (*privilegesAnswer, error) {
		rows, err := store.Find[models.Privilege](tx.OrderBy("created_at, id"), s.Scope(), "membership_id = ?", s.Found.Member.ID)
		list := []privilegeJSON{}
		for i := range rows {
			list = append(list, describePrivilege(s, &rows[i]))
		}
		return &privilegesAnswer{Privileges: list}, err
	})
}

// privilegeJSON is an additional privilege (docs/contract.md 2.15).
type privilegeJSON struct {
	ID                       string             `json:"id"`
	Slug                     string             `json:"slug"`
	ProjectMembershipID      string             `json:"projectMembershipId"`
	IdentityID               string             `json:"identityId"`
	ProjectID                string             `json:"projectId"`
	IsTemporary              bool               `json:"isTemporary"`
	TemporaryMode            *string            `json:"temporaryMode"`
	TemporaryRange           *string            `json:"temporaryRange"`
	TemporaryAccessStartTime *store.Time        `json:"temporaryAccessStartTime"`
	TemporaryAccessEndTime   *store.Time        `json:"temporaryAccessEndTime"`
	Permissions              []permissions.Rule `json:"permissions"`
	CreatedAt                store.Time         `json:"createdAt"`
	UpdatedAt                store.Time         `json:"updatedAt"`
}

func describePrivilege(s *facts.State, row *models.Privilege) privilegeJSON {
	return privilegeJSON{
		ID: row.ID, Slug: row.Slug, ProjectMembershipID: row.MembershipID, IdentityID: s.Found.Member.SubjectID, ProjectID: row.ProjectID,
		IsTemporary: row.IsTemporary, TemporaryMode: row.TemporaryMode, TemporaryRange: row.TemporaryRange,
		TemporaryAccessStartTime: row.TemporaryAccessStartTime, TemporaryAccessEndTime: row.TemporaryAccessEndTime,
		Permissions: roles.DescribeRules(row.Permissions, permissions.Form(row.Form), permissions.ScopeProject),
		CreatedAt:   row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

// privilegeAnswer is the response for one additional privilege.
type privilegeAnswer struct {
	Privilege privilegeJSON `json:"privilege"`
}

func privilegeBody(s *facts.State, row *models.Privilege) *privilegeAnswer {
	return &privilegeAnswer{describePrivilege(s, row)}
}
