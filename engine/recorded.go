package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrRecorded is wrapped by every error of DecodeRequest.
var ErrRecorded = errors.New("recorded request")

// DecodeRequest reads a request back from the input of a decision record, so
// that it can be decided again. What a record holds as lists becomes what the
// policy sees: probe keys are computed anew, compiled permissions become the
// terms that Compile's would. A field that this version does not know is an
// error, because a decision without a fact is another decision.
func DecodeRequest(raw []byte) (*Request, error) {
	request := &Request{}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(request); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecorded, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows it", ErrRecorded)
	}
	if request.Action.Name == "" || request.Subject.Type == "" {
		return nil, fmt.Errorf("%w: it names no action or no subject", ErrRecorded)
	}
	return request, nil
}
