package input

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"warder/engine/permissions"
)

// ErrRecorded is wrapped by every error of a RequestDecoder.
var ErrRecorded = errors.New("recorded request")

// RequestDecoder reads recorded requests back, so that they can be decided again. Many
// records carry the same roles: compiled permissions that equal others it has
// read are those others, and the term they become is built once. The zero value
// is ready, and may be used by several goroutines; it lives as long as one
// replay.
type RequestDecoder struct {
	mutex sync.Mutex
	known map[[sha256.Size]byte]*permissions.Compiled
	bytes int // of the JSON of all that is known
}

// maxSharedPermissions is how much JSON of permissions is shared before a RequestDecoder starts
// over.
const maxSharedPermissions = 64 << 20

// DecodeRequest reads a single request.
func DecodeRequest(raw []byte) (*Request, error) { return new(RequestDecoder).Request(raw) }

// Request reads a request back from the input of a decision record. What a
// record holds as lists becomes what the policy sees: probe keys are computed
// anew, compiled permissions become the terms that Compile's would. A field that
// this version does not know is an error, because a decision without a fact is
// another decision.
func (r *RequestDecoder) Request(raw []byte) (*Request, error) {
	var read recordedRequest
	if err := Strictly(raw, &read); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecorded, err)
	}
	request, err := read.whole(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecorded, err)
	}
	if request.Action.Name == "" || request.Subject.Type == "" {
		return nil, fmt.Errorf("%w: it names no action or no subject", ErrRecorded)
	}
	return request, nil
}

// permissions reads compiled permissions, unless the same were read before.
func (r *RequestDecoder) permissions(raw json.RawMessage) (*permissions.Compiled, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil //nolint:nilnil // a built-in role has none
	}
	name := sha256.Sum256(raw)
	r.mutex.Lock()
	known := r.known[name]
	r.mutex.Unlock()
	if known != nil {
		return known, nil
	}
	read := &permissions.Compiled{}
	if err := Strictly(raw, read); err != nil {
		return nil, fmt.Errorf("permissions: %w", err)
	}
	return r.keep(name, read, len(raw)), nil
}

// keep shares compiled permissions, or returns those that another reader added meanwhile.
func (r *RequestDecoder) keep(name [sha256.Size]byte, read *permissions.Compiled, size int) *permissions.Compiled {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if known := r.known[name]; known != nil {
		return known
	}
	if r.known == nil || r.bytes+size > maxSharedPermissions {
		r.known, r.bytes = map[[sha256.Size]byte]*permissions.Compiled{}, 0
	}
	r.known[name], r.bytes = read, r.bytes+size
	return read
}

// Strictly reads one JSON value without unknown fields, and nothing after it.
func Strictly(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows it")
	}
	return nil
}
