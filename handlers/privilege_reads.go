package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

type deletePrivilegeRequest struct {
	PrivilegeSlug *string `json:"privilegeSlug" validate:"required,min=1"`
	IdentityID    *string `json:"identityId" validate:"required,min=1"`
	ProjectSlug   *string `json:"projectSlug" validate:"required,min=1"`
}

func (r *deletePrivilegeRequest) requested(asks *engine.Requested) {
	asks.Slug, asks.Member = r.PrivilegeSlug, askMember(models.SubjectIdentity, *r.IdentityID)
}

func (r *deletePrivilegeRequest) normalize() { trim(r.PrivilegeSlug, r.IdentityID, r.ProjectSlug) }

func deletePrivilege(c *call) (any, error) {
	var body deletePrivilegeRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.aboutMember(facts.ProjectRef{Slug: *body.ProjectSlug}, *body.IdentityID, facts.OnPrivilege("slug = ?", *body.PrivilegeSlug))
	return c.change(question, privilegeGone)
}

func deletePrivilegeByID(c *call) (any, error) {
	return c.change(c.question(facts.ProjectRef{}, facts.OnPrivilegeAlone(c.Param("privilegeId"))).Of(engine.KindPrivilege), privilegeGone)
}

func privilegeGone(tx *models.Tx, s *facts.State) (any, error) {
	_, err := models.Delete[models.Privilege](tx, s.Scope(), "id = ?", s.Found.Privilege.ID)
	return privilegeBody(s, s.Found.Privilege), err
}

// memberFromQuery is whose privileges are asked for.
func (c *call) memberFromQuery() (facts.ProjectRef, string, error) {
	q := c.query()
	identityID := q.needed("identityId")
	project := facts.ProjectRef{ID: q.text("projectId"), Slug: q.text("projectSlug")}
	if project == (facts.ProjectRef{}) {
		q.wrong("projectSlug", "invalid_type", "Required")
	}
	return project, identityID, q.err()
}

func getPrivilege(c *call) (any, error) {
	project, identityID, err := c.memberFromQuery()
	if err != nil {
		return nil, err
	}
	question := c.aboutMember(project, identityID, facts.OnPrivilege("slug = ?", c.Param("privilegeSlug")))
	return c.read(question, privilegeFound)
}

func getPrivilegeByID(c *call) (any, error) {
	return c.read(c.question(facts.ProjectRef{}, facts.OnPrivilegeAlone(c.Param("privilegeId"))).Of(engine.KindPrivilege), privilegeFound)
}

func privilegeFound(_ *models.Tx, s *facts.State) (any, error) {
	return privilegeBody(s, s.Found.Privilege), nil
}

func listPrivileges(c *call) (any, error) {
	project, identityID, err := c.memberFromQuery()
	if err != nil {
		return nil, err
	}
	return c.read(c.aboutMember(project, identityID), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.Privilege](tx.OrderBy("created_at, id"), s.Scope(), "membership_id = ?", s.Found.Member.ID)
		list := []privilegeJSON{}
		for i := range rows {
			list = append(list, describePrivilege(s, &rows[i]))
		}
		return map[string]any{"privileges": list}, err
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
	TemporaryAccessStartTime *models.Time       `json:"temporaryAccessStartTime"`
	TemporaryAccessEndTime   *models.Time       `json:"temporaryAccessEndTime"`
	Permissions              []permissions.Rule `json:"permissions"`
	CreatedAt                models.Time        `json:"createdAt"`
	UpdatedAt                models.Time        `json:"updatedAt"`
}

func describePrivilege(s *facts.State, row *models.Privilege) privilegeJSON {
	return privilegeJSON{
		ID: row.ID, Slug: row.Slug, ProjectMembershipID: row.MembershipID, IdentityID: s.Found.Member.SubjectID, ProjectID: row.ProjectID,
		IsTemporary: row.IsTemporary, TemporaryMode: row.TemporaryMode, TemporaryRange: row.TemporaryRange,
		TemporaryAccessStartTime: row.TemporaryAccessStartTime, TemporaryAccessEndTime: row.TemporaryAccessEndTime,
		Permissions: describeRules(row.Permissions, permissions.Form(row.Form), permissions.ScopeProject),
		CreatedAt:   row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

func privilegeBody(s *facts.State, row *models.Privilege) map[string]any {
	return map[string]any{"privilege": describePrivilege(s, row)}
}
