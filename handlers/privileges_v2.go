package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

// The newer form of additional privileges: operators and inverted rules, and
// the duration as an object of its own (docs/contract.md 2.15).

type createPrivilegeV2Request struct {
	IdentityID  *string          `json:"identityId" validate:"required,min=1"`
	ProjectID   *string          `json:"projectId" validate:"required,min=1"`
	Slug        *string          `json:"slug" validate:"omitnil,slug,min=1,max=60"`
	Permissions ruleList         `json:"permissions"`
	Type        *privilegeWindow `json:"type" validate:"required"`
}

func (r *createPrivilegeV2Request) requested(asks *engine.Requested) {
	asks.Slug, asks.Permissions = r.Slug, r.Permissions.requested()
	asks.Member = askMember(models.SubjectIdentity, *r.IdentityID)
}

type privilegeWindow struct {
	IsTemporary              bool    `json:"isTemporary"`
	TemporaryMode            *string `json:"temporaryMode"`
	TemporaryRange           *string `json:"temporaryRange"`
	TemporaryAccessStartTime *string `json:"temporaryAccessStartTime"`
}

func (w *privilegeWindow) assignment() *roleAssignment {
	return &roleAssignment{
		IsTemporary: w.IsTemporary, TemporaryMode: w.TemporaryMode, TemporaryRange: w.TemporaryRange,
		TemporaryAccessStartTime: w.TemporaryAccessStartTime,
	}
}

func (r *createPrivilegeV2Request) normalize() { trim(r.IdentityID, r.ProjectID, r.Slug) }

func createPrivilegeV2(c *call) (any, error) {
	var body createPrivilegeV2Request
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	window, err := body.Type.assignment().window("type")
	if err != nil {
		return nil, err
	}
	rules, err := body.Permissions.parse(permissions.FormV2, permissions.ScopeProject, "permissions")
	if err != nil {
		return nil, err
	}
	new := &newPrivilege{slug: body.Slug, list: &body.Permissions, rules: rules, form: permissions.FormV2, window: window}
	return c.grantPrivilege(facts.ProjectRef{ID: *body.ProjectID}, *body.IdentityID, new)
}

type updatePrivilegeV2Request struct {
	Slug        *string          `json:"slug" validate:"omitnil,slug,min=1,max=60"`
	Permissions *ruleList        `json:"permissions"`
	Type        *privilegeWindow `json:"type"`
}

func (r *updatePrivilegeV2Request) requested(asks *engine.Requested) {
	asks.Slug = r.Slug
	if r.Permissions != nil {
		asks.Permissions = r.Permissions.requested()
	}
}

func (r *updatePrivilegeV2Request) normalize() { trim(r.Slug) }

func updatePrivilegeV2(c *call) (any, error) {
	var body updatePrivilegeV2Request
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	edit := privilegeEdit{slug: body.Slug, list: body.Permissions, form: permissions.FormV2}
	if body.Permissions != nil {
		rules, err := body.Permissions.parse(permissions.FormV2, permissions.ScopeProject, "permissions")
		if err != nil {
			return nil, err
		}
		edit.rules = rules
	}
	if body.Type != nil {
		window, err := body.Type.assignment().window("type")
		if err != nil {
			return nil, err
		}
		edit.window = &window
	}
	question := c.question(facts.ProjectRef{}, facts.OnPrivilegeAlone(c.Param("privilegeId")), edit.handOut).Of(engine.KindPrivilege)
	return c.changePrivilege(question, edit)
}
