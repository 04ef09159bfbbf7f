package tracing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"warder/handlers/deliver"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector sends batches by OTLP/HTTP. OpenTelemetry's own client of that protocol links all
// of gRPC, which is larger than the rest of this program.
type collector struct {
	url     string
	headers map[string]string
	http    *http.Client
}

var _ otlptrace.Client = (*collector)(nil)

func newCollector(endpoint string, headers map[string]string) *collector {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, IdleConnTimeout: time.Minute}
	return &collector{
		url: strings.TrimSuffix(endpoint, "/") + "/v1/traces", headers: headers,
		http: &http.Client{Transport: transport, CheckRedirect: deliver.NoRedirect},
	}
}

// Start implements otlptrace.Client; the first batch opens the connection.
func (c *collector) Start(context.Context) error { return nil }

// Stop implements otlptrace.Client.
func (c *collector) Stop(context.Context) error {
	c.http.CloseIdleConnections()
	return nil
}

// UploadTraces sends a batch. TracesData has the same wire format as the protocol's request
// (ExportTraceServiceRequest). No error repeats the address, which may contain a password, or
// the collector's response.
func (c *collector) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	body, err := proto.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("otlp-endpoint is no address")
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	for name, value := range c.headers {
		request.Header.Set(name, value)
	}
	status, err := deliver.Send(c.http, request)
	if err == nil && status/100 != 2 {
		err = fmt.Errorf("the collector answered %d", status)
	}
	return err
}

// ParseHeaders parses the format of OTEL_EXPORTER_OTLP_HEADERS: comma-separated name=value
// pairs, percent-encoded. No error repeats a value.
func ParseHeaders(text string) (map[string]string, error) {
	headers := map[string]string{}
	for i, pair := range strings.Split(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		decoded, err := url.PathUnescape(strings.TrimSpace(value))
		if name = strings.TrimSpace(name); !found || name == "" || err != nil || strings.ContainsAny(name+decoded, "\r\n\x00") {
			return nil, fmt.Errorf("the %d. of its pairs is not name=value", i+1)
		}
		headers[name] = decoded
	}
	return headers, nil
}
