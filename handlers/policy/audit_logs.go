package policy

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Audit logs are views of the decision log (docs/contract.md 2.26).
func auditLogRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/workspace/:project/audit-logs", Modes: pep.UserAPIKeyOrIdentity, Resource: "audit-logs", Action: "read", Query: logQuery, Handler: pep.Handle(listProjectLogs)},
		{Method: "GET", Path: "/api/v1/workspace/:project/audit-logs/filters/actors", Modes: pep.UserAPIKeyOrIdentity, Resource: "audit-logs", Action: "read", Handler: pep.Handle(listLogActors)},
		{Method: "GET", Path: "/api/v1/organization/audit-logs", Modes: pep.UserAPIKeyOrIdentity, Resource: "audit-logs", Action: "read", Query: append(slices.Clone(logQuery), "projectId"), Handler: pep.Handle(listOrgLogs)},
	}
}

// logFilter selects records of the log.
type logFilter struct {
	event, agent, actor string
	from, to, now       time.Time
	limit, offset       int
	only, except        *[]string // see readableLogs
	outdated            []models.Expiry
}

// logQuery lists the query parameters of an audit log.
var logQuery = []string{"eventType", "userAgentType", "actor", "actorType", "startDate", "endDate", "limit", "offset"}

func newLogFilter(r *pep.Request) (*logFilter, error) {
	q := r.ReadQuery()
	f := &logFilter{
		now:   r.Now,
		event: q.Text("eventType"), agent: q.Text("userAgentType"), actor: q.Text("actor", "actorType"),
		from: q.Time("startDate", midnight(r.Now)), to: q.Time("endDate", r.Now.Add(time.Minute)),
		limit: q.Number("limit", 20, 1, 1000), offset: q.Offset(),
	}
	if f.event != "" && !slices.Contains(eventTypes(r.API.Table), f.event) {
		q.Wrong("eventType", "invalid_enum_value", "There is no such event type")
	}
	if f.agent != "" {
		q.Word("userAgentType", models.AgentTypes()...)
	}
	f.actor = actorTypes(q, f.actor)
	return f, q.Err()
}

// actorTypes maps an actor type to a subject type: the log calls a service token "service".
func actorTypes(q *pep.Query, actor string) string {
	known := []string{models.SubjectUser, models.SubjectIdentity, "service", input.SubjectServiceToken, models.SubjectPlatform, input.SubjectAnonymous}
	if actor != "" && !slices.Contains(known, actor) {
		q.Wrong("actor", "invalid_enum_value", "Must be one of: "+strings.Join(known, " "))
	}
	if actor == "service" {
		return input.SubjectServiceToken
	}
	return actor
}

func midnight(now time.Time) time.Time { return now.UTC().Truncate(24 * time.Hour) }

// eventTypes lists the events that a route table records.
func eventTypes(table []pep.Route) []string {
	types := []string{"create-secret-import"}
	for _, row := range table {
		if row.Event != "" && !slices.Contains(types, row.Event) {
			types = append(types, row.Event)
		}
	}
	return types
}

// read returns the permitted events of the log, newest first. The user agent type is not a
// column, so it is compared here.
func (f *logFilter) read(tx *store.Tx, orgID, projectID string) ([]auditLogJSON, error) {
	rows, err := models.FindEvents(tx, models.EventFilter{
		OrgID: orgID, ProjectID: projectID, EventType: f.event, SubjectType: f.actor,
		From: store.At(f.from), To: store.At(f.to), AgentType: f.agent, Limit: f.limit, Offset: f.offset,
		Within: f.only, Except: f.except, Outdated: f.outdated,
	})
	if err != nil {
		return nil, err
	}
	names, err := actorNames(tx, orgID, rows)
	if err != nil {
		return nil, err
	}
	kept, err := retentions(tx, orgID, rows)
	list := make([]auditLogJSON, 0, len(rows))
	for i := range rows {
		body := describeLog(&rows[i], names)
		project := kept[rows[i].ProjectID]
		if days := project.KeptDays(rows[i].Time.Time, f.now); days > 0 && rows[i].EventType != models.RetentionEvent {
			ends := store.At(rows[i].Time.AddDate(0, 0, int(days)))
			body.ExpiresAt = &ends
		}
		list = append(list, body)
	}
	return list, err
}

// retentions returns the projects of the rows that have a retention limit.
func retentions(tx *store.Tx, orgID string, rows []models.DecisionRecord) (map[string]models.Project, error) {
	ids := []string{}
	for i := range rows {
		ids = append(ids, rows[i].ProjectID)
	}
	projects, err := store.Find[models.Project](tx, store.Scope{OrgID: orgID}, "id IN ? AND audit_logs_retention_days > 0", ids)
	kept := map[string]models.Project{}
	for i := range projects {
		kept[projects[i].ID] = projects[i]
	}
	return kept, err
}

// within excludes records that are past the project's retention but not yet removed.
func (f *logFilter) within(project *models.Project) *logFilter {
	f.outdated = project.OutdatedRecords(f.now)
	return f
}

// auditLogsAnswer is a page of the audit log.
type auditLogsAnswer struct {
	AuditLogs []auditLogJSON `json:"auditLogs"`
}

func listProjectLogs(r *pep.Request) (*auditLogsAnswer, error) {
	filter, err := newLogFilter(r)
	if err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*auditLogsAnswer, error) {
		list, err := filter.within(s.Project).read(tx, s.OrgID(), s.Project.ID)
		return &auditLogsAnswer{AuditLogs: list}, err
	})
}

func listOrgLogs(r *pep.Request) (*auditLogsAnswer, error) {
	filter, err := newLogFilter(r)
	if err != nil {
		return nil, err
	}
	project := r.Query("projectId")
	question := r.Question(facts.ProjectRef{})
	return pep.Ask(r, r.Snapshot(&question), question, func(tx *store.Tx, q *pep.Evaluation) (*auditLogsAnswer, error) {
		if err := readableLogs(r, tx, q, filter, project); err != nil {
			return nil, err
		}
		list, err := filter.read(tx, q.State.OrgID(), project)
		return &auditLogsAnswer{AuditLogs: list}, err
	}, false)
}

// readableLogs restricts the log to events that the caller may read: events outside of
// projects, those of its own projects whose logs it may read, and those of other projects if
// the policy permits it.
func readableLogs(r *pep.Request, tx *store.Tx, q *pep.Evaluation, filter *logFilter, project string) error {
	own, err := pep.OwnProjects(tx, q.State)
	if err != nil {
		return err
	}
	if project != "" {
		own = slices.DeleteFunc(own, func(p models.Project) bool { return p.ID != project })
	}
	permitted, err := r.MayInEach(tx, q, "read", "audit-logs", own)
	if err != nil {
		return err
	}
	others, err := r.MayInOthers(q, "read", "audit-logs")
	if err != nil {
		return err
	}
	only, except := []string{""}, []string{}
	for id, may := range permitted {
		if may {
			only = append(only, id)
		} else {
			except = append(except, id)
		}
	}
	filter.only, filter.except = &only, nil
	if others {
		filter.only, filter.except = nil, &except
	}
	return nil
}

// logActorsAnswer is always empty: clients request it, but filter by other means.
type logActorsAnswer struct {
	Actors []auditActor `json:"actors"`
}

func listLogActors(r *pep.Request) (*logActorsAnswer, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(*store.Tx, *facts.State) (*logActorsAnswer, error) {
		return &logActorsAnswer{Actors: []auditActor{}}, nil
	})
}

type auditLogJSON struct {
	ID            string      `json:"id"`
	IPAddress     string      `json:"ipAddress"`
	UserAgent     string      `json:"userAgent"`
	UserAgentType string      `json:"userAgentType"`
	ExpiresAt     *store.Time `json:"expiresAt"`
	OrgID         string      `json:"orgId"`
	ProjectID     *string     `json:"projectId"`
	Event         auditEvent  `json:"event"`
	Actor         auditActor  `json:"actor"`
	CreatedAt     store.Time  `json:"createdAt"`
	UpdatedAt     store.Time  `json:"updatedAt"`
}

type auditEvent struct {
	Type     string         `json:"type"`
	Metadata map[string]any `json:"metadata"`
}

type auditActor struct {
	Type     string            `json:"type"`
	Metadata map[string]string `json:"metadata"`
}

func describeLog(row *models.DecisionRecord, names map[string]string) auditLogJSON {
	body := auditLogJSON{
		ID: row.ID, IPAddress: row.IP, UserAgent: row.UserAgent, UserAgentType: models.AgentType(row.UserAgent), OrgID: row.OrgID,
		ProjectID: pep.NilIfEmpty(row.ProjectID), CreatedAt: row.Time, UpdatedAt: row.Time,
		Event: auditEvent{row.EventType, eventMetadata(row)}, Actor: auditActor{row.SubjectType, map[string]string{}},
	}
	switch row.SubjectType {
	case models.SubjectIdentity:
		body.Actor.Metadata = map[string]string{"identityId": row.SubjectID, "name": names[row.SubjectID]}
	case models.SubjectUser:
		body.Actor.Metadata = map[string]string{"userId": row.SubjectID, "email": names[row.SubjectID], "username": names[row.SubjectID]}
	case facts.ModeServiceToken:
		body.Actor.Type = "service"
		body.Actor.Metadata = map[string]string{"serviceId": row.SubjectID}
	}
	return body
}

// eventMetadata has the fields of the event's resource.
func eventMetadata(row *models.DecisionRecord) map[string]any {
	var record struct {
		Input struct {
			Resource struct {
				ID         string         `json:"id"`
				Type       string         `json:"type"`
				Properties map[string]any `json:"properties"`
			} `json:"resource"`
		} `json:"input"`
	}
	if err := json.Unmarshal([]byte(row.Record), &record); err != nil {
		return map[string]any{}
	}
	metadata := map[string]any{"resourceType": record.Input.Resource.Type, "permitted": row.Permitted, "decisionId": row.ID}
	if record.Input.Resource.ID != "" {
		metadata["resourceId"] = record.Input.Resource.ID
	}
	for name, value := range record.Input.Resource.Properties {
		if name != "keys" && !strings.HasPrefix(name, "_") {
			metadata[name] = value
		}
	}
	return metadata
}

// actorNames maps ids to names of identities and email addresses of users.
func actorNames(tx *store.Tx, orgID string, rows []models.DecisionRecord) (map[string]string, error) {
	ids := []string{}
	for i := range rows {
		ids = append(ids, rows[i].SubjectID)
	}
	names := map[string]string{}
	identities, err := store.Find[models.Identity](tx, store.Scope{OrgID: orgID}, "id IN ?", ids)
	if err != nil {
		return nil, err
	}
	for i := range identities {
		names[identities[i].ID] = identities[i].Name
	}
	users, err := store.Find[models.User](tx, store.Installation, "id IN ?", ids)
	for i := range users {
		names[users[i].ID] = users[i].Email
	}
	return names, err
}
