package pep

import (
	"errors"

	"warder/engine/facts"
	"warder/models/retry"
	"warder/models/store"
)

// Which function a handler asks by:
//
//	Read          reads and answers
//	ReadMembers   a list: one decision for each member
//	Change        writes; the decision is recorded in the same transaction
//	ChangeAsking  Change whose effect looks at the decision, or asks about more
//	ChangeIf      Change that asks about a second place before it writes
//	Add           inserts rows and locks none
//	Retry         around an idempotent Change that may meet its like
//	RetryLost     around a question whose facts another request may change meanwhile
//
// Ask and AskOnce are what these are made of.

// Effect is what a handler does once it is permitted, in the transaction that the
// facts were read in. It gives the answer.
type Effect[A any] func(tx *store.Tx, state *facts.State) (A, error)

// DecidedEffect is an effect that needs the decision or follow-up decisions.
type DecidedEffect[A any] func(tx *store.Tx, q *Evaluation) (A, error)

// Followup asks about more than the question of a change, such as the other one of two
// places, and fails unless that is permitted too. It comes before anything is changed,
// and changes nothing.
type Followup func(tx *store.Tx, q *Evaluation) error

// decided is the effect as one that takes the evaluation.
func (do Effect[A]) decided(tx *store.Tx, q *Evaluation) (A, error) { return do(tx, q.State) }

// Noop is the effect of a handler that only needs the decision.
func Noop(*store.Tx, *facts.State) (struct{}, error) { return struct{}{}, nil }

// Read asks and, if permitted, acts within one snapshot.
func Read[A any](r *Request, question facts.Question, do Effect[A]) (A, error) {
	return Ask(r, r.Snapshot(&question), question, do.decided, false)
}

// ReadIf is Read for what needs follow-up decisions, and the decision.
func ReadIf[A any](r *Request, question facts.Question, followup Followup, do DecidedEffect[A]) (A, error) {
	return askWithFollowup(r, r.Snapshot(&question), question, followup, do, false)
}

// Change asks and, if permitted, acts within one write transaction, in which
// the decision is recorded too: neither exists without the other, and the
// facts cannot change in between.
func Change[A any](r *Request, question facts.Question, do Effect[A]) (A, error) {
	return ChangeAsking(r, question, do.decided)
}

// ChangeAsking is Change for effects that need the decision or follow-up decisions.
func ChangeAsking[A any](r *Request, question facts.Question, do DecidedEffect[A]) (A, error) {
	return Ask(r, r.API.Store.Write, question, do, true)
}

// ChangeIf is ChangeAsking for a change that needs follow-up decisions.
func ChangeIf[A any](r *Request, question facts.Question, followup Followup, do DecidedEffect[A]) (A, error) {
	return askWithFollowup(r, r.API.Store.Write, question, followup, do, true)
}

// attempts are how many times an idempotent change is tried. Every attempt that
// fails means that another one of the same kind succeeded.
const attempts = 8

// Retry repeats an idempotent change that lost against another one: what it wanted to
// create is there now, and the next attempt finds it. It is decided anew.
func Retry[A any](r *Request, change func() (A, error)) (A, error) {
	return retry.Do(r.Request.Context(), retry.Waits{Tries: attempts}, change, func(err error) bool { return errors.Is(err, store.ErrDuplicate) })
}

// RetryLost repeats what lost against another request between its decision and its
// change (ErrLostRace, store.ErrConflict): it is decided anew, and the policy sees what
// the other one did.
func RetryLost[A any](r *Request, ask func() (A, error)) (A, error) {
	return retry.Do(r.Request.Context(), retry.Waits{}, ask, func(err error) bool { return errors.Is(err, ErrLostRace) || errors.Is(err, store.ErrConflict) })
}

// Add is change for what only adds rows, and holds none: where the database allows
// it, without a transaction. What they belong to may be removed just then, and the
// question is asked again.
func Add[A any](r *Request, question facts.Question, do DecidedEffect[A]) (A, error) {
	answer, err := Ask(r, r.Single(&question, r.API.Store.InsertOptimistic, r.API.Store.Write), question, do, true)
	if errors.Is(err, store.ErrConflict) {
		return ChangeAsking(r, question, do)
	}
	return answer, err
}

// Ask asks a question and, if permitted, does what follows from it within the
// transaction that the facts were read in. It spends a use of the token first where
// one is due.
func Ask[A any](r *Request, transaction Transaction, question facts.Question, do DecidedEffect[A], changes bool) (A, error) {
	return askWithFollowup(r, transaction, question, nil, do, changes)
}

func askWithFollowup[A any](r *Request, transaction Transaction, question facts.Question, followup Followup, do DecidedEffect[A], changes bool) (A, error) {
	var answer, none A
	err := r.ask(transaction, question, effect{followup, func(tx *store.Tx, q *Evaluation) (err error) {
		answer, err = do(tx, q)
		return err
	}}, changes)
	if err != nil {
		return none, err
	}
	return answer, nil
}

// AskOnce is Ask without a second attempt: it returns the evaluation also where it was
// refused.
func AskOnce[A any](r *Request, transaction Transaction, question facts.Question, do DecidedEffect[A], changes bool) (A, *Evaluation, error) {
	var answer, none A
	q, err := r.askOnce(transaction, question, effect{run: func(tx *store.Tx, q *Evaluation) (err error) {
		answer, err = do(tx, q)
		return err
	}}, changes)
	if err != nil {
		return none, q, err
	}
	return answer, q, nil
}
