package policy

import (
	"encoding/json"
	"errors"
	"slices"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// authzRoutes are the routes of decisions, previews, reviews and the decision point.
func authzRoutes() []pep.Route {
	return slices.Concat(decisionRoutes(), candidateRoutes(), replayRoutes(), checkRoutes(), formatRoutes(), reviewRoutes(), matrixRoutes(), compareRoutes(), simulateRoutes(), authzenRoutes())
}

// The decision log, and explanations of its decisions.
func decisionRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/authz/decisions", Modes: pep.UserAPIKeyOrIdentity, Resource: "decisions", Action: "read", Query: slices.Concat(decisionQuery, []string{"before", "after", "limit", "offset", "count"}), Handler: pep.Handle(listDecisions)},
		{Method: "GET", Path: "/api/v1/authz/decisions/summary", Modes: pep.UserAPIKeyOrIdentity, Resource: "decisions", Action: "read", Query: slices.Concat(decisionQuery, []string{"bucket", "by"}), Handler: pep.Handle(sumDecisions)},
		{Method: "GET", Path: "/api/v1/authz/decisions/stream", Modes: pep.UserAPIKeyOrIdentity, Resource: "decisions", Action: "read", Query: decisionQuery, Handler: pep.Handle(streamDecisions)},
		{Method: "GET", Path: "/api/v1/authz/decisions/:decisionId", Modes: pep.AnyCredential, Resource: "decisions", Action: "read", Query: []string{"under"}, Handler: pep.Handle(getDecision)},
		{Method: "GET", Path: "/api/v1/authz/decisions/:decisionId/test", Modes: pep.UserAPIKeyOrIdentity, Resource: "decisions", Action: "read", Title: "Decision as a test", Handler: pep.Handle(testDecision)},
		{Method: "GET", Path: "/api/v1/authz/decisions/:decisionId/proof", Modes: pep.UserAPIKeyOrIdentity, Resource: "decisions", Action: "read", Handler: pep.Handle(proveDecision)},
		{Method: "GET", Path: "/api/v1/authz/log/checkpoint", Modes: pep.UserAPIKeyOrIdentity, Resource: "decisions", Action: "read", Handler: pep.Handle(readCheckpoint)},
		{Method: "GET", Path: "/api/v1/authz/reasons", Modes: pep.AnyCredential, Resource: "decisions", Action: "readReasons", Handler: pep.Handle(listReasons)},
	}
}

// decisionsAnswer is a page of the decision log.
type decisionsAnswer struct {
	Decisions []*decisionJSON `json:"decisions"`
	// Next is the value of before or after for the next page; absent at the end of the log.
	Next       *string `json:"next,omitempty"`
	TotalCount *int64  `json:"totalCount,omitempty"`
}

// decisionPage is the requested part of the log.
type decisionPage struct {
	filter        *decisionFilter
	before, after string
	limit, offset int
	count         bool
}

func newDecisionPage(r *pep.Request) (*decisionPage, error) {
	q := r.ReadQuery()
	page := &decisionPage{
		filter: newDecisionFilter(r, q), before: q.Text("before"), after: q.Text("after"),
		limit: q.Number("limit", 50, 1, 1000), offset: q.Offset(),
	}
	page.count = q.Flag(page.before == "" && page.after == "", "count")
	if page.before != "" && page.after != "" {
		q.Wrong("after", "custom", "Only one of before and after can be given")
	}
	if page.offset > 0 && page.before+page.after != "" {
		q.Wrong("offset", "custom", "A page by before or after has no offset")
	}
	return page, q.Err()
}

func listDecisions(r *pep.Request) (*decisionsAnswer, error) {
	page, err := newDecisionPage(r)
	if err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (*decisionsAnswer, error) {
		return page.read(tx, s.OrgID())
	})
}

func (p *decisionPage) read(tx *store.Tx, orgID string) (*decisionsAnswer, error) {
	filter, err := p.filter.within(tx, orgID)
	if err != nil {
		return nil, err
	}
	answer := &decisionsAnswer{}
	if p.count {
		total, err := models.CountDecisions(tx, filter)
		if err != nil {
			return nil, err
		}
		answer.TotalCount = &total
	}
	rows, err := p.rows(tx, filter)
	if err != nil {
		return nil, err
	}
	if len(rows) == p.limit {
		next := rows[len(rows)-1].ID
		if p.after != "" {
			next = rows[0].ID
		}
		answer.Next = &next
	}
	answer.Decisions, err = describeDecisions(tx, orgID, rows)
	return answer, err
}

func (p *decisionPage) rows(tx *store.Tx, filter models.DecisionFilter) ([]models.DecisionRecord, error) {
	name, id := "before", p.before
	if p.after != "" {
		name, id = "after", p.after
	}
	if id == "" && p.offset > 0 {
		return models.FindDecisions(tx, filter, p.limit, p.offset)
	}
	if id == "" {
		return models.DecisionsBefore(tx, filter, nil, p.limit)
	}
	place, err := models.CursorOf(tx, filter.OrgID, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, pep.Invalid(pep.Issue{Code: "custom", Path: []any{name}, Message: "Must be the id of a decision"})
	}
	if err != nil {
		return nil, err
	}
	if p.after != "" {
		return models.DecisionsSince(tx, filter, place, p.limit)
	}
	return models.DecisionsBefore(tx, filter, &place, p.limit)
}

// decisionJSON is a recorded decision as a list member.
type decisionJSON struct {
	ID          string          `json:"id"`
	Time        store.Time      `json:"time"`
	Subject     input.Subject   `json:"subject"`
	Action      string          `json:"action"`
	Resource    input.Resource  `json:"resource"`
	ProjectID   *string         `json:"projectId"`
	ProjectName string          `json:"projectName,omitempty"` // the current name
	Permitted   bool            `json:"permitted"`
	Reasons     []reasonJSON    `json:"reasons"`
	Grants      []string        `json:"grants,omitempty"`
	EventType   string          `json:"eventType,omitempty"`
	Route       string          `json:"route"`
	RequestID   string          `json:"requestId"`
	IP          string          `json:"ip"`
	UserAgent   string          `json:"userAgent"`
	PolicyUsed  engine.Revision `json:"policy"`
	Stage       string          `json:"stage,omitempty"`
}

// reasonJSON is a reason with the remedies of its rule.
type reasonJSON struct {
	engine.Reason
	Remediation string `json:"remediation,omitempty"`
}

// describeDecision decodes only the fields that a list shows.
func describeDecision(row *models.DecisionRecord) *decisionJSON {
	var record struct {
		RequestID string                     `json:"request_id"`
		Stage     string                     `json:"stage"`
		Bundles   map[string]engine.Revision `json:"bundles"`
		Input     struct {
			Subject struct {
				Name string `json:"name"`
			} `json:"subject"`
			Resource input.Resource `json:"resource"`
			Context  struct {
				Route string `json:"route"`
			} `json:"context"`
		} `json:"input"`
		Result struct {
			Reasons []reasonJSON `json:"reasons"`
			Grants  []string     `json:"grants"`
		} `json:"result"`
	}
	// For a record that does not parse, the columns still name its subject.
	_ = json.Unmarshal([]byte(row.Record), &record)
	body := &decisionJSON{
		ID: row.ID, Time: row.Time, Action: row.Action, Stage: record.Stage,
		Subject:  input.Subject{Type: row.SubjectType, ID: row.SubjectID, Name: record.Input.Subject.Name},
		Resource: record.Input.Resource, ProjectID: pep.NilIfEmpty(row.ProjectID), Permitted: row.Permitted,
		Reasons: record.Result.Reasons, Grants: record.Result.Grants, EventType: row.EventType, Route: record.Input.Context.Route,
		RequestID: record.RequestID, IP: row.IP, UserAgent: row.UserAgent, PolicyUsed: record.Bundles["authz"],
	}
	body.Resource.Type = row.Resource
	if body.Reasons == nil {
		body.Reasons = []reasonJSON{}
	}
	return body
}

// describeDecisions describes records, with the names of their projects.
func describeDecisions(tx *store.Tx, orgID string, rows []models.DecisionRecord) ([]*decisionJSON, error) {
	ids := []string{}
	for i := range rows {
		if id := rows[i].ProjectID; id != "" {
			ids = append(ids, id)
		}
	}
	names, err := models.ProjectNames(tx, store.Scope{OrgID: orgID}, ids)
	if err != nil {
		return nil, err
	}
	list := make([]*decisionJSON, 0, len(rows))
	for i := range rows {
		body := describeDecision(&rows[i])
		body.ProjectName = names[rows[i].ProjectID]
		list = append(list, body)
	}
	return list, nil
}

// remedy adds the policy's remedies.
func remedy(r *pep.Request, reasons []reasonJSON) {
	for i := range reasons {
		reasons[i].Remediation = r.API.Engine.Remediation(reasons[i].Reason)
	}
}

// reasonsAnswer lists the registered reason codes.
type reasonsAnswer struct {
	Reasons []engine.ReasonCode `json:"reasons"`
}

func listReasons(r *pep.Request) (*reasonsAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(*store.Tx, *facts.State) (*reasonsAnswer, error) {
		return &reasonsAnswer{Reasons: r.API.Engine.ReasonCodes()}, nil
	})
}
