package pep

import (
	"context"
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/models/store"
)

// actionAuthenticate is asked about the credential alone.
const actionAuthenticate = "authenticate"

// credentials asks whether the caller may be heard, before a body is parsed.
// Only a refusal is recorded and spends a use: the question that follows does
// both.
func (r *Request) credentials() error {
	if r.Route.Public() || r.Route.Unrouted || r.heard {
		return nil
	}
	return r.authenticated()
}

func (r *Request) authenticated() error {
	_, err := Read(r, facts.Question{
		Action: actionAuthenticate, Resource: input.Resource{Type: "account"}, OrgLess: true, Targets: []facts.TargetLoader{facts.OnSelf},
		Single: true,
	}, Noop)
	return err
}

// Precheck asks what a change is going to ask again inside its transaction,
// for those that are costly to prepare. Nothing has happened yet.
func (r *Request) Precheck(question facts.Question) error {
	return r.ask(r.Snapshot(&question), question, effect{run: func(_ *store.Tx, q *Evaluation) error {
		q.uneventful = true
		return nil
	}}, false)
}

// PrecheckProof is Precheck of a question that takes a proof of the body for right, which is then
// looked at. What follows from the proof is not foretold: to ask would be to guess it, uncounted.
func (r *Request) PrecheckProof(question facts.Question, proof string) error {
	err := r.Precheck(question)
	if errors.Is(err, errForetold) {
		return BadRequest("The answer depends on the " + proof + ", which is not looked at for a request that is not made")
	}
	return err
}

// Transaction runs a function on the database: in a transaction, a snapshot or a
// statement.
type Transaction func(ctx context.Context, run func(tx *store.Tx) error) error

// Snapshot reads what a question asks in one statement, if that is likely to be enough,
// and else in a transaction. Which of the two it is changes nothing that is found.
func (r *Request) Snapshot(question *facts.Question) Transaction {
	return r.Single(question, r.API.Store.ReadSingle, r.API.Store.Snapshot)
}

// Single runs on what one statement reads, as long as nothing else is read, and else in
// a transaction.
func (r *Request) Single(question *facts.Question, single, transaction Transaction) Transaction {
	if !question.SingleStatement(r.Caller) {
		return transaction
	}
	return func(ctx context.Context, run func(tx *store.Tx) error) error {
		err := single(ctx, run)
		if errors.Is(err, store.ErrSecondStatement) {
			return transaction(ctx, run)
		}
		return err
	}
}

// errSpendFirst leaves a transaction because the request has to spend a use of
// its token before it may act.
var errSpendFirst = errors.New("spend a token use first")

// effect is what is done once a request is permitted. It keeps its answer itself.
type effect struct {
	followup Followup // or nil
	run      Followup
}

func (r *Request) ask(transaction Transaction, question facts.Question, then effect, changes bool) error {
	for {
		q, err := r.askOnce(transaction, question, then, changes)
		if !errors.Is(err, errSpendFirst) {
			return err
		}
		spent, err := r.spend(q.State)
		if err != nil {
			return err
		}
		r.Caller.UseSpent, r.useless = r.Caller.UseSpent || spent, !spent
		// with the use spent, or lost to another request, which the policy now sees
	}
}

func (r *Request) askOnce(transaction Transaction, question facts.Question, then effect, changes bool) (*Evaluation, error) {
	q := &Evaluation{}
	question.Changes = changes
	if r.foretelling != nil {
		question.Foretold, transaction = true, r.API.Store.Snapshot
	}
	err := transaction(r.Request.Context(), func(tx *store.Tx) (err error) {
		*q = Evaluation{}
		if err = r.permit(tx, question, q); err != nil {
			return err
		}
		return r.carryOut(tx, q, then, changes)
	})
	if q.State == nil || errors.Is(err, errSpendFirst) {
		return q, err
	}
	r.decided = r.decided || !q.hearing()
	if r.foretelling != nil {
		return q, err
	}
	if q.hearing() { // it is not recorded, so the answer does not name it
		if r.malformed {
			r.countUse(q)
		}
		return q, err
	}
	return q, r.told(q, err, changes)
}

// carryOut does what is permitted. A change and its decisions are one transaction.
func (r *Request) carryOut(tx *store.Tx, q *Evaluation, then effect, changes bool) (err error) {
	if then.followup != nil {
		if err = then.followup(tx, q); err != nil {
			return err
		}
	}
	if r.foretelling != nil && !q.hearing() { // that the caller may be heard is not what it asks
		return errForetold
	}
	if err = then.run(tx, q); err != nil || !changes {
		return err
	}
	q.committed, err = r.API.steps.within(r, tx, r.entries(q))
	return err
}

// told counts the use that a decided request spends, and records its decisions
// unless a change has them in its own transaction.
func (r *Request) told(q *Evaluation, err error, changes bool) error {
	recorded := !q.Decision.Permitted && r.refusedAgain(q, err)
	decidedBy := q.Decision.ID
	if err != nil {
		decidedBy = q.decidedBy(err)
	}
	r.Header("X-Decision-Id", decidedBy)
	r.countUse(q)
	if recorded {
		return err
	}
	if err == nil && q.committed != nil {
		q.committed()
		return nil
	}
	q.uneventful = q.uneventful || changes && q.Decision.Permitted
	if failed := r.record(q); failed != nil {
		return failed
	}
	return err
}

// permit collects the facts, asks the policy and counts the request, and fails unless that
// is permitted and has what it needs.
func (r *Request) permit(tx *store.Tx, question facts.Question, q *Evaluation) error {
	if err := r.evaluate(tx, question, q); err != nil {
		return err
	}
	if r.foretelling == nil {
		r.countRate(q)
	}
	if r.mustSpend(q) {
		return errSpendFirst
	}
	if !q.Decision.Permitted {
		return r.refuse(q.Decision.Decision)
	}
	if err := r.lacking(q.State); err != nil {
		return err
	}
	r.heard = true
	return nil
}

// refusedAgain gives a refusal the id under which the log has it, and reports whether
// nothing more of it is recorded.
func (r *Request) refusedAgain(q *Evaluation, err error) bool {
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		return false
	}
	id, record := r.API.Audit.Refused(r.entry(q))
	refusal.decision.ID = id
	return !record
}

// entries are all decisions of a question.
func (r *Request) entries(q *Evaluation) []audit.Entry { return append(q.others, r.entry(q)) }

// record queues every decision.
func (r *Request) record(q *Evaluation) error {
	for _, entry := range q.others {
		if err := r.API.steps.queue(r, entry); err != nil {
			return err
		}
	}
	return r.API.steps.queue(r, r.entry(q))
}

func (r *Request) entry(q *Evaluation) audit.Entry {
	entry := audit.Entry{
		List: q.State.List(), Answer: &q.Decision, Time: r.Now, OrgID: q.State.RecordedFor(q.Decision.Permitted),
		EventType: r.Route.Event, UserAgent: r.Caller.UserAgent,
	}
	if q.uneventful {
		entry.EventType = ""
	}
	if q.State.Project != nil {
		entry.ProjectID = q.State.Project.ID
	}
	return entry
}

// ReadMembers is Read for lists: it passes the indexes of the members that the policy
// permits.
func (r *Request) ReadMembers(question facts.Question, do func(tx *store.Tx, s *facts.State, permitted []int) error) error {
	return r.ask(r.API.Store.Snapshot, question, effect{run: func(tx *store.Tx, q *Evaluation) error {
		return do(tx, q.State, q.Permitted())
	}}, false)
}
