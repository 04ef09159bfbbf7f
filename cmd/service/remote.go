package service

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Remote asks a server that runs somewhere, as whoever the token is.
type Remote struct {
	URL   string
	Token string
}

// remoteTime bounds one question; a replay of many records takes a while.
const remoteTime = 5 * time.Minute

// remoteLimit is more than any answer has, in bytes.
const remoteLimit = 64 << 20

// remoteClient follows no redirect: that would take a token, or a policy, to an
// address that nobody named.
var remoteClient = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Raw sends body as JSON, or nothing if it is nil, and returns the answer as it
// came. An answer that is no success is an error in the server's own words.
func (r Remote) Raw(ctx context.Context, method, path string, body any) ([]byte, error) {
	payload := &bytes.Buffer{}
	if body != nil {
		if err := json.NewEncoder(payload).Encode(body); err != nil {
			return nil, err
		}
	}
	ctx, done := context.WithTimeout(ctx, remoteTime)
	defer done()
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(r.URL, "/")+path, payload)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "warder-cli")
	request.Header.Set("Authorization", "Bearer "+r.Token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := remoteClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	text, err := io.ReadAll(io.LimitReader(response.Body, remoteLimit))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, &refusal{request: method + " " + request.URL.Path, status: response.StatusCode, message: messageOf(text)}
	}
	return text, nil
}

// JSON is Raw with the answer read into what answer points to.
func (r Remote) JSON(ctx context.Context, method, path string, body, answer any) error {
	text, err := r.Raw(ctx, method, path, body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("%s %s answered something else than JSON", method, path)
	}
	return nil
}
