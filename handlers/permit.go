package handlers

import (
	"context"
	"errors"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/audit"
	"warder/models"
)

// act is what a handler does once it is permitted, in the same transaction
// that the facts were read in.
type act func(tx *models.Tx, state *facts.State) (any, error)

// decidedAct is an act that looks at the decision, or asks on; see further.
type decidedAct func(tx *models.Tx, q *asked) (any, error)

func (do act) decided(tx *models.Tx, q *asked) (any, error) { return do(tx, q.state) }

// nothing is the act of a handler that only wanted to know.
func nothing(*models.Tx, *facts.State) (any, error) { return struct{}{}, nil }

// errSpendFirst leaves a transaction because the request has to spend a use of
// its token before it may act.
var errSpendFirst = errors.New("spend a token use first")

// read asks and, if permitted, acts within one snapshot.
func (c *call) read(question facts.Question, do act) (any, error) {
	return c.ask(c.snapshot(&question), question, do.decided, false)
}

// change asks and, if permitted, acts within one write transaction, in which
// the decision is recorded too: neither exists without the other, and the
// facts cannot change in between.
func (c *call) change(question facts.Question, do act) (any, error) {
	return c.ask(c.api.Store.Write, question, do.decided, true)
}

// authenticated asks about the credential alone.
func (c *call) authenticated() error {
	_, err := c.read(facts.Question{
		Action: "readDetails", Resource: engine.Resource{Type: "account"}, OrgLess: true, Targets: []facts.Target{facts.OnSelf},
		Foresee: func(*models.Foresight, models.Within) {},
	}, nothing)
	return err
}

type transact func(ctx context.Context, run func(tx *models.Tx) error) error

// snapshot reads what a question asks in one statement, if all of it can be
// foreseen, and else in a transaction. Which of the two it is changes nothing
// that is found.
func (c *call) snapshot(question *facts.Question) transact {
	if !question.Foreseen() {
		return c.api.Store.Snapshot
	}
	return func(ctx context.Context, run func(tx *models.Tx) error) error {
		err := models.ErrUnforeseen
		if foresight := facts.Foresight(c.caller, *question); foresight != nil {
			err = c.api.Store.Foresee(ctx, foresight, run)
		}
		if errors.Is(err, models.ErrUnforeseen) {
			return c.api.Store.Snapshot(ctx, run)
		}
		return err
	}
}

func (c *call) ask(transaction transact, question facts.Question, do decidedAct, changes bool) (any, error) {
	for {
		answer, asked, err := c.askOnce(transaction, question, do, changes)
		if errors.Is(err, errSpendFirst) {
			spent, err := c.spend(asked.state)
			if err != nil {
				return nil, err
			}
			c.caller.UseSpent = c.caller.UseSpent || spent
			continue // with the use spent, or lost to somebody else, which the policy now sees
		}
		return answer, err
	}
}

// asked is one question with its answer, and those that followed from it.
type asked struct {
	state    *facts.State
	decision engine.Decision
	recorded bool
	others   []audit.Entry // see further
}

func (c *call) askOnce(transaction transact, question facts.Question, do decidedAct, changes bool) (answer any, q *asked, err error) {
	q = &asked{}
	question.Changes = changes
	err = transaction(c.Request.Context(), func(tx *models.Tx) error {
		*q = asked{}
		answer = nil
		if err := c.decide(tx, question, q); err != nil {
			return err
		}
		if c.mustSpend(q) {
			return errSpendFirst
		}
		if !q.decision.Permitted {
			return c.refuse(q.decision)
		}
		result, err := do(tx, q)
		if err != nil || !changes {
			answer = result
			return err
		}
		answer, q.recorded = result, true
		return c.recordWithin(tx, q)
	})
	if q.state == nil || errors.Is(err, errSpendFirst) {
		return nil, q, err
	}
	c.Header("X-Decision-Id", q.decidedBy(err))
	c.countUse(q)
	if err != nil || !q.recorded {
		if failed := c.record(q); failed != nil {
			return nil, q, failed
		}
	}
	return answer, q, err
}

// decidedBy is the decision that a client hears of: the one that refused.
func (q *asked) decidedBy(err error) string {
	if err != nil {
		if details, refused := asError(err).Details.(refusalDetails); refused {
			return details.DecisionID
		}
	}
	return q.decision.ID
}

// recordWithin records every decision in the transaction of the change.
func (c *call) recordWithin(tx *models.Tx, q *asked) error {
	for _, entry := range append(q.others, c.entry(q)) {
		if err := c.api.Audit.Within(tx, entry); err != nil {
			return err
		}
	}
	return nil
}

// record queues every decision.
func (c *call) record(q *asked) error {
	for _, entry := range append(q.others, c.entry(q)) {
		if err := c.api.Audit.Queue(c.Request.Context(), entry); err != nil {
			return err
		}
	}
	return nil
}

// decide collects the facts and asks the policy.
func (c *call) decide(tx *models.Tx, question facts.Question, q *asked) error {
	state, err := facts.Collect(tx, c.now, c.caller, question)
	if err != nil {
		return err
	}
	state.Request.Context.Route = c.route.name()
	state.Request.Context.Accepts = append([]string{}, c.route.modes...)
	state.Request.Context.RequestID = c.requestID
	q.state, q.decision = state, c.answerTo(&state.Request)
	if lesser := question.Lesser; lesser != "" && lacksRight(&q.decision) {
		c.askLesser(q, lesser)
	}
	return nil
}

// answerTo is what the policy says to one request.
func (c *call) answerTo(request *engine.Request) engine.Decision {
	started := time.Now()
	decision := c.api.Engine.Decide(c.Request.Context(), request)
	c.api.Observe.Decision(&decision, time.Since(started))
	return decision
}

func (c *call) entry(q *asked) audit.Entry {
	entry := audit.Entry{
		Request: &q.state.Request, Decision: &q.decision, Time: c.now, OrgID: q.state.RecordedFor(q.decision.Permitted),
		EventType: c.route.event, UserAgent: c.caller.UserAgent,
	}
	if q.state.Project != nil {
		entry.ProjectID = q.state.Project.ID
	}
	return entry
}
