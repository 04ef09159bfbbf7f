// Package deliver sends data by HTTP to a system that the operator configured.
package deliver

import (
	"errors"
	"io"
	"net/http"
	"net/url"
)

// answerMost is the number of response bytes that are read so that the connection can be
// reused.
const answerMost = 64 << 10

// Send sends a request and returns the response's status. Its errors do not repeat the
// address, which may contain a password.
func Send(client *http.Client, request *http.Request) (status int, err error) {
	response, err := client.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			return 0, failed.Err
		}
		return 0, err
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, answerMost))
	return response.StatusCode, nil
}

// NoRedirect makes a client follow no redirects, because its credential is meant for the
// configured address only.
func NoRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
