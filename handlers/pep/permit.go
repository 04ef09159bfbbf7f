package pep

import (
	"context"
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/models/seal"
	"warder/models/store"
)

// actionAuthenticate is the action of the credential check.
const actionAuthenticate = "authenticate"

// requireCredential checks the caller's credential before the body is parsed. Only a refusal is
// recorded and spends a use; otherwise the next question does both.
func (r *Request) requireCredential() error {
	if r.Route.Public() || r.Route.Unrouted || r.credentialAccepted {
		return nil
	}
	return r.requireAuthenticated()
}

func (r *Request) requireAuthenticated() error {
	_, err := Read(r, facts.Question{
		Action: actionAuthenticate, Resource: input.Resource{Type: "account"}, OrgLess: true, Targets: []facts.TargetLoader{facts.OnSelf},
		Single: true,
	}, Noop)
	return err
}

// Precheck asks a change's question once before its transaction, for changes that are
// expensive to prepare. It has no effect.
func (r *Request) Precheck(question facts.Question) error {
	return r.ask(r.Snapshot(&question), question, effect{run: func(_ *store.Tx, q *Evaluation) error {
		q.noEvent = true
		return nil
	}}, false)
}

// PrecheckProof is Precheck with the body's proof assumed valid. It does not return what
// follows from the proof, because that would allow uncounted guesses.
func (r *Request) PrecheckProof(question facts.Question, proof string) error {
	err := r.Precheck(question)
	if errors.Is(err, errDryRun) {
		return BadRequest("The answer depends on the " + proof + ", which is not looked at for a request that is not made")
	}
	return err
}

// Transaction runs a function on the database: in a transaction, a snapshot or a single
// statement.
type Transaction func(ctx context.Context, run func(tx *store.Tx) error) error

// Snapshot runs on one statement if that is likely to read all facts of the question, and
// otherwise in a transaction. Both find the same facts.
func (r *Request) Snapshot(question *facts.Question) Transaction {
	return r.Single(question, r.API.Store.ReadSingle, r.API.Store.Snapshot)
}

// Single runs on one statement, and switches to a transaction if more facts are needed.
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

// errSpendFirst leaves the transaction because the request must spend a use of its token
// before it may act.
var errSpendFirst = errors.New("spend a token use first")

// effect is a handler's work after a permit. It stores its own response.
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
		r.Caller.UseSpent, r.usesExhausted = r.Caller.UseSpent || spent, !spent
		// the use is spent, or another request took the last one; either way the policy now
		// sees it
	}
}

func (r *Request) askOnce(transaction Transaction, question facts.Question, then effect, changes bool) (*Evaluation, error) {
	q := &Evaluation{}
	question.Changes = changes
	if r.dryRun != nil {
		question.DryRun, transaction = true, r.API.Store.Snapshot
	}
	run := func(tx *store.Tx) (err error) {
		*q = Evaluation{}
		if err = r.permit(tx, question, q); err != nil {
			return err
		}
		return r.carryOut(tx, q, then, changes)
	}
	err := transaction(r.Request.Context(), run)
	if changes && errors.Is(err, seal.ErrOtherDataKey) { // rotated since the transaction read it
		err = transaction(r.Request.Context(), run)
	}
	if q.State == nil || errors.Is(err, errSpendFirst) {
		return q, err
	}
	r.decided = r.decided || !q.authenticatesOnly()
	if r.dryRun != nil {
		return q, err
	}
	if q.authenticatesOnly() { // not recorded, so the response has no decision id
		if r.malformed {
			r.countUse(q)
		}
		return q, err
	}
	return q, r.conclude(q, err, changes)
}

// carryOut runs the effect of a permitted request. A change and its decisions share one
// transaction.
func (r *Request) carryOut(tx *store.Tx, q *Evaluation, then effect, changes bool) (err error) {
	if then.followup != nil {
		if err = then.followup(tx, q); err != nil {
			return err
		}
	}
	if r.dryRun != nil && !q.authenticatesOnly() { // the credential check alone is not the predicted outcome
		return errDryRun
	}
	if err = then.run(tx, q); err != nil || !changes {
		return err
	}
	q.committed, err = r.API.steps.within(r, tx, r.entries(q))
	return err
}

// conclude counts the token use of a decided request, and records its decisions unless a change
// has already recorded them in its own transaction.
func (r *Request) conclude(q *Evaluation, err error, changes bool) error {
	recorded := !q.Decision.Permitted && r.countRefusal(q, err)
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
	q.noEvent = q.noEvent || changes && q.Decision.Permitted
	if failed := r.record(q); failed != nil {
		return failed
	}
	return err
}

// permit collects the facts, asks the policy, counts the request, and fails unless it is
// permitted and has its required facts.
func (r *Request) permit(tx *store.Tx, question facts.Question, q *Evaluation) error {
	if err := r.evaluate(tx, question, q); err != nil {
		return err
	}
	if r.dryRun == nil {
		r.countRate(q)
	}
	if r.mustSpend(q) {
		return errSpendFirst
	}
	if !q.Decision.Permitted {
		return r.refuse(q.Decision.Decision)
	}
	if err := r.requireFound(q.State); err != nil {
		return err
	}
	r.credentialAccepted = true
	return nil
}

// countRefusal gives a refusal the decision id that the log has for it, and reports whether
// the log counts it with earlier ones and needs no record of it.
func (r *Request) countRefusal(q *Evaluation, err error) bool {
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		return false
	}
	id, record := r.API.Audit.Refused(r.entry(q))
	refusal.decision.ID = id
	return !record
}

// entries are the log entries of all decisions of a question.
func (r *Request) entries(q *Evaluation) []audit.Entry { return append(q.others, r.entry(q)) }

// record queues every decision for the log.
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
	if q.noEvent {
		entry.EventType = ""
	}
	if q.State.Project != nil {
		entry.ProjectID = q.State.Project.ID
	}
	return entry
}

// ReadMembers is Read for lists: the effect gets the indexes of the permitted members.
func (r *Request) ReadMembers(question facts.Question, do func(tx *store.Tx, s *facts.State, permitted []int) error) error {
	return r.ask(r.API.Store.Snapshot, question, effect{run: func(tx *store.Tx, q *Evaluation) error {
		return do(tx, q.State, q.Permitted())
	}}, false)
}
