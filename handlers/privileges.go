package handlers

import (
	"encoding/json"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

// Additional privileges of one identity in one project (docs/contract.md 2.15), in the
// older form; privileges_v2.go has the newer one.
func privilegeRoutes() []route {
	const v1 = "/api/v1/additional-privilege/identity"
	const v2 = "/api/v2/identity-project-additional-privilege"
	return []route{
		{"POST", v1 + "/permanent", ji, "identity", "edit", "create-identity-privilege", createPermanentPrivilege, false},
		{"POST", v1 + "/temporary", ji, "identity", "edit", "create-identity-privilege", createTemporaryPrivilege, false},
		{"PATCH", v1, ji, "identity", "edit", "update-identity-privilege", updatePrivilege, false},
		{"DELETE", v1, ji, "identity", "edit", "delete-identity-privilege", deletePrivilege, false},
		{"GET", v1 + "/:privilegeSlug", ji, "identity", "read", "", getPrivilege, false},
		{"GET", v1, ji, "identity", "read", "", listPrivileges, false},
		{"POST", v2, ji, "identity", "edit", "create-identity-privilege", createPrivilegeV2, false},
		{"GET", v2, ji, "identity", "read", "", listPrivileges, false},
		{"GET", v2 + "/slug/:privilegeSlug", ji, "identity", "read", "", getPrivilege, false},
		{"GET", v2 + "/:privilegeId", ji, "identity", "read", "", getPrivilegeByID, false},
		{"PATCH", v2 + "/:privilegeId", ji, "identity", "edit", "update-identity-privilege", updatePrivilegeV2, false},
		{"DELETE", v2 + "/:privilegeId", ji, "identity", "edit", "delete-identity-privilege", deletePrivilegeByID, false},
	}
}

// shortRules is the older short form: several actions on secrets at one place.
type shortRules struct {
	Actions    []string `json:"actions" validate:"required,min=1,dive,oneof=read create edit delete"`
	Subject    string   `json:"subject" validate:"oneof=secrets"`
	Conditions struct {
		Environment string          `json:"environment" validate:"required"`
		SecretPath  json.RawMessage `json:"secretPath,omitempty"`
	} `json:"conditions"`
}

// rules expands the short form to one rule for each action.
func (s *shortRules) rules() (ruleList, error) {
	expanded := []map[string]any{}
	for _, action := range s.Actions {
		expanded = append(expanded, map[string]any{"action": action, "subject": s.Subject, "conditions": s.Conditions})
	}
	raw, err := json.Marshal(expanded)
	return ruleList{raw: raw}, err
}

// privilegeDetails are what a privilege gives, and for how long.
type privilegeDetails struct {
	Slug                *string     `json:"slug" validate:"omitnil,slug,min=1,max=60"`
	Permissions         *ruleList   `json:"permissions"`
	PrivilegePermission *shortRules `json:"privilegePermission"`
	IsTemporary         *bool       `json:"isTemporary"`
	TemporaryMode       *string     `json:"temporaryMode"`
	TemporaryRange      *string     `json:"temporaryRange"`
	TemporaryStart      *string     `json:"temporaryAccessStartTime"`

	parsed []permissions.Rule
}

// read settles which of the two forms of rules counts, and parses it.
func (d *privilegeDetails) read() error {
	if d.PrivilegePermission != nil {
		list, err := d.PrivilegePermission.rules()
		if err != nil {
			return err
		}
		d.Permissions = &list
	}
	if d.Permissions == nil {
		return badRequest("Either permissions or privilegePermission is required")
	}
	rules, err := d.Permissions.parse(permissions.FormV1, permissions.ScopeProject, "permissions")
	d.parsed = rules
	return err
}

func (d *privilegeDetails) window(temporary bool) (models.Temporary, error) {
	assignment := roleAssignment{
		IsTemporary: temporary, TemporaryMode: d.TemporaryMode, TemporaryRange: d.TemporaryRange, TemporaryAccessStartTime: d.TemporaryStart,
	}
	return assignment.window()
}

type createPrivilegeRequest struct {
	IdentityID  *string `json:"identityId" validate:"required,min=1"`
	ProjectSlug *string `json:"projectSlug" validate:"required,min=1"`
	privilegeDetails
}

func (r *createPrivilegeRequest) requested(asks *engine.Requested) {
	asks.Slug, asks.Permissions = r.Slug, r.Permissions.requested()
	asks.Member = askMember(models.SubjectIdentity, *r.IdentityID)
}

func (r *createPrivilegeRequest) normalize() { trim(r.IdentityID, r.ProjectSlug, r.Slug) }

func createPermanentPrivilege(c *call) (any, error) { return createPrivilege(c, false) }
func createTemporaryPrivilege(c *call) (any, error) { return createPrivilege(c, true) }

func createPrivilege(c *call, temporary bool) (any, error) {
	var body createPrivilegeRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	window, err := body.window(temporary)
	if err != nil {
		return nil, err
	}
	if err := body.read(); err != nil {
		return nil, err
	}
	new := &newPrivilege{slug: body.Slug, list: body.Permissions, rules: body.parsed, form: permissions.FormV1, window: window}
	return c.grantPrivilege(facts.ProjectRef{Slug: *body.ProjectSlug}, *body.IdentityID, new)
}

// newPrivilege is a privilege about to be granted.
type newPrivilege struct {
	slug   *string
	list   *ruleList
	rules  []permissions.Rule
	form   permissions.Form
	window models.Temporary
}

// handOut tells the policy what the privilege would give, and until when.
func (p *newPrivilege) handOut(tx *models.Tx, s *facts.State) error {
	if s.Project == nil {
		return nil
	}
	grant := engine.Grant{Source: engine.SourcePrivilege, Role: engine.RoleCustom, Permissions: permissions.Compile(p.rules, p.form)}
	return facts.HandingOut(permissions.ScopeProject, s.Project.ID, facts.Window(grant, p.window))(tx, s)
}

// grantPrivilege compares what the member holds and what it would be given.
func (c *call) grantPrivilege(project facts.ProjectRef, identityID string, p *newPrivilege) (any, error) {
	question := c.aboutMember(project, identityID, p.handOut)
	question.Asks().Window = askWindow(p.window)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := &models.Privilege{
			ID: models.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, MembershipID: s.Found.Member.ID,
			Slug: strings.ReplaceAll(models.NewID(), "-", "")[:12], Permissions: p.list.text(), Form: int64(p.form), Version: 1,
			Temporary: p.window, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		}
		overlay(&row.Slug, p.slug)
		if err := models.Create(tx, s.Scope(), row); err != nil {
			return nil, privilegeError(err)
		}
		return privilegeBody(s, row), nil
	})
}

func privilegeError(err error) error {
	return duplicateAs("An additional privilege with this slug exists already", err)
}

// aboutMember asks about an identity's membership that the body or query names.
func (c *call) aboutMember(project facts.ProjectRef, identityID string, more ...facts.Target) facts.Question {
	question := c.question(project, append([]facts.Target{facts.OnMember(models.SubjectIdentity, identityID)}, more...)...)
	question.Resource = engine.Resource{Type: "identity", ID: identityID, Properties: engine.Properties{IdentityID: &identityID}}
	return question.Of(engine.KindPrivilege)
}

type updatePrivilegeRequest struct {
	PrivilegeSlug    *string          `json:"privilegeSlug" validate:"required,min=1"`
	IdentityID       *string          `json:"identityId" validate:"required,min=1"`
	ProjectSlug      *string          `json:"projectSlug" validate:"required,min=1"`
	PrivilegeDetails privilegeDetails `json:"privilegeDetails"`
}

func (r *updatePrivilegeRequest) requested(asks *engine.Requested) {
	asks.Slug, asks.Member = r.PrivilegeDetails.Slug, askMember(models.SubjectIdentity, *r.IdentityID)
	if r.PrivilegeDetails.Permissions != nil {
		asks.Permissions = r.PrivilegeDetails.Permissions.requested()
	}
}

func (r *updatePrivilegeRequest) normalize() {
	trim(r.PrivilegeSlug, r.IdentityID, r.ProjectSlug, r.PrivilegeDetails.Slug)
}

func updatePrivilege(c *call) (any, error) {
	var body updatePrivilegeRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	details := &body.PrivilegeDetails
	edit := privilegeEdit{slug: details.Slug, form: permissions.FormV1}
	if details.Permissions != nil || details.PrivilegePermission != nil {
		if err := details.read(); err != nil {
			return nil, err
		}
		edit.list, edit.rules = details.Permissions, details.parsed
	}
	if details.IsTemporary != nil {
		window, err := details.window(*details.IsTemporary)
		if err != nil {
			return nil, err
		}
		edit.window = &window
	}
	onPrivilege := facts.OnPrivilege("slug = ?", *body.PrivilegeSlug)
	return c.changePrivilege(c.aboutMember(facts.ProjectRef{Slug: *body.ProjectSlug}, *body.IdentityID, onPrivilege, edit.handOut), edit)
}

// privilegeEdit is what a request changes about a privilege.
type privilegeEdit struct {
	slug   *string
	list   *ruleList
	rules  []permissions.Rule
	form   permissions.Form
	window *models.Temporary
}

// handOut tells the policy what the privilege would give after the change, and
// what it is then: rules and window, also the one that the change leaves alone.
func (e privilegeEdit) handOut(tx *models.Tx, s *facts.State) error {
	row := s.Found.Privilege
	if row == nil || s.Project == nil {
		return nil
	}
	window := row.Temporary
	overlay(&window, e.window)
	grant := engine.Grant{Source: engine.SourcePrivilege, Role: engine.RoleCustom, ID: row.ID, Permissions: facts.PrivilegePermissions(row)}
	rules := e.rules
	if e.list != nil {
		grant.Permissions = permissions.Compile(e.rules, e.form)
	} else {
		rules = describeRules(row.Permissions, permissions.Form(row.Form), permissions.ScopeProject)
	}
	s.Asks().Permissions, s.Asks().Window = engine.RequestedRules(rules), askWindow(window)
	return facts.HandingOut(permissions.ScopeProject, s.Project.ID, facts.Window(grant, window))(tx, s)
}

func (c *call) changePrivilege(question facts.Question, edit privilegeEdit) (any, error) {
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.Privilege
		overlay(&row.Slug, edit.slug)
		overlay(&row.Temporary, edit.window)
		if edit.list != nil {
			row.Permissions, row.Form = edit.list.text(), int64(edit.form)
			row.Version++
		}
		row.UpdatedAt = models.At(c.now)
		if err := models.Update(tx, s.Scope(), row); err != nil {
			return nil, privilegeError(err)
		}
		return privilegeBody(s, row), nil
	})
}
