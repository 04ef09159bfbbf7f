// Package peptest has what tests of the resources' packages share.
package peptest

import (
	"net/http"

	"warder/handlers/pep"
)

// Told is what a client would be told about an error; a nil error has the status 0.
func Told(err error) (status int, issues []pep.Issue) {
	if err == nil {
		return 0, nil
	}
	known := pep.AsError(err)
	issues, _ = known.Message.([]pep.Issue)
	return known.Status, issues
}

// From is a request from a socket's peer, with X-Forwarded-For headers.
func From(peer string, forwarded ...string) *http.Request {
	request := &http.Request{RemoteAddr: peer, Header: http.Header{}}
	for _, header := range forwarded {
		request.Header.Add("X-Forwarded-For", header)
	}
	return request
}
