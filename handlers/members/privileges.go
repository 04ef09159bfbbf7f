package members

import (
	"encoding/json"
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/store"
)

// Additional privileges of one identity in one project (docs/contract.md 2.15), in the older
// form; privileges_v2.go has the newer form.
func privilegeRoutes() []pep.Route {
	const v1 = "/api/v1/additional-privilege/identity"
	const v2 = "/api/v2/identity-project-additional-privilege"
	return []pep.Route{
		{Method: "POST", Path: v1 + "/permanent", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "create-identity-privilege", Handler: pep.HandleBody(createPermanentPrivilege)},
		{Method: "POST", Path: v1 + "/temporary", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "create-identity-privilege", Handler: pep.HandleBody(createTemporaryPrivilege)},
		{Method: "PATCH", Path: v1, Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-identity-privilege", Handler: pep.HandleBody(updatePrivilege)},
		{Method: "DELETE", Path: v1, Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "delete-identity-privilege", Handler: pep.HandleBody(deletePrivilege)},
		{Method: "GET", Path: v1 + "/:privilegeSlug", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Query: memberQuery, Handler: pep.Handle(getPrivilege)},
		{Method: "GET", Path: v1, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Query: memberQuery, Handler: pep.Handle(listPrivileges)},
		{Method: "POST", Path: v2, Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "create-identity-privilege", Handler: pep.HandleBody(createPrivilegeV2)},
		{Method: "GET", Path: v2, Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Query: memberQuery, Handler: pep.Handle(listPrivileges)},
		{Method: "GET", Path: v2 + "/slug/:privilegeSlug", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Query: memberQuery, Handler: pep.Handle(getPrivilege)},
		{Method: "GET", Path: v2 + "/:privilegeId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "read", Handler: pep.Handle(getPrivilegeByID)},
		{Method: "PATCH", Path: v2 + "/:privilegeId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "update-identity-privilege", Handler: pep.HandleBody(updatePrivilegeV2)},
		{Method: "DELETE", Path: v2 + "/:privilegeId", Modes: pep.UserOrIdentity, Resource: "identity", Action: "edit", Event: "delete-identity-privilege", Handler: pep.Handle(deletePrivilegeByID)},
	}
}

// shortRules is the older short form: several actions on secrets at one place.
type shortRules struct {
	Actions    []string        `json:"actions" validate:"required,min=1,max=4,dive,oneof=read create edit delete"`
	Subject    string          `json:"subject" validate:"oneof=secrets"`
	Conditions shortConditions `json:"conditions"`
}

// shortConditions is the place of the short form.
type shortConditions struct {
	Environment string          `json:"environment" validate:"required,max=255"`
	SecretPath  json.RawMessage `json:"secretPath,omitempty" bound:"permissions.CheckSize"`
}

// rules expands the short form to one rule per action.
func (s *shortRules) rules() (roles.RuleList, error) {
	type rule struct {
		Action     string          `json:"action"`
		Conditions shortConditions `json:"conditions"`
		Subject    string          `json:"subject"`
	}
	expanded := []rule{}
	for _, action := range s.Actions {
		expanded = append(expanded, rule{action, s.Conditions, s.Subject})
	}
	raw, err := json.Marshal(expanded)
	return roles.RuleList{Raw: raw}, err
}

// privilegeDetails are a privilege's rules and duration.
type privilegeDetails struct {
	Slug                *string         `json:"slug" validate:"omitnil,slug,min=1,max=60"`
	Permissions         *roles.RuleList `json:"permissions" bound:"permissions.CheckSize"`
	PrivilegePermission *shortRules     `json:"privilegePermission"`

	parsed []permissions.Rule
}

// read selects one of the two forms of rules, and parses it.
func (d *privilegeDetails) read() error {
	if d.PrivilegePermission != nil {
		list, err := d.PrivilegePermission.rules()
		if err != nil {
			return err
		}
		d.Permissions = &list
	}
	if d.Permissions == nil {
		return pep.BadRequest("Either permissions or privilegePermission is required")
	}
	rules, err := d.Permissions.Parse(permissions.FormV1, permissions.ScopeProject, "permissions")
	d.parsed = rules
	return err
}

type createPrivilegeRequest struct {
	IdentityID  *string `json:"identityId" validate:"required,min=1,max=255"`
	ProjectSlug *string `json:"projectSlug" validate:"required,min=1,max=255"`
	privilegeDetails
}

func (r *createPrivilegeRequest) Requested(asks *input.Requested) {
	asks.Slug, asks.Permissions = r.Slug, r.Permissions.Requested()
	asks.Member = pep.AskMember(models.SubjectIdentity, *r.IdentityID)
}

func (r *createPrivilegeRequest) Normalize() { pep.Trim(r.IdentityID, r.ProjectSlug, r.Slug) }

func createPrivilege(r *pep.Request, body *createPrivilegeRequest, window models.Temporary) (*privilegeAnswer, error) {
	if err := body.read(); err != nil {
		return nil, err
	}
	new := &newPrivilege{slug: body.Slug, list: body.Permissions, rules: body.parsed, form: permissions.FormV1, window: window}
	return grantPrivilege(r, facts.ProjectRef{Slug: *body.ProjectSlug}, *body.IdentityID, new)
}

// newPrivilege is a privilege to grant.
type newPrivilege struct {
	slug   *string
	list   *roles.RuleList
	rules  []permissions.Rule
	form   permissions.Form
	window models.Temporary
}

// handOut adds the privilege's rules and end to the policy's facts.
func (p *newPrivilege) handOut(tx *store.Tx, s *facts.State) error {
	if s.Project == nil {
		return nil
	}
	grant := input.Grant{Source: input.SourcePrivilege, Role: input.RoleCustom, Permissions: permissions.Compile(p.rules, p.form)}
	return facts.HandingOut(permissions.ScopeProject, s.Project.ID, facts.Window(grant, p.window))(tx, s)
}

// grantPrivilege compares the caller with the member's current privileges and the new one.
func grantPrivilege(r *pep.Request, project facts.ProjectRef, identityID string, p *newPrivilege) (*privilegeAnswer, error) {
	question := aboutMember(r, project, identityID, p.handOut)
	question.Asks().Window = roles.AskWindow(p.window)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*privilegeAnswer, error) {
		row := &models.Privilege{
			ID: store.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, MembershipID: s.Found.Member.ID,
			Slug: strings.ReplaceAll(store.NewID(), "-", "")[:12], Permissions: p.list.Text(), Form: int64(p.form), Version: 1,
			Temporary: p.window, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		}
		pep.SetIfSent(&row.Slug, p.slug)
		if err := store.Create(tx, s.Scope(), row); err != nil {
			return nil, privilegeError(err)
		}
		return privilegeBody(s, row), nil
	})
}

func privilegeError(err error) error {
	return pep.DuplicateAs("An additional privilege with this slug exists already", err)
}

// aboutMember asks about the membership of an identity named in the body or query.
func aboutMember(r *pep.Request, project facts.ProjectRef, identityID string, more ...facts.TargetLoader) facts.Question {
	question := r.Question(project, append([]facts.TargetLoader{facts.OnMember(models.SubjectIdentity, identityID)}, more...)...)
	question.Resource = input.Resource{Type: "identity", ID: identityID, Properties: input.Properties{IdentityID: &identityID}}
	return question.Of(input.KindPrivilege)
}

type updatePrivilegeRequest struct {
	PrivilegeSlug    *string         `json:"privilegeSlug" validate:"required,min=1,max=255"`
	IdentityID       *string         `json:"identityId" validate:"required,min=1,max=255"`
	ProjectSlug      *string         `json:"projectSlug" validate:"required,min=1,max=255"`
	PrivilegeDetails privilegeChange `json:"privilegeDetails"`
}

func (r *updatePrivilegeRequest) Requested(asks *input.Requested) {
	asks.Slug, asks.Member = r.PrivilegeDetails.Slug, pep.AskMember(models.SubjectIdentity, *r.IdentityID)
	if r.PrivilegeDetails.Permissions != nil {
		asks.Permissions = r.PrivilegeDetails.Permissions.Requested()
	}
}

func (r *updatePrivilegeRequest) Normalize() {
	pep.Trim(r.PrivilegeSlug, r.IdentityID, r.ProjectSlug, r.PrivilegeDetails.Slug)
}

func updatePrivilege(r *pep.Request, body *updatePrivilegeRequest) (*privilegeAnswer, error) {
	details := &body.PrivilegeDetails
	edit := privilegeEdit{slug: details.Slug, form: permissions.FormV1}
	if details.Permissions != nil || details.PrivilegePermission != nil {
		if err := details.read(); err != nil {
			return nil, err
		}
		edit.list, edit.rules = details.Permissions, details.parsed
	}
	window, err := details.newWindow()
	if err != nil {
		return nil, err
	}
	edit.window = window
	onPrivilege := facts.OnPrivilege("slug = ?", *body.PrivilegeSlug)
	return changePrivilege(r, aboutMember(r, facts.ProjectRef{Slug: *body.ProjectSlug}, *body.IdentityID, onPrivilege, edit.handOut), edit)
}

// privilegeEdit is a requested change of a privilege.
type privilegeEdit struct {
	slug   *string
	list   *roles.RuleList
	rules  []permissions.Rule
	form   permissions.Form
	window *models.Temporary
}

// handOut adds the privilege after the change to the policy's facts: its rules and its window,
// even if only one of them changes.
func (e privilegeEdit) handOut(tx *store.Tx, s *facts.State) error {
	row := s.Found.Privilege
	if row == nil || s.Project == nil {
		return nil
	}
	window := row.Temporary
	pep.SetIfSent(&window, e.window)
	grant := input.Grant{Source: input.SourcePrivilege, Role: input.RoleCustom, ID: row.ID, Permissions: facts.PrivilegePermissions(row)}
	rules := e.rules
	if e.list != nil {
		grant.Permissions = permissions.Compile(e.rules, e.form)
	} else {
		rules = roles.DescribeRules(row.Permissions, permissions.Form(row.Form), permissions.ScopeProject)
	}
	s.Asks().Permissions, s.Asks().Window = input.RequestedRules(rules), roles.AskWindow(window)
	return facts.HandingOut(permissions.ScopeProject, s.Project.ID, facts.Window(grant, window))(tx, s)
}

func changePrivilege(r *pep.Request, question facts.Question, edit privilegeEdit) (*privilegeAnswer, error) {
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*privilegeAnswer, error) {
		row := s.Found.Privilege
		err := store.Edit(tx, s.Scope(), row, func(row *models.Privilege) error {
			pep.SetIfSent(&row.Slug, edit.slug)
			pep.SetIfSent(&row.Temporary, edit.window)
			if edit.list != nil {
				row.Permissions, row.Form = edit.list.Text(), int64(edit.form)
				row.Version++
			}
			row.UpdatedAt = store.At(r.Now)
			return nil
		})
		if err != nil {
			return nil, privilegeError(err)
		}
		return privilegeBody(s, row), nil
	})
}
