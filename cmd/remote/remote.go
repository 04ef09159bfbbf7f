// Package remote asks a server, Warder or Infisical, over its REST API: what
// every command needs that is a client of one.
package remote

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"warder/handlers/deliver"
)

// Server is one that runs somewhere, as the owner of the token sees it.
type Server struct {
	URL   string
	Token string // none when empty
	HTTP  *http.Client
	Limit int // bytes of an answer; 256 MiB when zero
}

// DefaultTimeout bounds one question; a replay of many records takes a while.
const DefaultTimeout = 5 * time.Minute

// answerLimit is more than any answer has, in bytes.
const answerLimit = 256 << 20

// HTTPClient bounds a question to timeout. It follows no redirect: that would
// take a token, or a change, to an address that was not configured.
func HTTPClient(timeout time.Duration) *http.Client {
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: deliver.NoRedirect,
	}
}

// Raw sends body as JSON, or nothing if it is nil, and returns the answer as it
// came. An answer that is no success is a *Refusal; a server that does not
// answer is a *url.Error.
func (s Server) Raw(ctx context.Context, method, path string, body any) ([]byte, error) {
	request, err := s.request(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	client := s.HTTP
	if client == nil {
		client = HTTPClient(DefaultTimeout)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	limit := cmp.Or(s.Limit, answerLimit)
	text, err := io.ReadAll(io.LimitReader(response.Body, int64(limit)+1))
	name := method + " " + request.URL.Path
	switch {
	case err != nil:
		return nil, &url.Error{Op: method, URL: request.URL.Path, Err: err}
	case response.StatusCode != http.StatusOK:
		return nil, refusal(name, response, text)
	case len(text) > limit:
		return nil, fmt.Errorf("%s answered more than %d bytes", name, limit)
	}
	return text, nil
}

// JSON is Raw with the answer read into what answer points to, unless it is nil.
func (s Server) JSON(ctx context.Context, method, path string, body, answer any) error {
	text, err := s.Raw(ctx, method, path, body)
	if err != nil || answer == nil {
		return err
	}
	if err := json.Unmarshal(text, answer); err != nil {
		// What cannot be decoded may hold secrets, so it is not repeated.
		path, _, _ = strings.Cut(path, "?")
		return fmt.Errorf("%s %s answered what this API does not: is it the address of a server?", method, path)
	}
	return nil
}

func (s Server) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	payload := &bytes.Buffer{}
	if body != nil {
		if err := json.NewEncoder(payload).Encode(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(s.URL, "/")+path, payload)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "warder-cli")
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if s.Token != "" {
		request.Header.Set("Authorization", "Bearer "+s.Token)
	}
	return request, nil
}
