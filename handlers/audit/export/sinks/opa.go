package sinks

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"warder/handlers/audit/export"
	"warder/handlers/deliver"
)

// mostUpload is the size limit of an upload in bytes before compression. A larger record is
// sent alone.
const mostUpload = 1 << 20

// opa sends the format of OPA's decision log plugin: a gzipped JSON array of decision events
// (https://www.openpolicyagent.org/docs/management-decision-logs).
type opa struct {
	url       string
	tokenFile string
	http      *http.Client
}

func checkOPA(t *Target) error {
	if t.url.Host == "" {
		return errors.New("want opa+https://HOST/PATH, the whole address of the log API")
	}
	return nil
}

func openOPA(_ context.Context, t *Target) (export.Sink, error) {
	o := &opa{
		url:       (&url.URL{Scheme: strings.TrimPrefix(t.url.Scheme, "opa+"), User: t.url.User, Host: t.url.Host, Path: t.url.Path}).String(),
		tokenFile: t.option("token-file"),
		http: &http.Client{
			Timeout: 20 * time.Second, CheckRedirect: deliver.NoRedirect,
		},
	}
	_, err := o.token()
	return o, err
}

// token is read for each batch, so that it can be rotated.
func (o *opa) token() (string, error) {
	if o.tokenFile == "" {
		return "", nil
	}
	text, err := os.ReadFile(o.tokenFile)
	if err != nil {
		return "", fmt.Errorf("token-file: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// Write implements export.Sink.
func (o *opa) Write(ctx context.Context, batch export.Batch) error {
	token, err := o.token()
	if err != nil {
		return err
	}
	for rest := batch.Records; len(rest) > 0; {
		count, bytes := 1, len(rest[0].Record)
		for count < len(rest) && bytes+len(rest[count].Record) <= mostUpload {
			bytes += len(rest[count].Record)
			count++
		}
		if err := o.upload(ctx, token, rest[:count]); err != nil {
			return err
		}
		rest = rest[count:]
	}
	return nil
}

func (o *opa) upload(ctx context.Context, token string, records []export.ExportedRecord) error {
	var body bytes.Buffer
	compressed := gzip.NewWriter(&body)
	for i := range records {
		separator := ","
		if i == 0 {
			separator = "["
		}
		if _, err := io.WriteString(compressed, separator+records[i].Record); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(compressed, "]"); err != nil {
		return err
	}
	if err := compressed.Close(); err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url, &body)
	if err != nil {
		return errors.New("the address cannot be used")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Content-Encoding", "gzip")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	status, err := deliver.Send(o.http, request)
	if err == nil && status/100 != 2 {
		err = fmt.Errorf("the log API answers %d %s", status, http.StatusText(status))
	}
	return err
}

// Close implements export.Sink.
func (o *opa) Close() error {
	o.http.CloseIdleConnections()
	return nil
}
