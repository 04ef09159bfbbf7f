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
	"warder/models/store"
)

// Access review: who could, and who did. Every answer is
// what single decisions say.
func reviewRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/authz/who-can", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Query: []string{"action", "resource", "resourceId", "projectId", "environment", "secretPath", "secretName", "ip", "format"}, Handler: pep.Handle(whoCan)},
		{Method: "GET", Path: "/api/v1/authz/what-can", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Query: []string{"subjectType", "subjectId", "projectId", "ip", "format"}, Handler: pep.Handle(whatCan)},
		{Method: "GET", Path: "/api/v1/authz/unused-grants", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Query: []string{"days", "projectId", "format"}, Handler: pep.Handle(unusedGrants)},
		{Method: "GET", Path: "/api/v1/authz/suggested-role", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Query: []string{"subjectId", "projectId", "days"}, Handler: pep.Handle(suggestedRole)},
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

// whoCanAnswer lists the subjects that may do something. It is not complete where the
// policy gave no answer, for want of time or because of an error.
type whoCanAnswer struct {
	Subjects []permittedSubject `json:"subjects"`
	Assumed  whoCanAssumed      `json:"assumed"`
	Complete bool               `json:"complete"`
}

// whoCanAssumed is what the report is about, and took to be so.
type whoCanAssumed struct {
	assumptions
	Action   string        `json:"action"`
	Resource resourceFound `json:"resource"`
}

type permittedSubject struct {
	Type   string `json:"type"`
	ID     string `json:"id"`
	Name   string `json:"name"`
	Grants string `json:"grants"`
}

func (a *whoCanAnswer) table() [][]string { return tableOf(a.Subjects, a.Complete) }

func whoCan(r *pep.Request) (*report[*whoCanAnswer], error) {
	q := r.ReadQuery()
	q.Only()
	action, what := q.Needed("action"), namedIn(q)
	if kind := q.Needed("resource"); kind != "" && action != "" && !r.API.Engine.Handles(kind, action) {
		q.Wrong("action", "invalid_enum_value", "No rule of the policy decides "+action+" on "+kind)
	}
	address, csv := q.Address("ip"), q.CSV()
	if err := q.Err(); err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (*report[*whoCanAnswer], error) {
		answer := &whoCanAnswer{Subjects: []permittedSubject{}, Assumed: whoCanAssumed{assume(r, address), action, describeNamed(what)}, Complete: true}
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
				answer.Complete = answer.Complete && decision.Answered()
				if decision.Permitted {
					answer.Subjects = append(answer.Subjects, permittedSubject{kind, candidate.Subject.ID, candidate.Name, joined(decision.Grants)})
				}
			}
		}
		return &report[*whoCanAnswer]{answer, csv}, nil
	})
}

// whatCanAnswer lists what one subject may do; see whoCanAnswer.
type whatCanAnswer struct {
	Permitted []permittedAction `json:"permitted"`
	Assumed   whatCanAssumed    `json:"assumed"`
	Complete  bool              `json:"complete"`
}

// whatCanAssumed is what the report is about, and took to be so.
type whatCanAssumed struct {
	assumptions
	Subject   input.SubjectRef `json:"subject"`
	ProjectID string           `json:"projectId"`
}

type permittedAction struct {
	ProjectID   string `json:"projectId"`
	Resource    string `json:"resource"`
	Environment string `json:"environment"`
	SecretPath  string `json:"secretPath"`
	Action      string `json:"action"`
	Grants      string `json:"grants"`
}

func (a *whatCanAnswer) table() [][]string { return tableOf(a.Permitted, a.Complete) }

func whatCan(r *pep.Request) (*report[*whatCanAnswer], error) {
	q := r.ReadQuery()
	q.Only()
	subject := input.Subject{Type: q.Needed("subjectType"), ID: q.Needed("subjectId")}
	project, address, csv := q.Text("projectId"), q.Address("ip"), q.CSV()
	if err := q.Err(); err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (*report[*whatCanAnswer], error) {
		answer := &whatCanAnswer{Permitted: []permittedAction{}, Assumed: whatCanAssumed{assume(r, address), subject.Ref(), project}}
		walk := &accessWalk{c: r, asker: s, who: facts.Assumption{Subject: subject, Address: address}, answer: answer}
		return &report[*whatCanAnswer]{answer, csv}, walk.everywhere(tx, project)
	})
}

// since is how many days a review of the log goes back.
func since(q *pep.Query) time.Time {
	return q.Request.Now.Add(-time.Duration(q.Number("days", 90, 1, 3650)) * 24 * time.Hour)
}

// logMost is how many records one review reads.
const logMost = 200_000

// reviewLog reads the log, oldest first, and tells whether it was all of it.
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

// unusedGrantsAnswer lists what subjects hold and did not use.
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
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (*report[*unusedGrantsAnswer], error) {
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
			}
		}
		return &report[*unusedGrantsAnswer]{answer, csv}, nil
	})
}

// suggestedRoleAnswer is the least role that permits what a subject did.
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

// suggestedRole is a role that can be sent to POST /api/v2/workspace/:id/roles.
func suggestedRole(r *pep.Request) (*suggestedRoleAnswer, error) {
	q := r.ReadQuery()
	q.Only()
	subject, project, since := q.Needed("subjectId"), q.Needed("projectId"), since(q)
	if err := q.Err(); err != nil {
		return nil, err
	}
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (*suggestedRoleAnswer, error) {
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
