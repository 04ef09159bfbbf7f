package pep

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/traces"
)

// Watch receives spans and log lines of requests, beside the metrics. An empty Watch wraps
// nothing and costs nothing.
type Watch struct {
	Tracer trace.Tracer // nil for no spans
	Lines  *slog.Logger // one line per request; nil for none
}

func (w Watch) on() bool { return w.Tracer != nil || w.Lines != nil }

// seen collects the details of a request for its log line and its span.
type seen struct {
	known     bool
	subject   input.Subject
	requestID string
}

type seenKey struct{}

// watched adds tracing and logging to a row's handler and its steps.
func (a *API) watched(serve func(Route) gin.HandlerFunc) func(Route) gin.HandlerFunc {
	if a.Watch.Tracer == nil {
		a.Watch.Tracer = noop.NewTracerProvider().Tracer("")
	}
	a.Engine, a.steps = watchedPolicy{a.Engine}, a.steps.watched()
	return func(row Route) gin.HandlerFunc {
		next := serve(row)
		return func(ctx *gin.Context) {
			if _, isDryRun := ctx.Request.Context().Value(dryRunKey{}).(*dryRun); isDryRun {
				next(ctx) // logged as part of the request that contains it
				return
			}
			started := time.Now()
			watching, span := a.begin(ctx.Request, row)
			about := &seen{}
			ctx.Request = ctx.Request.WithContext(context.WithValue(watching, seenKey{}, about))
			next(ctx)
			about.requestID = cmp.Or(about.requestID, ctx.Writer.Header().Get("X-Request-Id"))
			if ctx.Writer.Status() == http.StatusUnauthorized {
				about.subject = input.Subject{} // an unverified claim
			}
			a.Watch.end(span, ctx, about)
			a.Watch.line(ctx, row, about, time.Since(started))
		}
	}
}

// begin starts the span of a request in the trace of its traceparent, if present (W3C Trace
// Context). Other trace headers are ignored, because clients may send anything in them.
func (a *API) begin(r *http.Request, row Route) (context.Context, trace.Span) {
	carrier := propagation.MapCarrier{"traceparent": r.Header.Get("Traceparent")}
	parent := propagation.TraceContext{}.Extract(r.Context(), carrier)
	route := cmp.Or(row.Path, "none")
	ctx, span := a.Watch.Tracer.Start(parent, methodOf(r)+" "+route, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("http.request.method", methodOf(r)), attribute.String("http.route", route),
	))
	return traces.Begin(ctx, a.Watch.Tracer), span
}

// methodOf is the method if it is a standard HTTP method.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "_OTHER"
}

func (w Watch) end(span trace.Span, ctx *gin.Context, about *seen) {
	status := ctx.Writer.Status()
	span.SetAttributes(
		attribute.Int("http.response.status_code", status), attribute.String("warder.subject.type", about.subject.Type),
		attribute.String("warder.decision.id", ctx.Writer.Header().Get("X-Decision-Id")),
	)
	if status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

// line logs an answered request, without path and query: both contain names chosen by clients.
func (w Watch) line(ctx *gin.Context, row Route, about *seen, took time.Duration) {
	if w.Lines == nil {
		return
	}
	w.Lines.LogAttrs(context.WithoutCancel(ctx.Request.Context()), slog.LevelInfo, "request",
		slog.String("method", methodOf(ctx.Request)), slog.String("route", cmp.Or(row.Path, "none")), slog.Int("status", ctx.Writer.Status()),
		slog.Float64("seconds", took.Seconds()), slog.Int("bytes", max(ctx.Writer.Size(), 0)),
		slog.String("subject_type", about.subject.Type), slog.String("subject_id", about.subject.ID),
		slog.String("request_id", about.requestID), slog.String("decision_id", ctx.Writer.Header().Get("X-Decision-Id")),
		slog.String("trace_id", traces.ID(ctx.Request.Context())))
}

// step starts a span of the request.
func (r *Request) step(name string) *traces.Step { return traces.Of(r.Request.Context()).Step(name) }

// watchedPolicy adds spans to the decisions of a policy.
type watchedPolicy struct{ DecisionPoint }

// Decide implements engine.Decider.
func (p watchedPolicy) Decide(ctx context.Context, request *input.Request) engine.Decision {
	step := p.asked(ctx, request)
	decision := p.DecisionPoint.Decide(ctx, request)
	decided(step, &decision, 1)
	return decision
}

// DecideEach implements engine.Decider.
func (p watchedPolicy) DecideEach(ctx context.Context, shared *input.Request, members []input.Member) []engine.Decision {
	step := p.asked(ctx, shared)
	decisions := p.DecisionPoint.DecideEach(ctx, shared, members)
	if len(decisions) > 0 {
		decided(step, &decisions[0], len(decisions))
	} else {
		step.End(nil)
	}
	return decisions
}

// asked starts the span of a decision. The first decision of a request is about its own
// caller. AuthZEN callers send arbitrary actions and types; a span has only those that the
// policy knows.
func (p watchedPolicy) asked(ctx context.Context, request *input.Request) *traces.Step {
	if about, watching := ctx.Value(seenKey{}).(*seen); watching && !about.known {
		*about = seen{true, request.Subject, request.Context.RequestID}
	}
	step := traces.Of(ctx).Step("decision")
	if step != nil && p.Handles(request.Resource.Type, request.Action.Name) {
		step.Note(attribute.String("warder.action", request.Action.Name), attribute.String("warder.resource.type", request.Resource.Type))
	}
	return step
}

func decided(step *traces.Step, decision *engine.Decision, count int) {
	code := ""
	if len(decision.Reasons) > 0 && !decision.Permitted {
		code = decision.Reasons[0].Code
	}
	step.Note(
		attribute.Bool("warder.permitted", decision.Permitted), attribute.String("warder.reason.code", code), attribute.Int("warder.decisions", count),
		attribute.String("warder.policy.revision", decision.Policy.Revision), attribute.String("warder.decision.id", decision.ID),
	)
	step.End(nil)
}
