// Package traces turns the parts of a request into OpenTelemetry spans. Attributes are chosen
// one by one: names of routes, actions and tables, codes and counts, but never content from
// clients or the database.
package traces

import (
	"context"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Trail is the current position of a request in its trace: the step that contains the next
// span. A request's statements may run in the goroutine of another request that shares its
// commit.
type Trail struct {
	tracer trace.Tracer

	mu     sync.Mutex
	parent context.Context //nolint:containedctx // of the innermost step; replaces the request's own context
}

type trailKey struct{}

// Begin starts the trail of a request whose span is in ctx.
func Begin(ctx context.Context, tracer trace.Tracer) context.Context {
	trail := &Trail{tracer: tracer, parent: ctx}
	return context.WithValue(ctx, trailKey{}, trail)
}

// Of is the trail of a context's request; nil if there is none.
func Of(ctx context.Context) *Trail {
	trail, _ := ctx.Value(trailKey{}).(*Trail)
	return trail
}

// Step starts a span in the innermost step. Spans that start before it ends are its children.
// A nil Trail gives a Step that does nothing.
func (t *Trail) Step(name string, options ...trace.SpanStartOption) *Step {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.parent
	ctx, span := t.tracer.Start(before, name, options...)
	t.parent = ctx
	return &Step{trail: t, before: before, span: span}
}

// Leaf starts a span without children in the innermost step.
func (t *Trail) Leaf(name string, options ...trace.SpanStartOption) *Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, span := t.tracer.Start(t.parent, name, options...)
	return &Step{span: span}
}

// Step is a started span. A nil Step does nothing.
type Step struct {
	trail  *Trail          // nil for a leaf
	before context.Context //nolint:containedctx // the trail's, until the step ends
	span   trace.Span
}

// Note adds attributes to the span.
func (s *Step) Note(attributes ...attribute.KeyValue) {
	if s != nil {
		s.span.SetAttributes(attributes...)
	}
}

// End ends the span. It records only the presence of an error: the error's text may contain
// input from a client.
func (s *Step) End(err error) {
	if s == nil {
		return
	}
	if err != nil {
		s.span.SetStatus(codes.Error, "")
	}
	s.span.End()
	if s.trail != nil {
		s.trail.mu.Lock()
		defer s.trail.mu.Unlock()
		s.trail.parent = s.before
	}
}

// ID is the trace id of a context if the trace is recorded, or else "".
func ID(ctx context.Context) string {
	if span := trace.SpanContextFromContext(ctx); span.IsSampled() {
		return span.TraceID().String()
	}
	return ""
}
