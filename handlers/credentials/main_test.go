package credentials

import (
	"net/http"

	"warder/handlers/pep"
)

// from is a request from a socket's peer, with X-Forwarded-For headers.
func from(peer string, forwarded ...string) *http.Request {
	request := &http.Request{RemoteAddr: peer, Header: http.Header{}}
	for _, header := range forwarded {
		request.Header.Add("X-Forwarded-For", header)
	}
	return request
}

// wrong is what a client would be told about an error; a nil error has the
// status 0.
func wrong(err error) (status int, issues []pep.Issue) {
	if err == nil {
		return 0, nil
	}
	known := pep.AsError(err)
	issues, _ = known.Message.([]pep.Issue)
	return known.Status, issues
}
