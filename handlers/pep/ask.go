package pep

import (
	"errors"

	"warder/engine/facts"
	"warder/models/retry"
	"warder/models/store"
)

// A handler asks the policy through one of these functions:
//
//	Read          reads and answers
//	ReadMembers   a list: one decision for each member
//	Change        writes; the decision is recorded in the same transaction
//	ChangeAsking  Change whose effect needs the decision or follow-up decisions
//	ChangeIf      Change with a follow-up decision before the write
//	Add           inserts rows and locks none
//	Retry         wraps an idempotent Change that may race with another of its kind
//	RetryLost     wraps a question whose facts another request may change meanwhile
//
// Ask and AskOnce are their building blocks.

// Effect is a handler's work once the request is permitted. It runs in the transaction that
// read the facts, and returns the response.
type Effect[A any] func(tx *store.Tx, state *facts.State) (A, error)

// DecidedEffect is an effect that needs the decision or follow-up decisions.
type DecidedEffect[A any] func(tx *store.Tx, q *Evaluation) (A, error)

// Followup makes the follow-up decisions of a change, such as the one for a second place, and
// fails unless they permit. It runs before the change and writes nothing.
type Followup func(tx *store.Tx, q *Evaluation) error

// decided converts the effect to one that takes the evaluation.
func (do Effect[A]) decided(tx *store.Tx, q *Evaluation) (A, error) { return do(tx, q.State) }

// Noop is the effect of a handler that only needs the decision.
func Noop(*store.Tx, *facts.State) (struct{}, error) { return struct{}{}, nil }

// Read asks and, if permitted, acts within one snapshot.
func Read[A any](r *Request, question facts.Question, do Effect[A]) (A, error) {
	return Ask(r, r.Snapshot(&question), question, do.decided, false)
}

// ReadIf is Read for effects that need the decision and follow-up decisions.
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

// attempts limits the retries of an idempotent change. Each failed attempt means that a
// competing change succeeded.
const attempts = 8

// Retry repeats an idempotent change that lost a race: the row that it wanted to create now
// exists, and the next attempt finds it. Each attempt is decided again.
func Retry[A any](r *Request, change func() (A, error)) (A, error) {
	return retry.Do(r.Request.Context(), retry.Waits{Tries: attempts}, change, func(err error) bool { return errors.Is(err, store.ErrDuplicate) })
}

// RetryLost repeats a request that lost a race between its decision and its write
// (ErrLostRace, store.ErrConflict). Each attempt is decided again, with the competing change
// visible to the policy.
func RetryLost[A any](r *Request, ask func() (A, error)) (A, error) {
	return retry.Do(r.Request.Context(), retry.Waits{}, ask, func(err error) bool { return errors.Is(err, ErrLostRace) || errors.Is(err, store.ErrConflict) })
}

// Add is Change for inserts, which lock no rows: it runs without a transaction where the
// database allows that. If the parent row is deleted meanwhile, the question is asked again.
func Add[A any](r *Request, question facts.Question, do DecidedEffect[A]) (A, error) {
	answer, err := Ask(r, r.Single(&question, r.API.Store.InsertOptimistic, r.API.Store.Write), question, do, true)
	if errors.Is(err, store.ErrConflict) {
		return ChangeAsking(r, question, do)
	}
	return answer, err
}

// Ask asks a question and, if permitted, runs the effect in the transaction that read the
// facts. It first spends a use of the token if the token has a limit.
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

// AskOnce is Ask without a second attempt. It returns the evaluation of a refused request too.
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
