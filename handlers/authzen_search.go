package handlers

import (
	"encoding/json"
	"strconv"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// searchMost is how many candidates one page of a search decides.
const searchMost = 500

// page is which part of a search is asked for: the token is how many candidates
// earlier pages have decided.
type page struct{ from, limit int }

func (r *accessRequest) page() (page, *Error) {
	sent, _ := r.fields["page"].(map[string]any)
	p := page{limit: searchMost}
	token, problem := textField(sent, "page", "token", false)
	if problem != nil {
		return p, problem
	}
	if token != "" {
		n, err := strconv.Atoi(token)
		if err != nil || n < 0 {
			return p, badRequest("page.token is none of ours")
		}
		p.from = n
	}
	if limit, isNumber := sent["limit"].(json.Number); isNumber {
		n, err := strconv.Atoi(limit.String())
		if err != nil || n < 1 {
			return p, badRequest("page.limit must be a number from 1")
		}
		p.limit = min(n, searchMost)
	}
	return p, nil
}

// search reads what is searched for, and which part of the answer.
func (c *call) search(need needs) (*access, page, error) {
	request, err := c.authzen()
	if err != nil {
		return nil, page{}, err
	}
	asked, problem := request.access(need)
	if problem != nil {
		return nil, page{}, problem
	}
	p, problem := request.page()
	if problem != nil {
		return nil, page{}, problem
	}
	return asked, p, nil
}

// found decides candidates one by one, exactly as evaluations would, until
// the page is full.
func found[T any](p page, candidates []T, permitted func(T) (bool, error), result func(T) any) (any, error) {
	results, next := []any{}, ""
	for i := min(p.from, len(candidates)); i < len(candidates); i++ {
		if len(results) == p.limit || i-p.from == searchMost {
			next = strconv.Itoa(i)
			break
		}
		counts, err := permitted(candidates[i])
		if err != nil {
			return nil, err
		}
		if counts {
			results = append(results, result(candidates[i]))
		}
	}
	return map[string]any{"results": results, "page": map[string]any{"next_token": next, "count": len(results)}}, nil
}

func searchSubjects(c *call) (any, error) {
	asked, p, err := c.search(needs{action: true, resourceID: true})
	if err != nil {
		return nil, err
	}
	return c.read(c.about(nil), func(tx *models.Tx, s *facts.State) (any, error) {
		candidates, err := facts.Subjects(tx, s.OrgScope(), asked.who.Subject.Type)
		if err != nil {
			return nil, err
		}
		return found(p, candidates, func(subject facts.Candidate) (bool, error) {
			who := asked.who
			who.Subject = subject.Subject
			decision, err := c.supposed(tx, s, who, asked.action, asked.what)
			return decision.Permitted, err
		}, func(subject facts.Candidate) any { return subject.Subject })
	})
}

// resourceFound is a resource with the place that leads to it.
type resourceFound struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

func describeNamed(what facts.Named) resourceFound {
	found := resourceFound{Type: what.Type, ID: what.ID, Properties: map[string]any{}}
	for name, value := range map[string]*string{
		"projectId": &what.ProjectID, "environment": what.Environment, "secretPath": what.SecretPath, "secretName": what.SecretName,
	} {
		if value != nil && *value != "" {
			found.Properties[name] = *value
		}
	}
	return found
}

func searchResources(c *call) (any, error) {
	asked, p, err := c.search(needs{subjectID: true, action: true})
	if err != nil {
		return nil, err
	}
	return c.read(c.about(&asked.who.Subject), func(tx *models.Tx, s *facts.State) (any, error) {
		candidates, err := facts.Resources(tx, s.OrgScope(), asked.what)
		if err != nil {
			return nil, err
		}
		for _, id := range c.api.Engine.Listed(asked.what.Type) {
			candidates = append(candidates, facts.Named{Type: asked.what.Type, ID: id})
		}
		return found(p, candidates, func(what facts.Named) (bool, error) {
			decision, err := c.supposed(tx, s, asked.who, asked.action, what)
			return decision.Permitted, err
		}, func(what facts.Named) any { return describeNamed(what) })
	})
}

func searchActions(c *call) (any, error) {
	asked, p, err := c.search(needs{subjectID: true, resourceID: true})
	if err != nil {
		return nil, err
	}
	return c.read(c.about(&asked.who.Subject), func(tx *models.Tx, s *facts.State) (any, error) {
		return found(p, c.api.Engine.ActionsOn(asked.what.Type), func(action string) (bool, error) {
			decision, err := c.supposed(tx, s, asked.who, action, asked.what)
			return decision.Permitted, err
		}, func(action string) any { return engine.Action{Name: action} })
	})
}
