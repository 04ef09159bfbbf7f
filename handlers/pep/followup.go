package pep

import (
	"warder/engine"
	"warder/engine/input"
	"warder/handlers/audit"
)

// FollowUp decides about further members in the same snapshot and for the same subject, for
// example the places that imports and references name. These decisions are recorded with the
// request's own.
func (r *Request) FollowUp(q *Evaluation, action string, members []input.Member) ([]engine.Decision, error) {
	if len(members) == 0 {
		return nil, nil
	}
	answer := r.decideAgain(q, action, engine.NeedsNone, members)
	if !answer.Answered() {
		return nil, r.refuse(answer.Decision)
	}
	return answer.Members, nil
}

// Require asks whether the subject may also do action to each member, and fails otherwise.
// Changes that touch two places use it.
func (r *Request) Require(q *Evaluation, action string, members ...input.Member) error {
	if len(members) == 0 {
		return nil
	}
	if answer := r.decideAgain(q, action, engine.NeedsEvery, members); !answer.Permitted {
		return r.refuse(answer.Decision)
	}
	return nil
}

// decideAgain decides about other members with the facts of the request. It leaves out the
// target, which belongs to the first question.
func (r *Request) decideAgain(q *Evaluation, action string, needs engine.Needs, members []input.Member) engine.Answer {
	shared := q.State.Request
	shared.Action.Name = action
	shared.Resource = input.Resource{Type: members[0].Resource.Type}
	shared.Facts.Target = nil
	list := &engine.List{Shared: &shared, Members: members, Needs: needs}
	answer := r.decide(list)
	q.others = append(q.others, r.entryOf(q, list, &answer))
	return answer
}

// decideFallback asks for a lesser action if the request is refused. The subject gets the
// lesser one if that is permitted, and otherwise the first refusal.
func (r *Request) decideFallback(q *Evaluation, action string) {
	list := q.State.List()
	shared := q.State.Request
	shared.Action.Name = action
	list.Shared = &shared
	answer := r.decide(list)
	if !answer.Permitted {
		q.others = append(q.others, r.entryOf(q, list, &answer))
		return
	}
	refused, refusal := *q.State.List(), q.Decision
	asFirstAsked := q.State.Request
	refused.Shared = &asFirstAsked
	q.others = append(q.others, r.entryOf(q, &refused, &refusal))
	q.State.Request.Action.Name, q.Decision = action, answer
}

// entryOf is the log entry of a follow-up decision; it is no audit event of its own.
func (r *Request) entryOf(q *Evaluation, list *engine.List, answer *engine.Answer) audit.Entry {
	entry := r.entry(q)
	entry.List, entry.Answer, entry.EventType = list, answer, ""
	return entry
}
