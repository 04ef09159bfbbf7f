// Package peptest contains helpers for the tests of the resource packages.
package peptest

import (
	"net/http"

	"warder/handlers/pep"
)

// Told returns the status and issues that a client gets for an error; status 0 for nil.
func Told(err error) (status int, issues []pep.Issue) {
	if err == nil {
		return 0, nil
	}
	known := pep.AsError(err)
	issues, _ = known.Message.([]pep.Issue)
	return known.Status, issues
}

// From makes a request from a peer address with X-Forwarded-For headers.
func From(peer string, forwarded ...string) *http.Request {
	request := &http.Request{RemoteAddr: peer, Header: http.Header{}}
	for _, header := range forwarded {
		request.Header.Add("X-Forwarded-For", header)
	}
	return request
}
