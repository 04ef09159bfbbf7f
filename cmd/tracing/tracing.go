// Package tracing exports a server's spans to a collector by OTLP over HTTP. Requests never
// wait for it: spans that the collector does not accept in time are dropped and counted.
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

// Options are the options of the export.
type Options struct {
	Endpoint string            // of the collector, such as http://127.0.0.1:4318
	Headers  map[string]string // sent with each batch; values may be secrets
	Ratio    float64           // the share of recorded traces among those that start here, 0 to 1
	Version  string            // of the server
	// Failed receives the error of each batch that was not accepted.
	Failed func(error)
}

// Tracing makes spans and exports them.
type Tracing struct {
	queue    *queue
	provider *sdk.TracerProvider
}

// New makes a Tracing; Run exports its spans. A caller may request that its trace is not
// recorded (the flag sampled of traceparent). OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
// add attributes of the server.
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

// sampler records a share of all traces. A caller may exclude a trace, but not request more
// recording: any request may carry traceparent's flag.
func sampler(ratio float64) sdk.Sampler {
	share := sdk.TraceIDRatioBased(ratio)
	return sdk.ParentBased(share, sdk.WithRemoteParentSampled(share))
}

// Tracer makes the spans of the server.
func (t *Tracing) Tracer() trace.Tracer { return t.provider.Tracer("warder") }

// Run exports spans until ctx ends, and then flushes the rest for a limited time.
func (t *Tracing) Run(ctx context.Context) { t.queue.run(ctx) }

// Counts are the numbers of spans that were exported, dropped because of a full queue, and not
// accepted by the collector.
func (t *Tracing) Counts() (exported, queueFull, failed int64) {
	return t.queue.exported.Load(), t.queue.full.Load(), t.queue.failed.Load()
}
