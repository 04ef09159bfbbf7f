// Package traces turns the parts of a request into spans of OpenTelemetry. What a span
// says is chosen here, attribute by attribute: names of routes, actions and tables, codes
// and counts, and never what a client sent or what the database holds.
package traces

import (
	"context"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Trail is where a request is on its way: the step that the next span lies in. Statements
// of a request may run in the goroutine of another one, with which it shares a commit.
type Trail struct {
	tracer trace.Tracer

	mu     sync.Mutex
	parent context.Context //nolint:containedctx // of the innermost step; it takes the place of the request's own
}

type trailKey struct{}

// Begin starts the trail of a request whose span is in ctx.
func Begin(ctx context.Context, tracer trace.Tracer) context.Context {
	trail := &Trail{tracer: tracer, parent: ctx}
	return context.WithValue(ctx, trailKey{}, trail)
}

// Of is the trail of the request that a context is of; nil for none.
func Of(ctx context.Context) *Trail {
	trail, _ := ctx.Value(trailKey{}).(*Trail)
	return trail
}

// Step begins a span in the innermost step; what begins until its end lies in it. A nil
// Trail gives a Step that does nothing.
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

// Leaf begins a span in the innermost step, in which nothing lies.
func (t *Trail) Leaf(name string, options ...trace.SpanStartOption) *Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, span := t.tracer.Start(t.parent, name, options...)
	return &Step{span: span}
}

// Step is a span that has begun. A nil Step does nothing.
type Step struct {
	trail  *Trail          // nil for a leaf
	before context.Context //nolint:containedctx // the trail's, until the step ends
	span   trace.Span
}

// Note adds what the step found out.
func (s *Step) Note(attributes ...attribute.KeyValue) {
	if s != nil {
		s.span.SetAttributes(attributes...)
	}
}

// End ends the span. Of an error it says only that there was one: its text may hold what a
// client sent.
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

// ID is the id of the trace that a context is of, if that is recorded, and else empty.
func ID(ctx context.Context) string {
	if span := trace.SpanContextFromContext(ctx); span.IsSampled() {
		return span.TraceID().String()
	}
	return ""
}
