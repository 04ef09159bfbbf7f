// Package kms wraps and unwraps the root key with a key management service: AWS KMS, Google
// Cloud KMS, or the transit engine of HashiCorp Vault and OpenBao. Addresses have Tink's
// format. It uses one request of each service's REST API: the vendors' SDKs would add tens of
// megabytes (docs/adr/0011-root-key-by-kms.md).
package kms

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"warder/models/retry"
)

var (
	// ErrAddress means that an address names no key that this package supports.
	ErrAddress = errors.New("want aws-kms://arn:aws:kms:REGION:ACCOUNT:key/ID, gcp-kms://projects/P/locations/L/keyRings/R/cryptoKeys/K or hcvault://HOST/MOUNT/keys/NAME")
	// ErrUnavailable means that the service does not respond, or reports that it is
	// unavailable.
	ErrUnavailable = errors.New("the KMS is unavailable")
	// ErrDenied means that the caller is unknown to the service or may not use the key.
	ErrDenied = errors.New("the KMS denies the use of the key")
	// ErrRefused means that the service refuses the request, for example because another key
	// wrapped the text.
	ErrRefused = errors.New("the KMS refuses")
	// ErrAnswer means that a response is not one of the service.
	ErrAnswer = errors.New("the KMS gives an invalid response")
)

// Options are the options of a key's use.
type Options struct {
	// Endpoint replaces the service's own address; empty for that.
	Endpoint string
	// Wait is how long an unavailable service is retried; 0 means 30 seconds.
	Wait time.Duration
	// Notify receives the error of each attempt that is retried.
	Notify func(err error, pause time.Duration)
}

// Key is a key that never leaves the service.
type Key struct {
	name     string
	service  service
	client   *http.Client
	patience time.Duration
	waits    retry.Waits
}

// service has the differences between the services.
type service interface {
	// request wraps or unwraps a text.
	request(ctx context.Context, op operation, text []byte) (*http.Request, error)
	// answer extracts the wrapped or unwrapped text from a successful response.
	answer(op operation, body []byte) ([]byte, error)
}

type operation bool

const (
	wrap   operation = true
	unwrap operation = false
)

// purpose is bound to the wrapped text, so that it cannot be confused with other texts wrapped
// by the same key.
const purpose = "warder root key v1"

// Check returns ErrAddress for an address of no key.
func Check(address string) error {
	_, err := Open(address, Options{})
	return err
}

// Open makes a Key without a request.
func Open(address string, options Options) (*Key, error) {
	scheme, rest, _ := strings.Cut(address, "://")
	key := &Key{name: address, client: newClient(nil), patience: options.Wait, waits: retry.Waits{First: 250 * time.Millisecond, Most: 4 * time.Second, Notify: options.Notify}}
	if key.patience == 0 {
		key.patience = 30 * time.Second
	}
	var err error
	switch scheme {
	case "aws-kms":
		key.service, err = openAWS(rest, options.Endpoint)
	case "gcp-kms":
		key.service, err = openGCP(rest, options.Endpoint)
	case "hcvault":
		key.service, key.client, err = openVault(rest, options.Endpoint)
	default:
		err = ErrAddress
	}
	if err != nil {
		return nil, err
	}
	return key, nil
}

// Wrap encrypts a text with the service. It returns ErrUnavailable, ErrDenied, ErrRefused or
// ErrAnswer.
func (k *Key) Wrap(ctx context.Context, text []byte) ([]byte, error) { return k.ask(ctx, wrap, text) }

// Unwrap decrypts a text that Wrap made with the same key, in its current or an earlier
// version.
func (k *Key) Unwrap(ctx context.Context, wrapped []byte) ([]byte, error) {
	return k.ask(ctx, unwrap, wrapped)
}

func (k *Key) ask(ctx context.Context, op operation, text []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, k.patience)
	defer cancel()
	answer, err := retry.Do(ctx, k.waits, func() ([]byte, error) { return k.once(ctx, op, text) }, func(err error) bool {
		return errors.Is(err, ErrUnavailable)
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.name, err)
	}
	return answer, nil
}
