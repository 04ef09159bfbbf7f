package observe

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// receiver is a collector that keeps all it is sent.
type receiver struct {
	*httptest.Server

	mu      sync.Mutex
	raw     bytes.Buffer
	spans   []*tracepb.Span
	headers []http.Header
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		var data tracepb.TracesData
		if err == nil {
			err = proto.Unmarshal(body, &data)
		}
		if err != nil || request.URL.Path != "/v1/traces" || request.Header.Get("Content-Type") != "application/x-protobuf" {
			t.Errorf("%s %s: %v", request.Method, request.URL, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.raw.Write(body)
		r.headers = append(r.headers, request.Header)
		for _, of := range data.GetResourceSpans() {
			for _, scope := range of.GetScopeSpans() {
				r.spans = append(r.spans, scope.GetSpans()...)
			}
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// all is what was received so far: every byte, and the spans.
func (r *receiver) all() (string, []*tracepb.Span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.raw.String(), append([]*tracepb.Span(nil), r.spans...)
}

// of are the spans of a trace, by name.
func (r *receiver) of(traceID string) map[string][]*tracepb.Span {
	_, spans := r.all()
	found := map[string][]*tracepb.Span{}
	for _, span := range spans {
		if hex.EncodeToString(span.GetTraceId()) == traceID {
			found[span.GetName()] = append(found[span.GetName()], span)
		}
	}
	return found
}

// attribute is that of a span as text; empty for none.
func attribute(span *tracepb.Span, key string) string {
	for _, pair := range span.GetAttributes() {
		if pair.GetKey() == key {
			return pair.GetValue().GetStringValue()
		}
	}
	return ""
}
