// Package remote calls the REST API of a server, Warder or Infisical, for all client commands.
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

// Server is a server with a caller's token.
type Server struct {
	URL   string
	Token string // "" for none
	HTTP  *http.Client
	Limit int // bytes of a response; 256 MiB if zero
}

// DefaultTimeout is the time limit of a request; a replay of many records is slow.
const DefaultTimeout = 5 * time.Minute

// answerLimit is larger than any response, in bytes.
const answerLimit = 256 << 20

// HTTPClient limits a request to timeout. It follows no redirects: these could send a token or
// a change to an address that was not configured.
func HTTPClient(timeout time.Duration) *http.Client {
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: deliver.NoRedirect,
	}
}

// Raw sends body as JSON, or no body if it is nil, and returns the response's body. An error
// response is a *FailedResponse; an unreachable server is a *url.Error.
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

// JSON is Raw with the response decoded into answer, unless it is nil.
func (s Server) JSON(ctx context.Context, method, path string, body, answer any) error {
	text, err := s.Raw(ctx, method, path, body)
	if err != nil || answer == nil {
		return err
	}
	if err := json.Unmarshal(text, answer); err != nil {
		// An undecodable body may contain secrets, so the error does not repeat it.
		path, _, _ = strings.Cut(path, "?")
		return fmt.Errorf("%s %s: the response is not one of this API: is it the address of a server?", method, path)
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
