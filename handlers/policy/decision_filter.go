package policy

import (
	"regexp"
	"time"

	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// reasonCode is the format of a reason code.
var reasonCode = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)

// decisionQuery lists the filter parameters of the decision log.
var decisionQuery = []string{
	"projectId", "subjectId", "subject", "action", "resource", "resourceName", "code", "permitted", "from", "to",
	"ip", "requestId", "stage", "policyDigest", "route",
}

// decisionFilter selects decisions of the log.
type decisionFilter struct {
	models.DecisionFilter
	subject string // by name or id
}

// A misspelt parameter is refused: if ignored, it would widen the result.
func newDecisionFilter(r *pep.Request, q *pep.Query) *decisionFilter {
	q.Only()
	filter := &decisionFilter{subject: q.Text("subject"), DecisionFilter: models.DecisionFilter{
		ProjectID: q.Text("projectId"), SubjectID: q.Text("subjectId"), Action: q.Text("action"), Resource: q.Text("resource"),
		Code: q.Text("code"), IP: q.Address("ip"), RequestID: q.Text("requestId"), Stage: q.Text("stage"), Policy: q.Text("policyDigest"),
		Route: q.Text("route"), ResourceName: q.Text("resourceName"),
	}}
	if filter.Code != "" && !reasonCode.MatchString(filter.Code) {
		q.Wrong("code", "invalid_string", "Must be a reason code, such as permission_missing")
	}
	if r.Query("permitted") != "" {
		permitted := q.Flag(false, "permitted")
		filter.Permitted = &permitted
	}
	for name, bound := range map[string]**store.Time{"from": &filter.From, "to": &filter.To} {
		if r.Query(name) != "" {
			at := store.At(q.Time(name, time.Time{}))
			*bound = &at
		}
	}
	return filter
}

// within applies the filter to one organization.
func (f *decisionFilter) within(tx *store.Tx, orgID string) (filter models.DecisionFilter, err error) {
	filter = f.DecisionFilter
	filter.OrgID = orgID
	if f.subject != "" {
		filter.Subjects, err = models.SubjectsNamed(tx, orgID, f.subject)
	}
	return filter, err
}
