// Package sinks implements the targets of a copy of the decision log: files, OPA's HTTP log
// API, NATS JetStream, Kafka, and S3-compatible storage.
package sinks

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"warder/handlers/audit/export"
)

// Target is the parsed URL of a sink.
type Target struct {
	url    *url.URL
	kind   *kind
	wanted url.Values
}

// kind is a kind of sink, selected by URL scheme.
type kind struct {
	limits  export.Limits
	options []string // permitted query parameters
	check   func(*Target) error
	open    func(context.Context, *Target) (export.Sink, error)
}

// usual are the limits of sinks that store single records.
var usual = export.Limits{Records: 500, Bytes: 4 << 20}

// kinds are all kinds of sinks by scheme.
func kinds() map[string]*kind {
	kafka := &kind{usual, []string{"sasl", "tls"}, checkKafka, openKafka}
	natsKind := &kind{usual, []string{"creds-file"}, checkNATS, openNATS}
	opa := &kind{usual, []string{"token-file"}, checkOPA, openOPA}
	return map[string]*kind{
		"file": {usual, []string{"max-size", "keep"}, checkFile, openFile},
		"nats": natsKind, "nats+tls": natsKind,
		"kafka":     kafka,
		"opa+https": opa, "opa+http": opa,
		"s3": {export.Limits{Records: 10_000, Bytes: 32 << 20, Wait: time.Minute}, []string{"endpoint", "region", "wait"}, checkS3, openS3},
	}
}

// Parse parses the URL of a sink. Its errors do not repeat a password.
func Parse(text string) (*Target, error) {
	parsed, err := url.Parse(text)
	if err != nil || strings.Contains(parsed.Path, "@") || parsed.Fragment != "" || parsed.Opaque != "" {
		// The library's error repeats the URL, which may contain a part of the password.
		return nil, errors.New("want a URL; write /, @, ? and # in a password as %2F, %40, %3F and %23")
	}
	t := &Target{url: parsed, kind: kinds()[parsed.Scheme]}
	if t.kind == nil {
		return nil, fmt.Errorf("want a URL that begins with one of %s", strings.Join(slices.Sorted(maps.Keys(kinds())), "://, ")+"://")
	}
	if t.wanted, err = url.ParseQuery(parsed.RawQuery); err != nil {
		return nil, fmt.Errorf("%s: what follows the question mark cannot be read", t.Name())
	}
	for name, values := range t.wanted {
		if !slices.Contains(t.kind.options, name) || len(values) != 1 {
			return nil, fmt.Errorf("%s: %q is unknown, or given twice; there are %s", t.Name(), name, strings.Join(t.kind.options, ", "))
		}
	}
	if err := t.kind.check(t); err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name(), err)
	}
	return t, nil
}

// Name is the URL without user, password and options, except for a storage endpoint. It
// identifies the copy in the database, metrics and the log.
func (t *Target) Name() string {
	name := (&url.URL{Scheme: t.url.Scheme, Host: t.url.Host, Path: t.url.Path}).String()
	if parsed, err := url.Parse(t.option("endpoint")); err == nil && parsed.Host != "" {
		name += "?endpoint=" + parsed.Scheme + "://" + parsed.Host
	}
	return name
}

// File is the path of a file target, and empty for others.
func (t *Target) File() string {
	if !t.Local() {
		return ""
	}
	return t.url.Path
}

// Local reports whether the sink is on this machine.
func (t *Target) Local() bool { return t.url.Scheme == "file" }

// InClear reports whether a credential leaves this machine without TLS.
func (t *Target) InClear() bool {
	credential, plain := t.url.User != nil, false
	switch t.url.Scheme {
	case "nats":
		plain = true
	case "kafka":
		plain = t.option("tls") != "true"
	case "opa+http":
		plain, credential = true, credential || t.option("token-file") != ""
	}
	host := t.url.Hostname()
	return credential && plain && host != "localhost" && !strings.HasPrefix(host, "127.") && host != "::1"
}

// Limits are the sink's preferred batch sizes.
func (t *Target) Limits() export.Limits {
	limits := t.kind.limits
	if wait, err := time.ParseDuration(t.option("wait")); err == nil {
		limits.Wait = wait
	}
	return limits
}

// Open prepares the sink. It need not be reachable yet.
func (t *Target) Open(ctx context.Context) (export.Sink, error) {
	sink, err := t.kind.open(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name(), err)
	}
	return sink, nil
}

func (t *Target) option(name string) string { return t.wanted.Get(name) }

// path is the path without leading and trailing slashes.
func (t *Target) path() string { return strings.Trim(t.url.Path, "/") }
