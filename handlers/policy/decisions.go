package policy

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/handlers/pep"
	"warder/models"
)

// authzRoutes are what the policy itself is asked about: decisions, previews,
// reviews, and questions of other services.
func authzRoutes() []pep.Route {
	return slices.Concat(decisionRoutes(), replayRoutes(), checkRoutes(), reviewRoutes(), authzenRoutes())
}

// The decision log, and why a decision was what it was.
func decisionRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/authz/decisions", Modes: pep.UserAPIKeyOrIdentity, Resource: "decisions", Action: "read", Query: decisionQuery, Handler: pep.Handle(listDecisions)},
		{Method: "GET", Path: "/api/v1/authz/decisions/:decisionId", Modes: pep.AnyCredential, Resource: "decisions", Action: "read", Handler: pep.Handle(getDecision)},
		{Method: "GET", Path: "/api/v1/authz/reasons", Modes: pep.AnyCredential, Resource: "decisions", Action: "readReasons", Handler: pep.Handle(listReasons)},
	}
}

// reasonCode is what a reason code looks like.
var reasonCode = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)

// decisionQuery are the query parameters of the decision log.
var decisionQuery = []string{"projectId", "subjectId", "action", "resource", "code", "permitted", "from", "to", "limit", "offset"}

// decisionFilter reads what a request asks of the log.
func decisionFilter(r *pep.Request, q *pep.Query) models.DecisionFilter {
	filter := models.DecisionFilter{
		ProjectID: q.Text("projectId"), SubjectID: q.Text("subjectId"), Action: q.Text("action"), Resource: q.Text("resource"),
		Code: q.Text("code"),
	}
	if filter.Code != "" && !reasonCode.MatchString(filter.Code) {
		q.Wrong("code", "invalid_string", "Must be a reason code, such as permission_missing")
	}
	if r.Query("permitted") != "" {
		permitted := q.Flag(false, "permitted")
		filter.Permitted = &permitted
	}
	for name, bound := range map[string]**models.Time{"from": &filter.From, "to": &filter.To} {
		if r.Query(name) != "" {
			at := models.At(q.Time(name, time.Time{}))
			*bound = &at
		}
	}
	return filter
}

// decisionsAnswer is a page of the decision log.
type decisionsAnswer struct {
	Decisions  []*decisionJSON `json:"decisions"`
	TotalCount int64           `json:"totalCount"`
}

func listDecisions(r *pep.Request) (*decisionsAnswer, error) {
	q := r.ReadQuery()
	filter := decisionFilter(r, q)
	limit, offset := q.Number("limit", 50, 1, 1000), q.Offset()
	if err := q.Err(); err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (*decisionsAnswer, error) {
		filter.OrgID = s.OrgID()
		total, err := models.CountDecisions(tx, filter)
		if err != nil {
			return nil, err
		}
		rows, err := models.FindDecisions(tx, filter, limit, offset)
		list := make([]*decisionJSON, 0, len(rows))
		for i := range rows {
			list = append(list, describeDecision(&rows[i]))
		}
		return &decisionsAnswer{Decisions: list, TotalCount: total}, err
	})
}

// decisionJSON is a recorded decision in a list.
type decisionJSON struct {
	ID         string          `json:"id"`
	Time       models.Time     `json:"time"`
	Subject    input.Subject   `json:"subject"`
	Action     string          `json:"action"`
	Resource   input.Resource  `json:"resource"`
	ProjectID  *string         `json:"projectId"`
	Permitted  bool            `json:"permitted"`
	Reasons    []reasonJSON    `json:"reasons"`
	Grants     []string        `json:"grants,omitempty"`
	EventType  string          `json:"eventType,omitempty"`
	Route      string          `json:"route"`
	RequestID  string          `json:"requestId"`
	IP         string          `json:"ip"`
	UserAgent  string          `json:"userAgent"`
	PolicyUsed engine.Revision `json:"policy"`
}

// reasonJSON is a reason with what its rule says can be done about it.
type reasonJSON struct {
	engine.Reason
	Remediation string `json:"remediation,omitempty"`
}

// describeDecision reads only what a list shows off the record.
func describeDecision(row *models.DecisionRecord) *decisionJSON {
	var record struct {
		RequestID string                     `json:"request_id"`
		Bundles   map[string]engine.Revision `json:"bundles"`
		Input     struct {
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
	// The columns tell what a record that does not parse is about.
	_ = json.Unmarshal([]byte(row.Record), &record)
	body := &decisionJSON{
		ID: row.ID, Time: row.Time, Subject: input.Subject{Type: row.SubjectType, ID: row.SubjectID}, Action: row.Action,
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

// explainedJSON is one decision, explained as far as the caller may see.
type explainedJSON struct {
	*decisionJSON
	MissingPermissions []engine.Missing `json:"missingPermissions,omitempty"`
	// Explanation is what the policy in force makes of the request now;
	// PolicyChanged says that another one made the decision.
	Explanation   *engine.Explanation `json:"explanation,omitempty"`
	PolicyChanged bool                `json:"policyChanged"`
}

// decisionAnswer is the answer about one decision.
type decisionAnswer struct {
	Decision *explainedJSON `json:"decision"`
}

func getDecision(r *pep.Request) (*decisionAnswer, error) {
	var record *audit.Record
	reveal := false
	question := r.Question(facts.ProjectRef{}, facts.OnDecision(r.Param("decisionId")))
	body, err := pep.Ask(r, r.API.Store.Snapshot, question, func(_ *models.Tx, q *pep.Evaluation) (*explainedJSON, error) {
		found := q.State.Found.Decision
		read, err := audit.ReadRecord([]byte(found.Record))
		if errors.Is(err, audit.ErrNoDecision) {
			return nil, pep.NotFound("The server did this by itself; there is no decision to explain")
		}
		if err != nil {
			return nil, err
		}
		record, reveal = read, q.Obliges(engine.RevealReasons)
		return &explainedJSON{decisionJSON: describeDecision(found), MissingPermissions: read.Decision.Missing}, nil
	}, false)
	if err != nil {
		return nil, err
	}
	body.PolicyChanged = record.Decision.Policy.Digest != r.API.Engine.Revision().Digest
	explanation := r.API.Engine.Explain(r.Request.Context(), record.Telling())
	explanation.Decision.ID = record.ID // nobody decided anything new
	if reveal {
		body.Explanation = &explanation
	} else {
		body.withhold(&explanation.Decision)
	}
	remedy(r, body.Reasons)
	return &decisionAnswer{Decision: body}, nil
}

// withhold leaves of a decision what its subject saw at the time: the reasons
// that are visible to it, and of no policy more than both of them show.
func (b *explainedJSON) withhold(now *engine.Decision) {
	b.Grants = nil
	b.Reasons = slices.DeleteFunc(b.Reasons, func(reason reasonJSON) bool {
		return !slices.ContainsFunc(now.Visible, func(visible engine.Reason) bool { return visible == reason.Reason })
	})
	if len(b.Reasons) == 0 || b.Reasons[0].Code != "privilege_boundary" {
		b.MissingPermissions = nil
	}
}

// remedy adds what the policy says can be done.
func remedy(r *pep.Request, reasons []reasonJSON) {
	for i := range reasons {
		reasons[i].Remediation = r.API.Engine.Remediation(reasons[i].Reason)
	}
}

// reasonsAnswer is the registry of reason codes.
type reasonsAnswer struct {
	Reasons []engine.ReasonCode `json:"reasons"`
}

func listReasons(r *pep.Request) (*reasonsAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(*models.Tx, *facts.State) (*reasonsAnswer, error) {
		return &reasonsAnswer{Reasons: r.API.Engine.ReasonCodes()}, nil
	})
}
