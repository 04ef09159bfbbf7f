// Package tracing hands the spans of a server to a collector, by OTLP over HTTP. Requests
// never wait for it: what the collector does not take in time is dropped and counted.
package tracing

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Options say where spans go.
type Options struct {
	Endpoint string            // of the collector, such as http://127.0.0.1:4318
	Headers  map[string]string // sent with each batch; their values may be secrets
	Ratio    float64           // the share of traces begun here that are recorded, 0 to 1
	Version  string            // of the server
	// Failed is told why a batch was not taken.
	Failed func(error)
}

// Tracing is the way of spans to the collector.
type Tracing struct {
	queue    *queue
	provider *sdk.TracerProvider
}

// New makes a Tracing; Run hands on what is traced. A caller may say that its trace
// is not recorded (the flag sampled of traceparent).
// OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say more about the server.
func New(ctx context.Context, options Options) (*Tracing, error) {
	about, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", "warder"), attribute.String("service.version", options.Version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	exporter, err := otlptrace.New(ctx, newCollector(options.Endpoint, options.Headers))
	if err != nil {
		return nil, fmt.Errorf("otlp-endpoint: %w", err)
	}
	queue := newQueue(exporter, options.Failed)
	return &Tracing{queue: queue, provider: sdk.NewTracerProvider(
		sdk.WithResource(about), sdk.WithSpanProcessor(queue), sdk.WithSampler(sampler(options.Ratio)),
	)}, nil
}

// sampler records a share of all traces. A caller may leave a trace out, and cannot have more
// recorded than that: the flag of traceparent comes with any request.
func sampler(ratio float64) sdk.Sampler {
	share := sdk.TraceIDRatioBased(ratio)
	return sdk.ParentBased(share, sdk.WithRemoteParentSampled(share))
}

// Tracer makes the spans of the server.
func (t *Tracing) Tracer() trace.Tracer { return t.provider.Tracer("warder") }

// Run hands spans on until ctx ends, and then what is left, for a moment.
func (t *Tracing) Run(ctx context.Context) { t.queue.run(ctx) }

// Counts are what became of spans: the collector took them, the queue was full, or the
// collector did not take them.
func (t *Tracing) Counts() (exported, queueFull, failed int64) {
	return t.queue.exported.Load(), t.queue.full.Load(), t.queue.failed.Load()
}
