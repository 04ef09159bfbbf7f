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
	return c.changeAsking(question, do.decided)
}

// changeAsking is change for what asks on.
func (c *call) changeAsking(question facts.Question, do decidedAct) (any, error) {
	return c.ask(c.api.Store.Write, question, do, true)
}

// attempts are how many times an idempotent change is tried. Every attempt that
// fails means that another one of the same kind succeeded.
const attempts = 8

// again repeats an idempotent change that lost against another one: what it wanted
// to create is there now, and the next attempt finds it. It is decided anew.
func again(change func() (any, error)) (answer any, err error) {
	for range attempts {
		if answer, err = change(); !errors.Is(err, models.ErrDuplicate) {
			break
		}
	}
	return answer, err
}

// add is change for what only adds rows, and holds none: where the database allows
// it, without a transaction. What they belong to may be removed just then, and the
// question is asked again.
func (c *call) add(question facts.Question, do decidedAct) (any, error) {
	answer, err := c.ask(c.ahead(&question, c.api.Store.AddAtOnce, c.api.Store.Write), question, do, true)
	if errors.Is(err, models.ErrOvertaken) {
		return c.changeAsking(question, do)
	}
	return answer, err
}

// actionAuthenticate is asked about the credential alone.
const actionAuthenticate = "authenticate"

// credentials asks whether the caller may be heard, before a body is parsed.
// Only a refusal is recorded and spends a use: the question that follows does
// both.
func (c *call) credentials() error {
	if c.route.public() || c.route.unrouted || c.heard {
		return nil
	}
	return c.authenticated()
}

func (c *call) authenticated() error {
	_, err := c.read(facts.Question{
		Action: actionAuthenticate, Resource: engine.Resource{Type: "account"}, OrgLess: true, Targets: []facts.Target{facts.OnSelf},
		Foresee: func(*models.Foresight, models.Within) {},
	}, nothing)
	return err
}

// beforehand asks what a change is going to ask again inside its transaction,
// for those that are costly to prepare. Nothing has happened yet.
func (c *call) beforehand(question facts.Question) error {
	_, err := c.ask(c.snapshot(&question), question, func(_ *models.Tx, q *asked) (any, error) {
		q.uneventful = true
		return struct{}{}, nil
	}, false)
	return err
}

type transact func(ctx context.Context, run func(tx *models.Tx) error) error

// snapshot reads what a question asks in one statement, if all of it can be
// foreseen, and else in a transaction. Which of the two it is changes nothing
// that is found.
func (c *call) snapshot(question *facts.Question) transact {
	return c.ahead(question, c.api.Store.Foresee, c.api.Store.Snapshot)
}

// ahead runs on what is read ahead, as long as nothing else is asked, and else in
// a transaction.
func (c *call) ahead(
	question *facts.Question, foreseen func(context.Context, *models.Foresight, func(*models.Tx) error) error, transaction transact,
) transact {
	if !question.Foreseen() {
		return transaction
	}
	return func(ctx context.Context, run func(tx *models.Tx) error) error {
		err := models.ErrUnforeseen
		if foresight := facts.Foresight(c.caller, *question); foresight != nil {
			err = foreseen(ctx, foresight, run)
		}
		if errors.Is(err, models.ErrUnforeseen) {
			return transaction(ctx, run)
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
			c.caller.UseSpent, c.useless = c.caller.UseSpent || spent, !spent
			continue // with the use spent, or lost to somebody else, which the policy now sees
		}
		return answer, err
	}
}

// asked is one question with its answer, and those that followed from it.
type asked struct {
	state     *facts.State
	decision  engine.Answer
	others    []audit.Entry // see further
	committed func()        // where it was recorded with a change; else nil
	// uneventful says that nothing came of it, though it was permitted: it is
	// recorded as a decision, and is no audit event.
	uneventful bool
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
			return c.refuse(q.decision.Decision)
		}
		if err := c.lacking(q.state); err != nil {
			return err
		}
		c.heard = true
		result, err := do(tx, q)
		if err != nil || !changes {
			answer = result
			return err
		}
		answer = result
		q.committed, err = c.api.Audit.Within(tx, c.entries(q))
		return err
	})
	if q.state == nil || errors.Is(err, errSpendFirst) {
		return nil, q, err
	}
	if q.hearing() { // it is not recorded, so nobody is told of it
		if c.malformed {
			c.countUse(q)
		}
		return answer, q, err
	}
	c.Header("X-Decision-Id", q.decidedBy(err))
	c.countUse(q)
	if err == nil && q.committed != nil {
		q.committed()
		return answer, q, nil
	}
	q.uneventful = q.uneventful || changes && q.decision.Permitted
	if failed := c.record(q); failed != nil {
		return nil, q, failed
	}
	return answer, q, err
}

// permitted are the indexes of the members that are permitted.
func (q *asked) permitted() []int {
	indexes := []int{}
	for i := range q.decision.Members {
		if q.decision.Members[i].Permitted {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// hearing is whether a caller was found to be who may be heard, and no more was
// asked.
func (q *asked) hearing() bool {
	return q.state.Request.Action.Name == actionAuthenticate && q.decision.Permitted
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

// entries are all decisions of a question.
func (c *call) entries(q *asked) []audit.Entry { return append(q.others, c.entry(q)) }

// record queues every decision.
func (c *call) record(q *asked) error {
	for _, entry := range c.entries(q) {
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
	q.state, q.decision = state, c.answerTo(state.List())
	for _, lesser := range []string{question.Lesser, question.Least} {
		if lesser != "" && !q.decision.Permitted && q.decision.Answered() {
			c.askLesser(q, lesser)
		}
	}
	return nil
}

// answerTo is what the policy says to one request, about one thing or many.
func (c *call) answerTo(list *engine.List) engine.Answer {
	started := time.Now()
	answer := list.Ask(c.Request.Context(), c.api.Engine)
	c.api.Observe.Decision(&answer.Decision, time.Since(started))
	return answer
}

func (c *call) entry(q *asked) audit.Entry {
	entry := audit.Entry{
		List: q.state.List(), Answer: &q.decision, Time: c.now, OrgID: q.state.RecordedFor(q.decision.Permitted),
		EventType: c.route.event, UserAgent: c.caller.UserAgent,
	}
	if q.uneventful {
		entry.EventType = ""
	}
	if q.state.Project != nil {
		entry.ProjectID = q.state.Project.ID
	}
	return entry
}
