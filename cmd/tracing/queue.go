package tracing

import (
	"context"
	"sync/atomic"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

const (
	queueMost  = 2048 // waiting spans, about 1 kB each
	batchMost  = 512
	batchEvery = time.Second
	exportTime = 10 * time.Second // per batch
	lastTime   = 2 * time.Second  // for the rest at shutdown
)

// queue is the processor of ended spans. The SDK's batch processor also drops spans when its
// queue is full, but does not count them.
type queue struct {
	spans    chan sdk.ReadOnlySpan
	exporter sdk.SpanExporter
	failure  func(error)

	exported, full, failed atomic.Int64 // spans
}

var _ sdk.SpanProcessor = (*queue)(nil)

func newQueue(exporter sdk.SpanExporter, failure func(error)) *queue {
	return &queue{spans: make(chan sdk.ReadOnlySpan, queueMost), exporter: exporter, failure: failure}
}

// OnStart implements sdk.SpanProcessor.
func (q *queue) OnStart(context.Context, sdk.ReadWriteSpan) {}

// OnEnd queues a span or drops it; it never blocks.
func (q *queue) OnEnd(span sdk.ReadOnlySpan) {
	if !span.SpanContext().IsSampled() {
		return
	}
	select {
	case q.spans <- span:
	default:
		q.full.Add(1)
	}
}

// Shutdown implements sdk.SpanProcessor; run ends with its context.
func (q *queue) Shutdown(context.Context) error { return nil }

// ForceFlush implements sdk.SpanProcessor; run exports within a second.
func (q *queue) ForceFlush(context.Context) error { return nil }

// run exports in batches until ctx ends, and then flushes the rest within lastTime, so that a
// hanging collector does not delay shutdown.
func (q *queue) run(ctx context.Context) {
	exporting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(lastTime, cancel) })()
	for ctx.Err() == nil {
		q.export(exporting, q.gather(ctx))
	}
	for len(q.spans) > 0 {
		q.export(exporting, q.ready(nil))
	}
	_ = q.exporter.Shutdown(exporting) // nothing is left to lose
}

// gather waits for the first span and adds those of the next second.
func (q *queue) gather(ctx context.Context) (batch []sdk.ReadOnlySpan) {
	select {
	case <-ctx.Done():
		return nil
	case first := <-q.spans:
		batch = append(batch, first)
	}
	timer := time.NewTimer(batchEvery)
	defer timer.Stop()
	for len(batch) < batchMost {
		select {
		case <-ctx.Done():
			return batch
		case <-timer.C:
			return batch
		case span := <-q.spans:
			batch = append(batch, span)
		}
	}
	return batch
}

// ready takes the spans that wait now.
func (q *queue) ready(batch []sdk.ReadOnlySpan) []sdk.ReadOnlySpan {
	for len(batch) < batchMost {
		select {
		case span := <-q.spans:
			batch = append(batch, span)
		default:
			return batch
		}
	}
	return batch
}

// export sends a batch once. If the collector is unavailable, the batch is lost; later
// requests are not delayed.
func (q *queue) export(ctx context.Context, batch []sdk.ReadOnlySpan) {
	if len(batch) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, exportTime)
	defer cancel()
	if err := q.exporter.ExportSpans(ctx, batch); err != nil {
		q.failed.Add(int64(len(batch)))
		q.failure(err)
		return
	}
	q.exported.Add(int64(len(batch)))
}
