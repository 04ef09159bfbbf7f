package pep

import (
	"warder/engine/facts"
	"warder/handlers/audit"
	"warder/models/store"
)

// steps are the traced parts of a request. Without a tracer they are called directly.
type steps struct {
	collect func(r *Request, tx *store.Tx, question facts.Question) (*facts.State, error)
	within  func(r *Request, tx *store.Tx, entries []audit.Entry) (committed func(), err error)
	queue   func(r *Request, entry audit.Entry) error
}

func plainSteps() steps {
	return steps{
		collect: func(r *Request, tx *store.Tx, question facts.Question) (*facts.State, error) {
			return facts.Collect(tx, r.Now, r.Caller, question)
		},
		within: func(r *Request, tx *store.Tx, entries []audit.Entry) (func(), error) {
			return r.API.Audit.Within(tx, entries)
		},
		queue: func(r *Request, entry audit.Entry) error {
			return r.API.Audit.Queue(r.Request.Context(), entry)
		},
	}
}

// watched wraps each step in a span.
func (plain steps) watched() steps {
	return steps{
		collect: func(r *Request, tx *store.Tx, question facts.Question) (*facts.State, error) {
			step := r.step("facts")
			state, err := plain.collect(r, tx, question)
			step.End(err)
			return state, err
		},
		within: func(r *Request, tx *store.Tx, entries []audit.Entry) (func(), error) {
			step := r.step("audit")
			committed, err := plain.within(r, tx, entries)
			step.End(err)
			return committed, err
		},
		queue: func(r *Request, entry audit.Entry) error {
			step := r.step("audit")
			err := plain.queue(r, entry)
			step.End(err)
			return err
		},
	}
}
