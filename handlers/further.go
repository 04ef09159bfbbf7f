package handlers

import (
	"warder/engine"
	"warder/handlers/audit"
)

// further asks about more of what the request leads to, in the same snapshot
// and about the same subject: the places that imports and references name. The
// decisions are recorded with the request's own.
func (c *call) further(q *asked, action string, members []engine.Member) ([]engine.Decision, error) {
	if len(members) == 0 {
		return nil, nil
	}
	answer := c.alsoAsk(q, action, engine.NeedsNone, members)
	if !answer.Answered() {
		return nil, c.refuse(answer.Decision)
	}
	return answer.Members, nil
}

// require asks whether the subject may also do this to each, and fails if not:
// for changes that touch two places.
func (c *call) require(q *asked, action string, members ...engine.Member) error {
	if len(members) == 0 {
		return nil
	}
	if answer := c.alsoAsk(q, action, engine.NeedsEvery, members); !answer.Permitted {
		return c.refuse(answer.Decision)
	}
	return nil
}

// alsoAsk decides about other things with the facts of the request. The target is
// left out: it was what the first question is about.
func (c *call) alsoAsk(q *asked, action string, needs engine.Needs, members []engine.Member) engine.Answer {
	shared := q.state.Request
	shared.Action.Name = action
	shared.Resource = engine.Resource{Type: members[0].Resource.Type}
	shared.Facts.Target = nil
	list := &engine.List{Shared: &shared, Members: members, Needs: needs}
	answer := c.answerTo(list)
	q.others = append(q.others, c.entryOf(q, list, &answer))
	return answer
}

// askLesser asks the same request for less, where it is refused as it stands. The
// subject gets what the policy permits, be it the less; and the first refusal
// where it permits neither.
func (c *call) askLesser(q *asked, action string) {
	list := q.state.List()
	shared := q.state.Request
	shared.Action.Name = action
	list.Shared = &shared
	answer := c.answerTo(list)
	if !answer.Permitted {
		q.others = append(q.others, c.entryOf(q, list, &answer))
		return
	}
	refused, refusal := *q.state.List(), q.decision
	asFirstAsked := q.state.Request
	refused.Shared = &asFirstAsked
	q.others = append(q.others, c.entryOf(q, &refused, &refusal))
	q.state.Request.Action.Name, q.decision = action, answer
}

// entryOf is a decision that followed from the request's own: it has no event
// of its own in the audit log.
func (c *call) entryOf(q *asked, list *engine.List, answer *engine.Answer) audit.Entry {
	entry := c.entry(q)
	entry.List, entry.Answer, entry.EventType = list, answer, ""
	return entry
}
