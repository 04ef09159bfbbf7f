package policy

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/handlers/pep"
	"warder/handlers/review"
	"warder/models"
	"warder/models/store"
)

// Use of privileges, according to the decision log.

// since is the start of the reviewed period.
func since(q *pep.Query) time.Time {
	return q.Request.Now.Add(-time.Duration(q.Number("days", 90, 1, 3650)) * 24 * time.Hour)
}

// logMost is the limit of records per review.
const logMost = 200_000

// reviewLog reads the log, oldest first, and reports whether it reached the end.
func reviewLog(tx *store.Tx, filter models.DecisionFilter, see func(*audit.Record)) (complete bool, err error) {
	const page = 1000
	for seq, count := int64(0), 0; count < logMost; count += page {
		rows, err := models.DecisionsAfter(tx, filter, seq, page)
		if err != nil {
			return false, err
		}
		for i := range rows {
			seq = rows[i].Seq
			record, err := audit.ReadRecord([]byte(rows[i].Record))
			if errors.Is(err, audit.ErrNoDecision) {
				continue
			}
			if err != nil {
				return false, err
			}
			see(record)
		}
		if len(rows) < page {
			return true, nil
		}
	}
	return false, nil
}

// unusedGrantsAnswer lists grants that subjects hold and did not use.
type unusedGrantsAnswer struct {
	Unused   []unusedGrant `json:"unused"`
	Since    store.Time    `json:"since"`
	Records  int           `json:"records"`
	Complete bool          `json:"complete"`
}

type unusedGrant struct {
	SubjectType string `json:"subjectType"`
	SubjectID   string `json:"subjectId"`
	SubjectName string `json:"subjectName"`
	ProjectID   string `json:"projectId"`
	Grant       string `json:"grant"`
	Name        string `json:"name"`
}

func (a *unusedGrantsAnswer) table() [][]string { return tableOf(a.Unused, a.Complete) }

func unusedGrants(r *pep.Request) (*report[*unusedGrantsAnswer], error) {
	q := r.ReadQuery()
	q.Only()
	since, project, csv := since(q), q.Text("projectId"), q.CSV()
	if err := q.Err(); err != nil {
		return nil, err
	}
	return askReview(r, func(tx *store.Tx, q *pep.Evaluation) (*report[*unusedGrantsAnswer], error) {
		s, subjects := q.State, []input.SubjectRef{}
		from, permitted := store.At(since), true
		used := review.NewLog()
		complete, err := reviewLog(tx, models.DecisionFilter{OrgID: s.OrgID(), ProjectID: project, Permitted: &permitted, From: &from}, used.Add)
		if err != nil {
			return nil, err
		}
		holders, err := facts.Holders(tx, s.OrgScope(), project)
		if err != nil {
			return nil, err
		}
		answer := &unusedGrantsAnswer{Unused: []unusedGrant{}, Since: from, Records: used.Records, Complete: complete}
		for i := range holders {
			h := &holders[i]
			grant := review.GrantName(&h.Grant)
			if used.Grants[review.Use{Subject: h.Subject.Ref(), Project: h.ProjectID}][grant].IsZero() {
				answer.Unused = append(answer.Unused, unusedGrant{h.Subject.Type, h.Subject.ID, h.SubjectName, h.ProjectID, grant, h.GrantName})
				subjects = append(subjects, h.Subject.Ref())
			}
		}
		return &report[*unusedGrantsAnswer]{answer, csv}, answer.keep(r, tx, q, subjects)
	})
}

// keep removes the rows of subjects that the asker may not review; of holds each row's
// subject.
func (a *unusedGrantsAnswer) keep(r *pep.Request, tx *store.Tx, q *pep.Evaluation, of []input.SubjectRef) error {
	subjects := slices.Clone(of)
	slices.SortFunc(subjects, func(x, y input.SubjectRef) int { return cmp.Or(cmp.Compare(x.Type, y.Type), cmp.Compare(x.ID, y.ID)) })
	subjects = slices.Compact(subjects)
	may, err := mayReview(r, tx, q, subjects)
	hidden := map[input.SubjectRef]bool{}
	for i := range may {
		hidden[subjects[i]] = !may[i]
	}
	before := len(a.Unused)
	a.Unused = slices.DeleteFunc(a.Unused, func(g unusedGrant) bool { return hidden[input.SubjectRef{Type: g.SubjectType, ID: g.SubjectID}] })
	a.Complete = a.Complete && len(a.Unused) == before
	return err
}

// suggestedRoleAnswer is the least-privilege role for a subject's recorded actions.
type suggestedRoleAnswer struct {
	Role      suggestedRoleJSON `json:"role"`
	ProjectID string            `json:"projectId"`
	SubjectID string            `json:"subjectId"`
	Since     store.Time        `json:"since"`
	Records   int               `json:"records"`
	Complete  bool              `json:"complete"`
}

type suggestedRoleJSON struct {
	Slug        string        `json:"slug"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	Permissions []review.Rule `json:"permissions"`
}

// suggestedRole returns a role in the form of POST /api/v2/workspace/:id/roles.
func suggestedRole(r *pep.Request) (*suggestedRoleAnswer, error) {
	q := r.ReadQuery()
	q.Only()
	subject, project, since := q.Needed("subjectId"), q.Needed("projectId"), since(q)
	if err := q.Err(); err != nil {
		return nil, err
	}
	return askReview(r, func(tx *store.Tx, q *pep.Evaluation) (*suggestedRoleAnswer, error) {
		// An id belongs to one of the two types; the other one has no grants.
		if err := requireReview(r, tx, q, input.SubjectRef{Type: input.SubjectUser, ID: subject}, input.SubjectRef{Type: input.SubjectIdentity, ID: subject}); err != nil {
			return nil, err
		}
		s := q.State
		from, permitted := store.At(since), true
		suggestion := review.NewSuggestion()
		complete, err := reviewLog(tx, models.DecisionFilter{
			OrgID: s.OrgID(), ProjectID: project, SubjectID: subject, Permitted: &permitted, From: &from,
		}, suggestion.Add)
		if err != nil {
			return nil, err
		}
		slug := "least-" + slugPart(subject)
		return &suggestedRoleAnswer{
			Role: suggestedRoleJSON{
				Slug: slug, Name: slug, Permissions: suggestion.Rules(),
				Description: "What " + subject + " used in " + strconv.Itoa(int(r.Now.Sub(since).Hours()/24)) + " days",
			},
			ProjectID: project, SubjectID: subject, Since: from, Records: suggestion.Covered, Complete: complete,
		}, nil
	})
}

// slugPart is the start of an id, cut to the length that a slug allows.
func slugPart(id string) string {
	part := []rune{}
	for _, r := range id {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			part = append(part, r)
		}
	}
	return string(part[:min(len(part), 8)])
}
