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

// decidedAct is an act that looks at the decision, for lists and logins.
type decidedAct func(tx *models.Tx, state *facts.State, decision *engine.Decision) (any, error)

func (do act) decided(tx *models.Tx, state *facts.State, _ *engine.Decision) (any, error) {
	return do(tx, state)
}

// nothing is the act of a handler that only wanted to know.
func nothing(*models.Tx, *facts.State) (any, error) { return struct{}{}, nil }

// errSpendFirst leaves a transaction because the request has to spend a use of
// its token before it may act.
var errSpendFirst = errors.New("spend a token use first")

// read asks and, if permitted, acts within one snapshot.
func (c *call) read(question facts.Question, do act) (any, error) {
	return c.ask(c.api.Store.Snapshot, question, do.decided, false)
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
	}, nothing)
	return err
}

type transact func(ctx context.Context, run func(tx *models.Tx) error) error

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

// asked is one question with its answer.
type asked struct {
	state    *facts.State
	decision engine.Decision
	recorded bool
}

func (c *call) askOnce(transaction transact, question facts.Question, do decidedAct, changes bool) (answer any, q *asked, err error) {
	q = &asked{}
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
			return &refusal{decision: q.decision}
		}
		result, err := do(tx, q.state, &q.decision)
		if err != nil || !changes {
			answer = result
			return err
		}
		answer, q.recorded = result, true
		return c.api.Audit.Within(tx, c.entry(q))
	})
	if q.state == nil || errors.Is(err, errSpendFirst) {
		return nil, q, err
	}
	c.Header("X-Decision-Id", q.decision.ID)
	c.countUse(q)
	if err != nil || !q.recorded {
		if failed := c.api.Audit.Queue(c.Request.Context(), c.entry(q)); failed != nil {
			return nil, q, failed
		}
	}
	return answer, q, err
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
	started := time.Now()
	q.state, q.decision = state, c.api.Engine.Decide(c.Request.Context(), &state.Request)
	c.api.Observe.Decision(&q.decision, time.Since(started))
	return nil
}

func (c *call) entry(q *asked) audit.Entry {
	entry := audit.Entry{
		Request: &q.state.Request, Decision: &q.decision, Time: c.now, OrgID: q.state.OrgID(),
		EventType: c.route.event, UserAgent: c.caller.UserAgent,
	}
	if q.state.Project != nil {
		entry.ProjectID = q.state.Project.ID
	}
	return entry
}
