package pep

import "warder/engine/facts"

// The forms of Read and its kin without a type of the answer. They go with the last row
// that has a function without types.

// Read is the function Read for an untyped answer.
func (r *Request) Read(question facts.Question, do Effect[any]) (any, error) {
	return Read(r, question, do)
}

// Change is the function Change for an untyped answer.
func (r *Request) Change(question facts.Question, do Effect[any]) (any, error) {
	return Change(r, question, do)
}

// ChangeAsking is the function ChangeAsking for an untyped answer.
func (r *Request) ChangeAsking(question facts.Question, do DecidedEffect[any]) (any, error) {
	return ChangeAsking(r, question, do)
}

// Add is the function Add for an untyped answer.
func (r *Request) Add(question facts.Question, do DecidedEffect[any]) (any, error) {
	return Add(r, question, do)
}

// Ask is the function Ask for an untyped answer.
func (r *Request) Ask(transaction Transaction, question facts.Question, do DecidedEffect[any], changes bool) (any, error) {
	return Ask(r, transaction, question, do, changes)
}

// AskOnce is the function AskOnce for an untyped answer.
func (r *Request) AskOnce(transaction Transaction, question facts.Question, do DecidedEffect[any], changes bool) (any, *Evaluation, error) {
	return AskOnce(r, transaction, question, do, changes)
}
