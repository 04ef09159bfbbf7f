package handlers

import (
	"errors"
	"strconv"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/audit"
	"warder/handlers/review"
	"warder/models"
)

// Access review: who could, and who did. Every answer is
// what single decisions say.
func reviewRoutes() []route {
	return []route{
		{"GET", "/api/v1/authz/who-can", ji, "access", "review", "", whoCan, false},
		{"GET", "/api/v1/authz/what-can", ji, "access", "review", "", whatCan, false},
		{"GET", "/api/v1/authz/unused-grants", ji, "access", "review", "", unusedGrants, false},
		{"GET", "/api/v1/authz/suggested-role", ji, "access", "review", "", suggestedRole, false},
	}
}

// namedIn reads which resource a review is about.
func namedIn(q *query) facts.Named {
	what := facts.Named{Type: q.text("resource"), ID: q.text("resourceId"), ProjectID: q.text("projectId")}
	if environment := q.text("environment"); environment != "" {
		what.Environment = &environment
	}
	if name := q.text("secretName"); name != "" {
		what.SecretName = &name
	}
	if q.c.Query("secretPath") != "" || what.Environment != nil {
		path := q.path("secretPath")
		what.SecretPath = &path
	}
	return what
}

// reviewMost bounds the decisions that one review takes.
const reviewMost = 20_000

func whoCan(c *call) (any, error) {
	q := c.query()
	action, what := q.needed("action"), namedIn(q)
	q.needed("resource")
	address, csv := q.address("ip"), q.csv()
	if err := q.err(); err != nil {
		return nil, err
	}
	return c.read(c.question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
		report := newReport("subjects", csv, "type", "id", "name", "grants")
		report.assume(c, address)
		for _, kind := range []string{engine.SubjectUser, engine.SubjectIdentity, engine.SubjectServiceToken} {
			candidates, err := facts.Subjects(tx, s.OrgScope(), kind)
			if err != nil {
				return nil, err
			}
			for _, candidate := range candidates {
				decision, err := c.supposed(tx, s, facts.Supposition{Subject: candidate.Subject, Address: address}, action, what)
				if err != nil {
					return nil, err
				}
				if decision.Permitted {
					report.add(kind, candidate.Subject.ID, candidate.Name, joined(decision.Grants))
				}
			}
		}
		return report, nil
	})
}

func whatCan(c *call) (any, error) {
	q := c.query()
	subject := engine.Subject{Type: q.needed("subjectType"), ID: q.needed("subjectId")}
	project, address, csv := q.text("projectId"), q.address("ip"), q.csv()
	if err := q.err(); err != nil {
		return nil, err
	}
	return c.read(c.question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
		report := newReport("permitted", csv, "projectId", "resource", "environment", "secretPath", "action", "grants")
		walk := &accessWalk{c: c, asker: s, who: facts.Supposition{Subject: subject, Address: address}, report: report}
		report.assume(c, address)
		return report, walk.everywhere(tx, project)
	})
}

// since is how many days a review of the log goes back.
func (q *query) since() time.Time {
	return q.c.now.Add(-time.Duration(q.number("days", 90, 1, 3650)) * 24 * time.Hour)
}

// logMost is how many records one review reads.
const logMost = 200_000

// reviewLog reads the log, oldest first, and tells whether it was all of it.
func reviewLog(tx *models.Tx, filter models.DecisionFilter, see func(*audit.Record)) (complete bool, err error) {
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

func unusedGrants(c *call) (any, error) {
	q := c.query()
	since, project, csv := q.since(), q.text("projectId"), q.csv()
	if err := q.err(); err != nil {
		return nil, err
	}
	return c.read(c.question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
		from, permitted := models.At(since), true
		used := review.NewLog()
		complete, err := reviewLog(tx, models.DecisionFilter{OrgID: s.OrgID(), ProjectID: project, Permitted: &permitted, From: &from}, used.Add)
		if err != nil {
			return nil, err
		}
		holders, err := facts.Holders(tx, s.OrgScope(), project)
		if err != nil {
			return nil, err
		}
		report := newReport("unused", csv, "subjectType", "subjectId", "subjectName", "projectId", "grant", "name")
		report.rest["since"], report.rest["records"], report.rest["complete"] = from, used.Records, complete
		for i := range holders {
			h := &holders[i]
			grant := review.GrantName(&h.Grant)
			if used.Grants[review.Use{Subject: h.Subject.Ref(), Project: h.ProjectID}][grant].IsZero() {
				report.add(h.Subject.Type, h.Subject.ID, h.SubjectName, h.ProjectID, grant, h.GrantName)
			}
		}
		return report, nil
	})
}

// suggestedRole is a role that can be sent to POST /api/v2/workspace/:id/roles.
func suggestedRole(c *call) (any, error) {
	q := c.query()
	subject, project, since := q.needed("subjectId"), q.needed("projectId"), q.since()
	if err := q.err(); err != nil {
		return nil, err
	}
	return c.read(c.question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
		from, permitted := models.At(since), true
		suggestion := review.NewSuggestion()
		complete, err := reviewLog(tx, models.DecisionFilter{
			OrgID: s.OrgID(), ProjectID: project, SubjectID: subject, Permitted: &permitted, From: &from,
		}, suggestion.Add)
		if err != nil {
			return nil, err
		}
		slug := "least-" + slugPart(subject)
		return map[string]any{
			"role": map[string]any{
				"slug": slug, "name": slug, "permissions": suggestion.Rules(),
				"description": "What " + subject + " used in " + strconv.Itoa(int(c.now.Sub(since).Hours()/24)) + " days",
			},
			"projectId": project, "subjectId": subject, "since": from, "records": suggestion.Covered, "complete": complete,
		}, nil
	})
}

// slugPart is the beginning of an id, as far as a slug may hold it.
func slugPart(id string) string {
	part := []rune{}
	for _, r := range id {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			part = append(part, r)
		}
	}
	return string(part[:min(len(part), 8)])
}
