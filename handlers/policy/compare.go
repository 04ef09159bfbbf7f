package policy

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/audit"
	"warder/handlers/pep"
	"warder/handlers/review"
	"warder/models"
	"warder/models/store"
)

// Comparison of privileges: what one side lacks of what the other one holds, by the rules
// that refuse with privilege_boundary.
func compareRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/compare", Modes: pep.UserOrIdentity, Resource: "decisions", Action: "evaluate", Title: "Compare privileges", Handler: pep.HandleBody(comparePrivileges)},
	}
}

// compareRequest names both sides, or a recorded decision that compared two.
type compareRequest struct {
	Left  *comparedRequest `json:"left"`
	Right *comparedRequest `json:"right"`
	// ProjectID is where roles and drafts hold, and what alone counts of a subject on the
	// right; without it roles and drafts are of the organization.
	ProjectID  string `json:"projectId" validate:"max=255"`
	DecisionID string `json:"decisionId" validate:"max=255"`
}

// comparedRequest is one of: a subject, a role by its slug, or permissions as a role has them.
type comparedRequest struct {
	Subject     *subjectRequest `json:"subject"`
	Role        *string         `json:"role" validate:"omitnil,min=1,max=255"`
	Permissions *draftRules     `json:"permissions" bound:"permissions.Accept"`
}

// draftRules are permissions that nothing stores.
type draftRules struct {
	raw    json.RawMessage
	parsed []permissions.Rule
}

// UnmarshalJSON keeps the text, which is read once it is known what it is for.
func (d *draftRules) UnmarshalJSON(raw []byte) error {
	d.raw = slices.Clone(raw)
	return nil
}

// ReadsJSON is what the field takes.
func (d draftRules) ReadsJSON() any { return []any{[]json.RawMessage{}} }

type subjectRequest struct {
	Type string `json:"type" validate:"required,oneof=user identity service_token"`
	ID   string `json:"id" validate:"required,max=255"`
}

func (s *subjectRequest) ref() *input.SubjectRef { return &input.SubjectRef{Type: s.Type, ID: s.ID} }

func (*compareRequest) Requested(*input.Requested) {}

// check says what is wrong with the sides, and reads drafts.
func (c *compareRequest) check() error {
	if c.DecisionID != "" {
		if c.Left != nil || c.Right != nil || c.ProjectID != "" {
			return pep.InvalidField("A decision has both sides already", "decisionId")
		}
		return nil
	}
	if err := c.Left.check("left", c.ProjectID); err != nil {
		return err
	}
	return c.Right.check("right", c.ProjectID)
}

func (c *comparedRequest) check(name, projectID string) error {
	if c == nil {
		return pep.Invalid(pep.Issue{Code: "invalid_type", Path: []any{name}, Message: "Required"})
	}
	said := 0
	for _, is := range []bool{c.Subject != nil, c.Role != nil, c.Permissions != nil} {
		if is {
			said++
		}
	}
	if said != 1 {
		return pep.InvalidField("Must have one of subject, role and permissions", name)
	}
	if c.Permissions == nil {
		return nil
	}
	form, scope := formIn(projectID)
	rules, issues := permissions.Accept(c.Permissions.raw, form, scope)
	c.Permissions.parsed = rules
	return pep.InvalidRules(issues, name, "permissions")
}

// formIn is how permissions of a place are written.
func formIn(projectID string) (permissions.Form, string) {
	if projectID == "" {
		return permissions.FormOrganization, permissions.ScopeOrganization
	}
	return permissions.FormV2, permissions.ScopeProject
}

// asked is whom the question is about: the caller may compare what it holds itself with
// what it says, or with a built-in role, which are the same in every organization.
func (c *compareRequest) asked(r *pep.Request) *input.Subject {
	if c.Left == nil || c.Left.Subject == nil || c.Right == nil || c.Right.Permissions == nil && !c.Right.builtIn(r, c.ProjectID) {
		return nil
	}
	return &input.Subject{Type: c.Left.Subject.Type, ID: c.Left.Subject.ID}
}

func (c *comparedRequest) builtIn(r *pep.Request, projectID string) bool {
	_, scope := formIn(projectID)
	return c.Role != nil && r.API.Engine.BuiltInRules(scope, *c.Role) != nil
}

// side is what the comparison reads.
func (c *comparedRequest) side(r *pep.Request, tx *store.Tx, s *facts.State, projectID string) (facts.Side, error) {
	switch {
	case c.Subject != nil:
		return facts.Side{Subject: c.Subject.ref()}, nil
	case c.Role != nil:
		grant, err := facts.RoleOf(tx, s, projectID, *c.Role, c.builtIn(r, projectID))
		return facts.Side{Grant: grant, Name: *c.Role}, err
	}
	form, _ := formIn(projectID)
	return facts.Side{Grant: &input.Grant{Source: input.SourceRole, Role: input.RoleCustom, Permissions: permissions.Compile(c.Permissions.parsed, form)}}, nil
}

// comparedAnswer says what the left side lacks. It is contained if nothing is missing and
// nothing unproved.
type comparedAnswer struct {
	Contained bool            `json:"contained"`
	Missing   []shortfallJSON `json:"missing"`
	// Unproved are permissions that no proof was found for, and that count as missing.
	Unproved []shortfallJSON `json:"unproved"`
	Complete bool            `json:"complete"` // false where more is lacking than is listed
	Left     comparedSide    `json:"left"`
	Right    comparedSide    `json:"right"`
	Policy   engine.Revision `json:"policy"`
	Assumed  comparedAssumed `json:"assumed"`
}

// comparedAssumed says what the comparison is of: what is held at that moment, or was when
// the decision was made.
type comparedAssumed struct {
	Time       store.Time `json:"time"`
	DecisionID string     `json:"decisionId,omitempty"`
}

// shortfallJSON is a permission that is lacking, and why: not_held, ends_early, forbidden,
// conditions or not_proved.
type shortfallJSON struct {
	Action      string                 `json:"action"`
	Subject     string                 `json:"subject"`
	Conditions  permissions.Conditions `json:"conditions,omitempty"`
	Why         string                 `json:"why"`
	ProjectID   *string                `json:"projectId"` // null in the organization
	ProjectName string                 `json:"projectName,omitempty"`
}

// comparedSide is a side with the grants that it holds.
type comparedSide struct {
	Name    string            `json:"name"`
	Subject *input.SubjectRef `json:"subject,omitempty"`
	Grants  []comparedGrant   `json:"grants"`
}

type comparedGrant struct {
	Grant       string      `json:"grant"`
	Name        string      `json:"name"`
	ProjectID   *string     `json:"projectId"` // null in the organization
	ProjectName string      `json:"projectName,omitempty"`
	Ends        *store.Time `json:"ends"` // null for never
}

// comparedMost is how many lacking permissions are listed.
const comparedMost = 1000

func comparePrivileges(r *pep.Request, body *compareRequest) (*comparedAnswer, error) {
	if err := body.check(); err != nil {
		return nil, err
	}
	names := map[string]string{}
	compared, err := body.collect(r, names)
	if err != nil {
		return nil, err
	}
	revision, found, err := r.API.Engine.ComparePrivileges(r.Request.Context(), &compared.Request)
	if err != nil {
		return nil, notCompared(r, err)
	}
	answer := &comparedAnswer{
		Contained: len(found) == 0, Missing: []shortfallJSON{}, Unproved: []shortfallJSON{}, Complete: len(found) <= comparedMost, Policy: revision,
		Left: describeSide(&compared.Left, names), Right: describeSide(&compared.Right, names),
		Assumed: comparedAssumed{Time: store.At(time.Unix(compared.Request.Context.Now, 0)), DecisionID: body.DecisionID},
	}
	for i := range found[:min(len(found), comparedMost)] {
		answer.add(&found[i], names)
	}
	return answer, nil
}

// notCompared is the answer where the policy gave none.
func notCompared(r *pep.Request, err error) error {
	if gone := r.Request.Context().Err(); gone != nil {
		return gone
	}
	return &pep.Error{Status: http.StatusServiceUnavailable, Name: "ServiceUnavailable", Message: "The policy gave no answer in time; compare less at once", Cause: err}
}

func (a *comparedAnswer) add(found *engine.Shortfall, names map[string]string) {
	row := shortfallJSON{Action: found.Action, Subject: found.Subject, Conditions: found.Conditions, Why: found.Why}
	if found.Scope == permissions.ScopeProject {
		row.ProjectID, row.ProjectName = &found.ID, names[found.ID]
	}
	if found.Why == engine.NotProved {
		a.Unproved = append(a.Unproved, row)
		return
	}
	a.Missing = append(a.Missing, row)
}

func describeSide(side *facts.Side, names map[string]string) comparedSide {
	shown := comparedSide{Name: side.Name, Subject: side.Subject, Grants: []comparedGrant{}}
	for i := range side.Held {
		h := &side.Held[i]
		grant := comparedGrant{Grant: review.GrantName(&h.Grant), Name: h.GrantName, ProjectID: pep.NilIfEmpty(h.ProjectID), ProjectName: names[h.ProjectID]}
		if h.Grant.Role == input.RoleCustom && h.Grant.ID == "" {
			grant.Grant, grant.Name = "draft", ""
		}
		if h.Grant.Ends != 0 {
			ends := store.At(time.Unix(h.Grant.Ends, 0))
			grant.Ends = &ends
		}
		shown.Grants = append(shown.Grants, grant)
	}
	return shown
}

// collect reads both sides, and the names of the projects of the organization.
func (c *compareRequest) collect(r *pep.Request, names map[string]string) (*facts.Compared, error) {
	if c.DecisionID != "" {
		return c.recorded(r, names)
	}
	question := r.AboutSubject(c.asked(r))
	return pep.Ask(r, r.Snapshot(&question), question, func(tx *store.Tx, q *pep.Evaluation) (*facts.Compared, error) {
		compared, err := c.sides(r, tx, q.State)
		if err != nil {
			return nil, err
		}
		return compared, nameProjects(tx, q.State, names, compared)
	}, false)
}

func (c *compareRequest) sides(r *pep.Request, tx *store.Tx, s *facts.State) (compared *facts.Compared, err error) {
	compared = &facts.Compared{ProjectID: c.ProjectID}
	if compared.Left, err = c.Left.side(r, tx, s, c.ProjectID); err != nil {
		return nil, notThere("left", err)
	}
	if compared.Right, err = c.Right.side(r, tx, s, c.ProjectID); err != nil {
		return nil, notThere("right", err)
	}
	return compared, notThere("subject or project", compared.Collect(tx, s))
}

func notThere(what string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return pep.NotFound("The organization has nothing of this name: " + what)
	}
	return err
}

// recorded takes both sides off a decision. That takes the right to read the log: the
// subject itself was told less.
func (c *compareRequest) recorded(r *pep.Request, names map[string]string) (*facts.Compared, error) {
	question := r.Question(facts.ProjectRef{}, facts.OnDecision(c.DecisionID))
	return pep.ReadIf(r, question, func(_ *store.Tx, q *pep.Evaluation) error {
		return r.Require(q, "read", input.Member{Resource: input.Resource{Type: "decisions", ID: c.DecisionID}})
	}, func(tx *store.Tx, q *pep.Evaluation) (*facts.Compared, error) {
		record, err := audit.ReadRecord([]byte(q.State.Found.Decision.Record))
		if errors.Is(err, audit.ErrNoDecision) || err == nil && record.Request.Facts.Target == nil {
			return nil, pep.BadRequest("The decision compared no privileges")
		}
		if err != nil {
			return nil, err
		}
		compared, err := facts.Recorded(tx, q.State, record.Request)
		if err != nil {
			return nil, err
		}
		return compared, nameProjects(tx, q.State, names, compared)
	})
}

// nameProjects finds the names of the projects that are compared.
func nameProjects(tx *store.Tx, s *facts.State, names map[string]string, compared *facts.Compared) error {
	ids := []string{}
	for _, holdings := range [][]input.Holding{compared.Request.Facts.Target.Held, compared.Request.Facts.Target.Holdings} {
		for i := range holdings {
			if holdings[i].Scope == permissions.ScopeProject {
				ids = append(ids, holdings[i].ID)
			}
		}
	}
	projects, err := store.Find[models.Project](tx, s.OrgScope(), "id IN ?", ids)
	for i := range projects {
		names[projects[i].ID] = projects[i].Name
	}
	return err
}
