package policy

import (
	"errors"
	"slices"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// The access matrix: subjects by environments and actions. Each cell equals a single decision;
// facts are read once for all cells.
func matrixRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/authz/matrix", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Title: "Access matrix", Handler: pep.HandleBody(readMatrix)},
		{Method: "POST", Path: "/api/v1/authz/review-reports", Modes: pep.UserOrIdentity, Resource: "access", Action: "review", Title: "Signed review report", Handler: pep.HandleBody(reportReview)},
	}
}

// matrixAnswer is a page of the matrix: one row per subject, one cell per column.
type matrixAnswer struct {
	matrix
	Next *string `json:"next,omitempty"` // the value of after for the next page
}

type matrix struct {
	Subjects []matrixSubject `json:"subjects"`
	Columns  []matrixColumn  `json:"columns"`
	Cells    [][]matrixCell  `json:"cells"`
	// Grants names the roles and privileges that cells refer to.
	Grants []matrixGrant `json:"grants"`
	// Complete is false if the matrix was cut; Cut lists where and how much.
	Complete bool          `json:"complete"`
	Cut      []matrixCut   `json:"cut"`
	Revision string        `json:"revision"`
	Digest   string        `json:"digest"`
	Assumed  matrixAssumed `json:"assumed"`
}

type matrixSubject struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

type matrixColumn struct {
	Environment string `json:"environment"`
	Action      string `json:"action"`
}

type matrixCell struct {
	Permitted bool     `json:"permitted"`
	Grants    []string `json:"grants"`
}

type matrixGrant struct {
	Grant string `json:"grant"`
	Name  string `json:"name"`
}

// matrixCut counts one kind of missing content: environments, subjects, stronger (subjects
// with more privileges than the caller), unanswered (cells without an answer by the policy,
// shown as refused) or policies (the policy was replaced meanwhile).
type matrixCut struct {
	What  string `json:"what"`
	Count int    `json:"count"`
}

// matrixAssumed gives the parameters and assumptions of the matrix.
type matrixAssumed struct {
	assumptions
	ProjectID    string   `json:"projectId"`
	ProjectName  string   `json:"projectName"`
	Resource     string   `json:"resource"`
	SecretPath   string   `json:"secretPath"`
	SubjectTypes []string `json:"subjectTypes"`
	Members      bool     `json:"members"`
}

func readMatrix(r *pep.Request, body *matrixRequest) (*matrixAnswer, error) {
	if err := body.check(r); err != nil {
		return nil, err
	}
	return askReview(r, func(tx *store.Tx, q *pep.Evaluation) (*matrixAnswer, error) {
		review, err := newMatrixReview(r, tx, q, &body.matrixAsked)
		if err != nil {
			return nil, err
		}
		next, err := review.page(body.place(), body.Limit)
		if err != nil {
			return nil, err
		}
		found, err := review.finish()
		if err != nil {
			return nil, err
		}
		return &matrixAnswer{*found, next}, nil
	})
}

// matrixReview builds a matrix page by page.
type matrixReview struct {
	r      *pep.Request
	tx     *store.Tx
	q      *pep.Evaluation
	asked  *matrixAsked
	places []input.Resource // one per environment
	cut    map[string]int
	matrix matrix
	policy *engine.Revision
	named  map[string]bool // grants that cells refer to
}

// newMatrixReview reads the project and the columns.
func newMatrixReview(r *pep.Request, tx *store.Tx, q *pep.Evaluation, asked *matrixAsked) (*matrixReview, error) {
	scope := q.State.OrgScope()
	project, err := store.First[models.Project](tx, scope, "id = ?", asked.ProjectID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, pep.NotFound("The organization has no such project")
	}
	if err != nil {
		return nil, err
	}
	scope.ProjectID = project.ID
	m := &matrixReview{r: r, tx: tx, q: q, asked: asked, cut: map[string]int{}, named: map[string]bool{}}
	m.matrix = matrix{Subjects: []matrixSubject{}, Columns: []matrixColumn{}, Cells: [][]matrixCell{}, Grants: []matrixGrant{}, Assumed: matrixAssumed{
		assume(r, asked.IP), project.ID, project.Name, asked.Resource, asked.SecretPath, asked.SubjectTypes, asked.Members,
	}}
	environments, err := store.Find[models.Environment](tx.OrderBy("position, id"), scope, "")
	if err != nil {
		return nil, err
	}
	return m, m.columns(environments)
}

// columns selects the requested environments, or all up to the limit.
func (m *matrixReview) columns(there []models.Environment) error {
	slugs := make([]string, 0, len(there))
	for i := range there {
		slugs = append(slugs, there[i].Slug)
	}
	for i, wanted := range m.asked.Environments {
		if !slices.Contains(slugs, wanted) {
			return pep.Invalid(pep.Issue{Code: "custom", Path: []any{"environments", i}, Message: "The project has no environment of this slug"})
		}
	}
	if len(m.asked.Environments) > 0 {
		slugs = m.asked.Environments
	}
	if room := matrixColumns / len(m.asked.Actions); len(slugs) > room {
		m.cut["environments"] = len(slugs) - room
		slugs = slugs[:room]
	}
	for i := range slugs {
		named := facts.Named{Type: m.asked.Resource, ProjectID: m.asked.ProjectID, Environment: &slugs[i], SecretPath: &m.asked.SecretPath}
		m.places = append(m.places, named.Question("").Resource)
		for _, action := range m.asked.Actions {
			m.matrix.Columns = append(m.matrix.Columns, matrixColumn{slugs[i], action})
		}
	}
	return nil
}

// page adds the rows of the subjects after one, and returns the start of the next page.
func (m *matrixReview) page(after *input.SubjectRef, most int) (next *string, err error) {
	list := facts.SubjectPage{Types: m.asked.SubjectTypes, After: after, Most: most}
	if m.asked.Members {
		list.MembersOf = m.asked.ProjectID
	}
	subjects, more, err := list.Read(m.tx, m.q.State.OrgScope())
	if err != nil {
		return nil, err
	}
	at := facts.Named{Type: m.asked.Resource, ProjectID: m.asked.ProjectID}
	states, err := facts.WhatIfEach(m.tx, m.q.State, subjects, m.asked.IP, at.Question(""))
	if err != nil {
		return nil, err
	}
	shown, err := mayReview(m.r, m.tx, m.q, subjects)
	if err != nil {
		return nil, err
	}
	for i, state := range states {
		if !shown[i] {
			m.cut["stronger"]++
			continue
		}
		if err := m.row(state); err != nil {
			return nil, err
		}
	}
	if more {
		last := subjects[len(subjects)-1]
		place := last.Type + ":" + last.ID
		next = &place
	}
	return next, nil
}

// row decides about one subject, action by action, in all environments.
func (m *matrixReview) row(state *facts.State) error {
	count := len(m.asked.Actions)
	cells, ctx := make([]matrixCell, len(m.matrix.Columns)), m.r.Request.Context()
	members := make([]input.Member, len(m.places))
	for i := range m.places {
		members[i].Resource = m.places[i]
	}
	for i, action := range m.asked.Actions {
		shared := state.Request
		shared.Action.Name, shared.Resource = action, input.Resource{Type: m.asked.Resource}
		for j, decision := range m.r.API.Engine.DecideEach(ctx, &shared, members) {
			cells[j*count+i] = m.cell(&decision)
		}
	}
	subject := state.Request.Subject
	row := matrixSubject{subject.Type, subject.ID, subjectName(state)}
	m.matrix.Subjects, m.matrix.Cells = append(m.matrix.Subjects, row), append(m.matrix.Cells, cells)
	return ctx.Err()
}
