// Package deliver sends data to a system that an operator named in a setting, by HTTP.
package deliver

import (
	"errors"
	"io"
	"net/http"
	"net/url"
)

// answerMost is how much of an answer is read, in bytes, so that the connection serves again.
const answerMost = 64 << 10

// Send sends a request whose answer is its status. Its errors do not repeat the address,
// which may hold a password.
func Send(client *http.Client, request *http.Request) (status int, err error) {
	response, err := client.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			return 0, failed.Err
		}
		return 0, err
	}
	defer response.Body.Close() //nolint:errcheck // it was only read from
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, answerMost))
	return response.StatusCode, nil
}

// NoRedirect is for a client with a credential, which is for the address that it was
// given for: no redirect is followed.
func NoRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
