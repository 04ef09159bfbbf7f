// Package jose reads the tokens that others sign, and the keys they sign them with. It is
// the one place that knows how signatures of JSON tokens are verified.
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
	// ErrMalformed is text that is no signed token of the accepted shape.
	ErrMalformed = errors.New("malformed token")
	// ErrAlgorithm is a token signed by an algorithm that is not accepted, for any key
	// or for the one it names.
	ErrAlgorithm = errors.New("algorithm not accepted")
	// ErrKeyUnknown is a token signed by a key that is not among those trusted.
	ErrKeyUnknown = errors.New("unknown key")
	// ErrSignature is a signature that no trusted key has made.
	ErrSignature = errors.New("invalid signature")
)

const (
	// MaxToken is how long a token may be.
	MaxToken = 16 << 10
	// maxDepth is how deep objects and lists of a payload may be nested.
	maxDepth = 32
)

// Token is a signed token whose signature has not been looked at.
type Token struct {
	Algorithm string
	KeyID     string // empty where the header names none
	Payload   map[string]any
	text      []byte
}

// header is what is looked at; what else a header has means nothing here.
type header struct {
	Algorithm *string         `json:"alg"`
	KeyID     *string         `json:"kid"`
	Critical  json.RawMessage `json:"crit"`
}

// Parse reads a compact token: three parts, of which the first two are JSON objects. No
// error quotes it.
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

// part is a part of a token that is a JSON object.
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

// decode takes one spelling of a part. The decoder passes over line breaks, which no
// token has.
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

// object reads a payload with its numbers as they were written.
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
			return false // the decoder proper finds it
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
