package policy

import (
	"errors"
	"strconv"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/handlers/pep"
	"warder/handlers/review"
	"warder/models"
)

// Access review: who could, and who did. Every answer is
// what single decisions say.
func reviewRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/authz/who-can", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Handler: whoCan},
		{Method: "GET", Path: "/api/v1/authz/what-can", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Handler: whatCan},
		{Method: "GET", Path: "/api/v1/authz/unused-grants", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Handler: unusedGrants},
		{Method: "GET", Path: "/api/v1/authz/suggested-role", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Handler: suggestedRole},
	}
}

// namedIn reads which resource a review is about.
func namedIn(q *pep.Query) facts.Named {
	what := facts.Named{Type: q.Text("resource"), ID: q.Text("resourceId"), ProjectID: q.Text("projectId")}
	if environment := q.Text("environment"); environment != "" {
		what.Environment = &environment
	}
	if name := q.Text("secretName"); name != "" {
		what.SecretName = &name
	}
	if q.Request.Query("secretPath") != "" || what.Environment != nil {
		path := q.Path("secretPath")
		what.SecretPath = &path
	}
	return what
}

// reviewMost bounds the decisions that one review takes.
const reviewMost = 20_000

func whoCan(r *pep.Request) (any, error) {
	q := r.ReadQuery()
	q.Only("action", "resource", "resourceId", "projectId", "environment", "secretPath", "secretName", "ip", "format")
	action, what := q.Needed("action"), namedIn(q)
	q.Needed("resource")
	address, csv := q.Address("ip"), q.CSV()
	if err := q.Err(); err != nil {
		return nil, err
	}
	return r.Read(r.Question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
		report := newReport("subjects", csv, "type", "id", "name", "grants")
		report.assume(r, address, map[string]any{"action": action, "resource": describeNamed(what)})
		report.rest["complete"] = true
		for _, kind := range []string{input.SubjectUser, input.SubjectIdentity, input.SubjectServiceToken} {
			candidates, err := facts.Subjects(tx, s.OrgScope(), kind)
			if err != nil {
				return nil, err
			}
			for _, candidate := range candidates {
				decision, err := r.WhatIf(tx, s, facts.Assumption{Subject: candidate.Subject, Address: address}, action, what)
				if err != nil {
					return nil, err
				}
				report.answered(&decision)
				if decision.Permitted {
					report.add(kind, candidate.Subject.ID, candidate.Name, joined(decision.Grants))
				}
			}
		}
		return report, nil
	})
}

func whatCan(r *pep.Request) (any, error) {
	q := r.ReadQuery()
	q.Only("subjectType", "subjectId", "projectId", "ip", "format")
	subject := input.Subject{Type: q.Needed("subjectType"), ID: q.Needed("subjectId")}
	project, address, csv := q.Text("projectId"), q.Address("ip"), q.CSV()
	if err := q.Err(); err != nil {
		return nil, err
	}
	return r.Read(r.Question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
		report := newReport("permitted", csv, "projectId", "resource", "environment", "secretPath", "action", "grants")
		walk := &accessWalk{c: r, asker: s, who: facts.Assumption{Subject: subject, Address: address}, report: report}
		report.assume(r, address, map[string]any{"subject": subject.Ref(), "projectId": project})
		return report, walk.everywhere(tx, project)
	})
}

// since is how many days a review of the log goes back.
func since(q *pep.Query) time.Time {
	return q.Request.Now.Add(-time.Duration(q.Number("days", 90, 1, 3650)) * 24 * time.Hour)
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

func unusedGrants(r *pep.Request) (any, error) {
	q := r.ReadQuery()
	q.Only("days", "projectId", "format")
	since, project, csv := since(q), q.Text("projectId"), q.CSV()
	if err := q.Err(); err != nil {
		return nil, err
	}
	return r.Read(r.Question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
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
func suggestedRole(r *pep.Request) (any, error) {
	q := r.ReadQuery()
	q.Only("subjectId", "projectId", "days")
	subject, project, since := q.Needed("subjectId"), q.Needed("projectId"), since(q)
	if err := q.Err(); err != nil {
		return nil, err
	}
	return r.Read(r.Question(facts.ProjectRef{}), func(tx *models.Tx, s *facts.State) (any, error) {
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
				"description": "What " + subject + " used in " + strconv.Itoa(int(r.Now.Sub(since).Hours()/24)) + " days",
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
