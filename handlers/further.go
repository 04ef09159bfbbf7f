package handlers

import (
	"warder/engine"
	"warder/handlers/audit"
)

// further asks about more of what the request leads to, in the same snapshot
// and about the same subject: the places that imports and references name. It
// returns the indexes of the items that would be permitted if they were asked
// for alone. The decision is recorded with the request's own.
func (c *call) further(q *asked, action string, items []engine.Properties) ([]int, error) {
	if len(items) == 0 {
		return []int{}, nil
	}
	decision := c.alsoAsk(q, action, engine.Resource{Type: "secrets", Items: items})
	if !decision.Permitted && !lacksRight(&decision) {
		return nil, c.refuse(decision) // the policy did not answer, or objects to more than the places
	}
	return decision.Items, nil
}

// require asks whether the subject may also do this, and fails if not: for
// changes that touch two places.
func (c *call) require(q *asked, action string, resource engine.Resource) error {
	if decision := c.alsoAsk(q, action, resource); !decision.Permitted {
		return c.refuse(decision)
	}
	return nil
}

// alsoAsk decides about another resource with the facts of the request. The
// target is left out: it was what the first question is about.
func (c *call) alsoAsk(q *asked, action string, resource engine.Resource) engine.Decision {
	request := q.state.Request
	request.Action.Name, request.Resource = action, resource
	request.Facts.Target = nil
	decision := c.answerTo(&request)
	q.others = append(q.others, c.entryOf(q, &request, &decision))
	return decision
}

// askLesser replaces a refusal by the answer to the same request for less,
// unless the subject lacks the right to that too.
func (c *call) askLesser(q *asked, action string) {
	request := q.state.Request
	request.Action.Name = action
	decision := c.answerTo(&request)
	if lacksRight(&decision) {
		q.others = append(q.others, c.entryOf(q, &request, &decision))
		return
	}
	refused, refusal := q.state.Request, q.decision
	q.others = append(q.others, c.entryOf(q, &refused, &refusal))
	q.state.Request.Action.Name, q.decision = action, decision
}

// lacksRight is whether a refusal is about the rights of the subject alone, and
// not about its credential, its membership or the policy itself.
func lacksRight(decision *engine.Decision) bool {
	if decision.Permitted || len(decision.Visible) == 0 {
		return false
	}
	for _, reason := range decision.Visible {
		if reason.Code != "permission_missing" && reason.Code != "permission_inverted" {
			return false
		}
	}
	return true
}

// entryOf is a decision that followed from the request's own: it has no event
// of its own in the audit log.
func (c *call) entryOf(q *asked, request *engine.Request, decision *engine.Decision) audit.Entry {
	entry := c.entry(q)
	entry.Request, entry.Decision, entry.EventType = request, decision, ""
	return entry
}
