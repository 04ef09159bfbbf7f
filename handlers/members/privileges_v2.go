package members

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
)

// The newer form of additional privileges: operators and inverted rules, and the duration as a
// nested object (docs/contract.md 2.15).

type createPrivilegeV2Request struct {
	IdentityID  *string          `json:"identityId" validate:"required,min=1,max=255"`
	ProjectID   *string          `json:"projectId" validate:"required,min=1,max=255"`
	Slug        *string          `json:"slug" validate:"omitnil,slug,min=1,max=60"`
	Permissions roles.RuleList   `json:"permissions" bound:"permissions.CheckSize"`
	Type        *privilegeWindow `json:"type" validate:"required"`
}

func (r *createPrivilegeV2Request) Requested(asks *input.Requested) {
	asks.Slug, asks.Permissions = r.Slug, r.Permissions.Requested()
	asks.Member = pep.AskMember(models.SubjectIdentity, *r.IdentityID)
}

type privilegeWindow struct {
	IsTemporary              bool    `json:"isTemporary"`
	TemporaryMode            *string `json:"temporaryMode" validate:"omitnil,max=255"`
	TemporaryRange           *string `json:"temporaryRange" validate:"omitnil,max=255"`
	TemporaryAccessStartTime *string `json:"temporaryAccessStartTime" validate:"omitnil,max=255"`
}

func (w *privilegeWindow) assignment() *roles.Assignment {
	return &roles.Assignment{
		IsTemporary: w.IsTemporary, TemporaryMode: w.TemporaryMode, TemporaryRange: w.TemporaryRange,
		TemporaryAccessStartTime: w.TemporaryAccessStartTime,
	}
}

func (r *createPrivilegeV2Request) Normalize() { pep.Trim(r.IdentityID, r.ProjectID, r.Slug) }

func createPrivilegeV2(r *pep.Request, body *createPrivilegeV2Request) (*privilegeAnswer, error) {
	window, err := body.Type.assignment().Window("type")
	if err != nil {
		return nil, err
	}
	rules, err := body.Permissions.Parse(permissions.FormV2, permissions.ScopeProject, "permissions")
	if err != nil {
		return nil, err
	}
	new := &newPrivilege{slug: body.Slug, list: &body.Permissions, rules: rules, form: permissions.FormV2, window: window}
	return grantPrivilege(r, facts.ProjectRef{ID: *body.ProjectID}, *body.IdentityID, new)
}

type updatePrivilegeV2Request struct {
	Slug        *string          `json:"slug" validate:"omitnil,slug,min=1,max=60"`
	Permissions *roles.RuleList  `json:"permissions" bound:"permissions.CheckSize"`
	Type        *privilegeWindow `json:"type"`
}

func (r *updatePrivilegeV2Request) Requested(asks *input.Requested) {
	asks.Slug = r.Slug
	if r.Permissions != nil {
		asks.Permissions = r.Permissions.Requested()
	}
}

func (r *updatePrivilegeV2Request) Normalize() { pep.Trim(r.Slug) }

func updatePrivilegeV2(r *pep.Request, body *updatePrivilegeV2Request) (*privilegeAnswer, error) {
	edit := privilegeEdit{slug: body.Slug, list: body.Permissions, form: permissions.FormV2}
	if body.Permissions != nil {
		rules, err := body.Permissions.Parse(permissions.FormV2, permissions.ScopeProject, "permissions")
		if err != nil {
			return nil, err
		}
		edit.rules = rules
	}
	if body.Type != nil {
		window, err := body.Type.assignment().Window("type")
		if err != nil {
			return nil, err
		}
		edit.window = &window
	}
	question := r.Question(facts.ProjectRef{}, facts.OnPrivilegeAlone(r.Param("privilegeId")), edit.handOut).Of(input.KindPrivilege)
	return changePrivilege(r, question, edit)
}
