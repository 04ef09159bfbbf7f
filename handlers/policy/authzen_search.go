package policy

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models/seal"
	"warder/models/store"
)

// searchMost is the limit of results per page.
const searchMost = 500

// page is the requested part of a search. It starts at the candidate named in from, or at the
// first one.
type page struct {
	query string // identifies the search, so that a token of another search is rejected
	from  string
	limit int
}

// newPage reads the requested page. A token names the next result, and a keyed hash binds it
// to its query: the token reveals nothing beyond the page.
func newPage(request *pep.Request, r *accessRequest) (page, *pep.Error) {
	limit, problem := r.limit()
	if problem != nil {
		return page{}, problem
	}
	sent, _ := r.fields["page"].(map[string]any)
	p := page{limit: limit, query: searchOf(request, r)}
	token, problem := textField(sent, "page", "token", false)
	if problem != nil {
		return p, problem
	}
	if token != "" {
		from, genuine := openToken(request, p.query, token)
		if !genuine {
			return p, pep.BadRequest("page.token is invalid for this search")
		}
		p.from = from
	}
	return p, nil
}

// limit is the page size.
func (r *accessRequest) limit() (int, *pep.Error) {
	sent, _ := r.fields["page"].(map[string]any)
	limit, isThere := sent["limit"]
	if !isThere {
		return searchMost, nil
	}
	number, _ := limit.(json.Number)
	n, err := strconv.Atoi(number.String())
	if err != nil || n < 1 {
		return 0, pep.BadRequest("page.limit must be a number from 1")
	}
	return min(n, searchMost), nil
}

// searchOf identifies a search by all its parameters except the page.
func searchOf(request *pep.Request, r *accessRequest) string {
	fields := maps.Clone(r.fields)
	delete(fields, "page")
	text, _ := json.Marshal([]any{request.FullPath(), request.Caller.OrgID, request.Caller.Subject.Type, request.Caller.Subject.ID, fields}) // it came from JSON
	return string(text)
}

func pageToken(r *pep.Request, query, from string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(r.API.Keyring.Derive(seal.KindPage, query+"\x00"+from) + from))
}

func openToken(r *pep.Request, query, token string) (from string, genuine bool) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(text) < 2*sha256.Size {
		return "", false
	}
	hash, from := string(text[:2*sha256.Size]), string(text[2*sha256.Size:])
	return from, r.API.Keyring.Matches(seal.KindPage, query+"\x00"+from, hash)
}

// search reads the search's parameters and its page.
func search(r *pep.Request, need needs) (*access, page, error) {
	request, err := authzen(r)
	if err != nil {
		return nil, page{}, err
	}
	asked, problem := request.access(need)
	if problem != nil {
		return nil, page{}, problem
	}
	p, problem := newPage(r, request)
	if problem != nil {
		return nil, page{}, problem
	}
	return asked, p, nil
}

// candidates are the possible results of a search in a stable order.
type candidates[T, R any] struct {
	list   []T
	name   func(T) string // unique
	decide func(T) (engine.Decision, error)
	result func(T) R
}

// searchAnswer is a page of the results of a search.
type searchAnswer[R any] struct {
	Results []R            `json:"results"`
	Page    pageJSON       `json:"page"`
	Context *searchContext `json:"context,omitempty"`
}

// searchContext reports that the policy gave no answer for some candidates; they appear in no
// page.
type searchContext struct {
	Complete bool `json:"complete"`
}

type pageJSON struct {
	NextToken string `json:"next_token"`
	Count     int    `json:"count"`
}

// found decides about candidates one by one, as evaluations do, until the page is full and one
// more result is known.
func found[T, R any](r *pep.Request, p page, of candidates[T, R]) (*searchAnswer[R], error) {
	start := 0
	if p.from != "" {
		start = slices.IndexFunc(of.list, func(one T) bool { return of.name(one) == p.from })
	}
	if start < 0 {
		return nil, pep.BadRequest("page.token names a result that is gone; start again")
	}
	answer := &searchAnswer[R]{Results: []R{}}
	for _, one := range of.list[start:] {
		decision, err := of.decide(one)
		if err != nil {
			return nil, err
		}
		if decision.Permitted && len(answer.Results) == p.limit {
			answer.Page.NextToken = pageToken(r, p.query, of.name(one))
			break
		}
		if decision.Permitted {
			answer.Results = append(answer.Results, of.result(one))
		}
		if !decision.Answered() {
			answer.Context = &searchContext{Complete: false}
		}
	}
	answer.Page.Count = len(answer.Results)
	return answer, nil
}

func searchSubjects(r *pep.Request) (*searchAnswer[input.Subject], error) {
	asked, p, err := search(r, needs{action: true, resourceID: true})
	if err != nil {
		return nil, err
	}
	return pep.Read(r, r.AboutSubject(nil), func(tx *store.Tx, s *facts.State) (*searchAnswer[input.Subject], error) {
		list, err := facts.Subjects(tx, s.OrgScope(), asked.who.Subject.Type)
		if err != nil {
			return nil, err
		}
		decide := func(subject facts.SearchSubject) (engine.Decision, error) {
			who := asked.who
			who.Subject = subject.Subject
			return r.WhatIf(tx, s, who, asked.action, asked.what)
		}
		name := func(subject facts.SearchSubject) string { return subject.Subject.ID }
		result := func(subject facts.SearchSubject) input.Subject { return subject.Subject }
		return found(r, p, candidates[facts.SearchSubject, input.Subject]{list, name, decide, result})
	})
}

// resourceFound is a resource with its place.
type resourceFound struct {
	Type       string            `json:"type"`
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties,omitempty"`
}

func describeNamed(what facts.Named) resourceFound {
	found := resourceFound{Type: what.Type, ID: what.ID, Properties: map[string]string{}}
	for name, value := range map[string]*string{
		"projectId": &what.ProjectID, "environment": what.Environment, "secretPath": what.SecretPath, "secretName": what.SecretName,
	} {
		if value != nil && *value != "" {
			found.Properties[name] = *value
		}
	}
	return found
}

func searchResources(r *pep.Request) (*searchAnswer[resourceFound], error) {
	asked, p, err := search(r, needs{subjectID: true, action: true})
	if err != nil {
		return nil, err
	}
	return pep.Read(r, r.AboutSubject(&asked.who.Subject), func(tx *store.Tx, s *facts.State) (*searchAnswer[resourceFound], error) {
		list, err := facts.Resources(tx, s.OrgScope(), asked.what)
		if err != nil {
			return nil, err
		}
		for _, id := range r.API.Engine.PolicyResources(asked.what.Type) {
			list = append(list, facts.Named{Type: asked.what.Type, ID: id})
		}
		decide := func(what facts.Named) (engine.Decision, error) {
			return r.WhatIf(tx, s, asked.who, asked.action, what)
		}
		name := func(what facts.Named) string { return what.ProjectID + "/" + what.ID }
		return found(r, p, candidates[facts.Named, resourceFound]{list, name, decide, describeNamed})
	})
}

func searchActions(r *pep.Request) (*searchAnswer[input.Action], error) {
	asked, p, err := search(r, needs{subjectID: true, resourceID: true})
	if err != nil {
		return nil, err
	}
	return pep.Read(r, r.AboutSubject(&asked.who.Subject), func(tx *store.Tx, s *facts.State) (*searchAnswer[input.Action], error) {
		decide := func(action string) (engine.Decision, error) {
			return r.WhatIf(tx, s, asked.who, action, asked.what)
		}
		name := func(action string) string { return action }
		result := func(action string) input.Action { return input.Action{Name: action} }
		return found(r, p, candidates[string, input.Action]{r.API.Engine.ActionsOn(asked.what.Type), name, decide, result})
	})
}
