package engine

import (
	"context"
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// doubt is a decision of a plan. The terms of an input never change.
type doubt struct {
	input  *ast.Term
	answer ast.Value
	err    error
}

var errPanic = errors.New("the evaluator panicked")

func ended(err error) bool {
	return topdown.IsCancel(err) || errors.Is(err, errMemory) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// same reports whether two decisions are one: equal documents, both undefined, or
// both an error.
func (d doubt) same(other doubt) bool {
	if d.err != nil || other.err != nil {
		return (d.err != nil) == (other.err != nil) && errors.Is(d.err, errUndefined) == errors.Is(other.err, errUndefined)
	}
	return d.answer.Compare(other.answer) == 0
}

// String formats the differing answers for the log. A decision contains no secret, because
// no input does.
func (d doubt) String() string {
	const most = 4 << 10
	text := "undefined"
	switch {
	case errors.Is(d.err, errUndefined):
	case d.err != nil:
		text = "error: " + d.err.Error()
	case d.answer != nil:
		text = d.answer.String()
	}
	return text[:min(most, len(text))]
}

func requestID(input *ast.Term) string {
	found, err := input.Value.Find(refRequestID[1:])
	if err != nil {
		return ""
	}
	text, _ := found.(ast.String)
	return string(text)
}
