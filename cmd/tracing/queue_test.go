package tracing

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// exporter takes batches as a test says.
type exporter struct {
	export func(ctx context.Context, spans int) error
}

func (e exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	return e.export(ctx, len(spans))
}

func (exporter) Shutdown(context.Context) error { return nil }

// emit ends so many spans.
func emit(q *queue, spans int) {
	tracer := sdk.NewTracerProvider(sdk.WithSpanProcessor(q)).Tracer("")
	for range spans {
		_, span := tracer.Start(context.Background(), "span")
		span.End()
	}
}

func Test_a_queue_that_is_full_drops_and_counts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(exporter{func(ctx context.Context, _ int) error { <-ctx.Done(); return ctx.Err() }}, func(error) {})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); q.run(ctx) }()
		began := time.Now()
		emit(q, batchMost) // one batch hangs in the exporter
		synctest.Wait()
		emit(q, queueMost+100)
		if took := time.Since(began); took > 0 || q.full.Load() != 100 {
			t.Errorf("it took %s, and %d spans were dropped, want 100", took, q.full.Load())
		}
		time.Sleep(exportTime)
		synctest.Wait()
		if q.failed.Load() != batchMost {
			t.Errorf("%d spans failed, want %d", q.failed.Load(), batchMost)
		}
		stopped := time.Now()
		stop()
		<-ended
		if took := time.Since(stopped); took > lastTime {
			t.Errorf("it took %s to stop", took)
		}
		if q.failed.Load() != batchMost+queueMost {
			t.Errorf("%d spans failed, want all that waited", q.failed.Load())
		}
	})
}

func Test_batches_go_out_within_a_second_and_at_the_end(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var batches []int
		q := newQueue(exporter{func(_ context.Context, spans int) error {
			batches = append(batches, spans)
			return nil
		}}, func(error) {})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); q.run(ctx) }()
		emit(q, 3)
		time.Sleep(batchEvery + time.Millisecond)
		synctest.Wait()
		emit(q, batchMost+1)
		stop()
		<-ended
		if len(batches) < 3 || batches[0] != 3 || slices.Max(batches) > batchMost || q.exported.Load() != 3+batchMost+1 {
			t.Errorf("the batches are %v, and %d spans were exported", batches, q.exported.Load())
		}
	})
}

func TestParseHeaders(t *testing.T) {
	headers, err := ParseHeaders("authorization=Basic%20abc=, x-tenant=a,")
	if err != nil || len(headers) != 2 || headers["authorization"] != "Basic abc=" || headers["x-tenant"] != "a" {
		t.Errorf("got %v, %v", headers, err)
	}
	for _, wrong := range []string{"authorization", "=secret", "a=%zz", "a=b%0d%0ac"} {
		if _, err := ParseHeaders(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}
