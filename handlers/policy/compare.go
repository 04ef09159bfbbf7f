package policy

import (
	"errors"
	"maps"
	"net/http"
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

// Comparison of privileges: the permissions that the right side holds and the left side lacks,
// by the rules that refuse with privilege_boundary.
func compareRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/compare", Modes: pep.UserOrIdentity, Resource: "decisions", Action: "evaluate", Title: "Compare privileges", Handler: pep.HandleBody(comparePrivileges)},
	}
}

// comparedAnswer lists the permissions that the left side lacks. Contained is true if no
// permission is missing or unproved.
type comparedAnswer struct {
	Contained bool            `json:"contained"`
	Missing   []shortfallJSON `json:"missing"`
	// Unproved are permissions without a proof; they count as missing.
	Unproved []shortfallJSON `json:"unproved"`
	Complete bool            `json:"complete"` // false if the list was cut
	Left     comparedSide    `json:"left"`
	Right    comparedSide    `json:"right"`
	Policy   engine.Revision `json:"policy"`
	Assumed  comparedAssumed `json:"assumed"`
}

// comparedAssumed gives the basis of the comparison: current grants, or those at the time of
// the decision.
type comparedAssumed struct {
	Time       store.Time `json:"time"`
	DecisionID string     `json:"decisionId,omitempty"`
}

// shortfallJSON is a missing permission with its cause: not_held, ends_early, forbidden,
// conditions or not_proved.
type shortfallJSON struct {
	Action      string                 `json:"action"`
	Subject     string                 `json:"subject"`
	Conditions  permissions.Conditions `json:"conditions,omitempty"`
	Why         string                 `json:"why"`
	ProjectID   *string                `json:"projectId"` // null for the organization
	ProjectName string                 `json:"projectName,omitempty"`
}

// comparedSide is one side with its grants.
type comparedSide struct {
	Name    string            `json:"name"`
	Subject *input.SubjectRef `json:"subject,omitempty"`
	Grants  []comparedGrant   `json:"grants"`
}

type comparedGrant struct {
	Grant       string      `json:"grant"`
	Name        string      `json:"name"`
	ProjectID   *string     `json:"projectId"` // null for the organization
	ProjectName string      `json:"projectName,omitempty"`
	Ends        *store.Time `json:"ends"` // null for never
}

// comparedMost is the limit of listed permissions.
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

// notCompared is the response if the policy could not compare.
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

func describeSide(side *facts.ComparedSide, names map[string]string) comparedSide {
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

// collect reads both sides, and the names of the organization's projects.
func (c *compareRequest) collect(r *pep.Request, names map[string]string) (*facts.Compared, error) {
	if c.DecisionID != "" {
		return c.recorded(r, names)
	}
	return pep.Read(r, r.AboutSubject(c.asked(r)), func(tx *store.Tx, s *facts.State) (*facts.Compared, error) {
		compared, err := c.sides(r, tx, s)
		if err != nil {
			return nil, err
		}
		return compared, nameProjects(tx, s, names, compared)
	})
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
		return pep.NotFound("The organization has no such name: " + what)
	}
	return err
}

// recorded reads both sides from a recorded decision. It requires the right to read the log:
// the decision's subject itself saw less.
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

// nameProjects reads the names of the compared projects.
func nameProjects(tx *store.Tx, s *facts.State, names map[string]string, compared *facts.Compared) error {
	ids := []string{}
	for _, holdings := range [][]input.Holding{compared.Request.Facts.Target.Held, compared.Request.Facts.Target.Holdings} {
		for i := range holdings {
			if holdings[i].Scope == permissions.ScopeProject {
				ids = append(ids, holdings[i].ID)
			}
		}
	}
	found, err := models.ProjectNames(tx, s.OrgScope(), ids)
	maps.Copy(names, found)
	return err
}
