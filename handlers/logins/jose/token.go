// Package jose parses tokens signed by third parties, and their keys. It is the only package
// that verifies signatures of JSON tokens.
package jose

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

var (
	// ErrMalformed means that a text is not a signed token of the accepted form.
	ErrMalformed = errors.New("malformed token")
	// ErrAlgorithm means that the token's algorithm is not accepted, in general or for its
	// key.
	ErrAlgorithm = errors.New("algorithm not accepted")
	// ErrKeyUnknown means that the token's key is not trusted.
	ErrKeyUnknown = errors.New("unknown key")
	// ErrSignature means that no trusted key made the signature.
	ErrSignature = errors.New("invalid signature")
)

const (
	// MaxToken is the length limit of a token in bytes.
	MaxToken = 16 << 10
	// maxDepth limits the nesting of a payload.
	maxDepth = 32
)

// Token is a signed token whose signature is not verified yet.
type Token struct {
	Algorithm string
	KeyID     string // empty if the header names none
	Payload   map[string]any
	text      []byte
}

// header has the header fields in use; other fields have no effect.
type header struct {
	Algorithm *string         `json:"alg"`
	KeyID     *string         `json:"kid"`
	Critical  json.RawMessage `json:"crit"`
}

// Parse parses a compact token: three parts, the first two JSON objects. No error quotes it.
func Parse(text string) (*Token, error) {
	if len(text) > MaxToken {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrMalformed, MaxToken)
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return nil, fmt.Errorf("%w: not three parts", ErrMalformed)
	}
	head, err := part(parts[0])
	if err != nil {
		return nil, err
	}
	body, err := part(parts[1])
	if err != nil {
		return nil, err
	}
	if _, err := decode(parts[2]); err != nil {
		return nil, err
	}
	read, err := readHeader(head)
	if err != nil {
		return nil, err
	}
	payload, err := object(body)
	if err != nil {
		return nil, err
	}
	return &Token{Algorithm: read.algorithm, KeyID: read.keyID, Payload: payload, text: []byte(text)}, nil
}

type named struct{ algorithm, keyID string }

func readHeader(raw []byte) (named, error) {
	var h header
	if err := json.Unmarshal(raw, &h); err != nil {
		return named{}, fmt.Errorf("%w: the header is no object", ErrMalformed)
	}
	if h.Critical != nil {
		return named{}, fmt.Errorf("%w: an extension that has to be understood", ErrMalformed)
	}
	if h.Algorithm == nil || !accepted(*h.Algorithm) {
		return named{}, ErrAlgorithm
	}
	read := named{algorithm: *h.Algorithm}
	if h.KeyID != nil {
		read.keyID = *h.KeyID
	}
	return read, nil
}

// part decodes a part of a token that is a JSON object.
func part(text string) ([]byte, error) {
	raw, err := decode(text)
	if err != nil {
		return nil, err
	}
	if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '{' {
		return nil, fmt.Errorf("%w: a part is no object", ErrMalformed)
	}
	return raw, nil
}

// decode accepts one encoding of a part. The base64 decoder skips line breaks, which are
// refused here.
func decode(text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, fmt.Errorf("%w: a line break", ErrMalformed)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%w: a part is not base64url", ErrMalformed)
	}
	return raw, nil
}

// object decodes a payload and keeps its numbers as text.
func object(raw []byte) (map[string]any, error) {
	if tooDeep(raw) {
		return nil, fmt.Errorf("%w: nested deeper than %d", ErrMalformed, maxDepth)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var payload map[string]any
	if err := decoder.Decode(&payload); err != nil {
		return nil, fmt.Errorf("%w: the payload is no object", ErrMalformed)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows the payload", ErrMalformed)
	}
	return payload, nil
}

func tooDeep(raw []byte) bool {
	depth, decoder := 0, json.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := decoder.Token()
		if err != nil {
			return false // the decoder reports it
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > maxDepth {
			return true
		}
	}
}
