package outbound

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// Time limits of one exchange (docs/auth-methods.md).
const (
	connectTime  = 3 * time.Second
	exchangeTime = 5 * time.Second
)

// ErrFailed means that a server gave no usable response.
var ErrFailed = errors.New("no good answer")

// Exchange is a request and the limits of its response.
type Exchange struct {
	Method string
	URL    string
	Host   string // sent instead of the URL's host; empty for the URL's
	Header http.Header
	Body   []byte
	CA     string // PEM; replaces the system's authorities; empty for the system's
	Limit  int64  // bytes of the response
	// Operator marks a server that the operator configured: it may have any address.
	Operator bool
}

// Answer is a server's complete response.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Client sends requests that a guard permits. Create it with NewClient.
type Client struct{ guard *Guard }

// NewClient makes a client for a guard.
func NewClient(guard *Guard) *Client { return &Client{guard} }

// Guard is the client's guard.
func (c *Client) Guard() *Guard { return c.guard }

// Do sends one request on a new connection. Connections are not reused, so that requests with
// another organization or certificate authority cannot share one. No error contains the
// request's content.
func (c *Client) Do(ctx context.Context, e Exchange) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, exchangeTime)
	defer cancel()
	request, err := c.request(ctx, &e)
	if err != nil {
		return nil, err
	}
	transport, err := c.transport(request.URL.Scheme, &e)
	if err != nil {
		return nil, err
	}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request) // follows no redirects, unlike an http.Client
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrFailed, request.URL.Hostname(), cause(err))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, e.Limit+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrFailed, request.URL.Hostname(), cause(err))
	}
	if int64(len(body)) > e.Limit {
		return nil, fmt.Errorf("%w: %s: the answer is longer than %d bytes", ErrFailed, request.URL.Hostname(), e.Limit)
	}
	return &Answer{response.StatusCode, response.Header, body}, nil
}

func (c *Client) request(ctx context.Context, e *Exchange) (*http.Request, error) {
	if !e.Operator {
		if _, err := c.guard.Check(e.URL); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, e.Method, e.URL, bytes.NewReader(e.Body))
	if err != nil {
		return nil, fmt.Errorf("%w: the request cannot be made", ErrFailed)
	}
	if e.Header != nil {
		request.Header = e.Header.Clone()
	}
	if e.Host != "" {
		request.Host = e.Host
	}
	if len(e.Body) == 0 {
		request.Body, request.ContentLength = http.NoBody, 0
	}
	request.Close = true
	return request, nil
}

// transport uses no proxy, which would connect outside of the guard, and no decompression, so
// that the response's limit applies to the bytes on the wire.
func (c *Client) transport(scheme string, e *Exchange) (*http.Transport, error) {
	accepts := c.guard.Reachable
	switch {
	case e.Operator:
		accepts = func(netip.Addr) bool { return true }
	case scheme == "http":
		accepts = c.guard.Named
	}
	judge := control(accepts)
	dialer := &net.Dialer{Timeout: connectTime, Control: func(_, address string, _ syscall.RawConn) error { return judge(address) }}
	roots, err := pool(e.CA)
	if err != nil {
		return nil, err
	}
	return &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: connectTime, DisableKeepAlives: true, DisableCompression: true,
		MaxResponseHeaderBytes: 64 << 10, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
	}, nil
}
