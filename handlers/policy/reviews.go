package policy

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models/store"
)

// Access review: possible access, and recorded use. Every result equals that of single
// decisions.
func reviewRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/authz/who-can", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Query: []string{"action", "resource", "resourceId", "projectId", "environment", "secretPath", "secretName", "ip", "format"}, Handler: pep.Handle(whoCan)},
		{Method: "GET", Path: "/api/v1/authz/what-can", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Query: []string{"subjectType", "subjectId", "projectId", "ip", "format"}, Handler: pep.Handle(whatCan)},
		{Method: "GET", Path: "/api/v1/authz/unused-grants", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Query: []string{"days", "projectId", "format"}, Handler: pep.Handle(unusedGrants)},
		{Method: "GET", Path: "/api/v1/authz/suggested-role", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Query: []string{"subjectId", "projectId", "days"}, Handler: pep.Handle(suggestedRole)},
	}
}

// namedIn reads the reviewed resource.
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

// reviewMost is the limit of decisions per review.
const reviewMost = 20_000

// whoCanAnswer lists the subjects that may do an action. It is incomplete if the policy gave
// no answer because of a time limit or an error.
type whoCanAnswer struct {
	Subjects []permittedSubject `json:"subjects"`
	Assumed  whoCanAssumed      `json:"assumed"`
	Complete bool               `json:"complete"`
}

// whoCanAssumed gives the parameters and assumptions of the report.
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
	return askReview(r, func(tx *store.Tx, q *pep.Evaluation) (*report[*whoCanAnswer], error) {
		answer := &whoCanAnswer{Subjects: []permittedSubject{}, Assumed: whoCanAssumed{assume(r, address), action, describeNamed(what)}, Complete: true}
		list := facts.SubjectPage{Types: facts.SubjectTypes, Most: matrixPage}
		for more := true; more; {
			subjects, follow, err := list.Read(tx, q.State.OrgScope())
			if err != nil {
				return nil, err
			}
			states, err := facts.WhatIfEach(tx, q.State, subjects, address, what.Question(action))
			if err != nil {
				return nil, err
			}
			if err := answer.add(r, tx, q, states); err != nil {
				return nil, err
			}
			if more = follow; more {
				list.After = &subjects[len(subjects)-1]
			}
		}
		return &report[*whoCanAnswer]{answer, csv}, nil
	})
}

// add decides about each subject, and lists those that are permitted and visible to the asker.
func (a *whoCanAnswer) add(r *pep.Request, tx *store.Tx, q *pep.Evaluation, states []*facts.State) error {
	found, subjects := []permittedSubject{}, []input.SubjectRef{}
	for _, state := range states {
		decision := r.API.Engine.Decide(r.Request.Context(), &state.Request)
		if err := r.Request.Context().Err(); err != nil {
			return err
		}
		a.Complete = a.Complete && decision.Answered()
		if decision.Permitted {
			subject := state.Caller.Subject.Ref()
			subjects = append(subjects, subject)
			found = append(found, permittedSubject{subject.Type, subject.ID, subjectName(state), joined(decision.Grants)})
		}
	}
	may, err := mayReview(r, tx, q, subjects)
	for i := range may {
		if may[i] {
			a.Subjects = append(a.Subjects, found[i])
		}
		a.Complete = a.Complete && may[i]
	}
	return err
}

// whatCanAnswer lists the actions that one subject may do; see whoCanAnswer.
type whatCanAnswer struct {
	Permitted []permittedAction `json:"permitted"`
	Assumed   whatCanAssumed    `json:"assumed"`
	Complete  bool              `json:"complete"`
}

// whatCanAssumed gives the parameters and assumptions of the report.
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
	return askReview(r, func(tx *store.Tx, q *pep.Evaluation) (*report[*whatCanAnswer], error) {
		if err := requireReview(r, tx, q, subject.Ref()); err != nil {
			return nil, err
		}
		answer := &whatCanAnswer{Permitted: []permittedAction{}, Assumed: whatCanAssumed{assume(r, address), subject.Ref(), project}}
		walk := &accessWalk{c: r, asker: q.State, who: facts.Assumption{Subject: subject, Address: address}, answer: answer}
		return &report[*whatCanAnswer]{answer, csv}, walk.everywhere(tx, project)
	})
}
