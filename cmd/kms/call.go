package kms

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	// attempt is the time limit of one attempt.
	attempt = 5 * time.Second
	// maxAnswer is larger than any response, in bytes.
	maxAnswer = 64 << 10
	// maxReason is the limit of a quoted refusal, in bytes.
	maxReason = 300
)

// newClient makes a client that trusts the given authorities, or the system's. It follows no
// redirects, because requests carry a credential.
func newClient(authorities *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout:       attempt,
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (k *Key) once(ctx context.Context, op operation, text []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, attempt)
	defer cancel()
	request, err := k.service.request(ctx, op, text)
	if err != nil {
		return nil, err
	}
	response, err := k.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, refusal(response.StatusCode, body)
	}
	answer, err := k.service.answer(op, body)
	if err != nil || len(answer) == 0 {
		return nil, fmt.Errorf("%w: status 200 without the requested text", ErrAnswer)
	}
	return answer, nil
}

// refusal is the error for a status and the service's message.
func refusal(status int, body []byte) error {
	kind, words := ErrRefused, reason(body)
	switch {
	case status == http.StatusTooManyRequests, status >= http.StatusInternalServerError, strings.HasPrefix(words, "ThrottlingException"):
		kind = ErrUnavailable
	case status == http.StatusUnauthorized, status == http.StatusForbidden, strings.HasPrefix(words, "AccessDeniedException"),
		strings.HasPrefix(words, "UnrecognizedClientException"), strings.HasPrefix(words, "ExpiredTokenException"), strings.HasPrefix(words, "InvalidSignatureException"):
		kind = ErrDenied
	}
	return fmt.Errorf("%w: status %d: %s", kind, status, words)
}

// reason is the message of a refusal in the format of any of the services.
func reason(body []byte) string {
	var said struct {
		Type   string `json:"__type"`  // AWS
		Words  string `json:"message"` // AWS; encoding/json ignores the case of names
		Google struct {
			Words string `json:"message"`
		} `json:"error"`
		Vault []string `json:"errors"`
	}
	_ = json.Unmarshal(body, &said) // a body in another format has no reason: the status counts
	_, kind, qualified := strings.Cut(said.Type, "#")
	if !qualified {
		kind = said.Type
	}
	parts := []string{}
	for _, part := range append([]string{kind, said.Words, said.Google.Words}, said.Vault...) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "no reason is given"
	}
	return printable(strings.Join(parts, ": "))
}

// printable makes a text from others safe for a log line.
func printable(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return ' '
		}
		return r
	}, text)
	return text[:min(len(text), maxReason)]
}

// post is a request with a JSON body.
func post(ctx context.Context, address string, body any) (*http.Request, []byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(text))
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	return request, text, nil
}

// credentialError distinguishes an unavailable source of credentials from one without
// credentials.
func credentialError(err error, away bool) error {
	if away || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: the source of its credentials: %w", ErrUnavailable, err)
	}
	return fmt.Errorf("%w: no credentials for it: %w", ErrDenied, err)
}
