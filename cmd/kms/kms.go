// Package kms has a key management service wrap and unwrap the root key: AWS KMS, Google
// Cloud KMS, or the transit engine of HashiCorp Vault and OpenBao. The addresses are those
// of Tink. It speaks to each by one request of its REST API: the vendors' SDKs would add
// tens of megabytes for that (docs/adr/0011-root-key-by-kms.md).
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
	// ErrAddress is an address of no key that this package can use.
	ErrAddress = errors.New("want aws-kms://arn:aws:kms:REGION:ACCOUNT:key/ID, gcp-kms://projects/P/locations/L/keyRings/R/cryptoKeys/K or hcvault://HOST/MOUNT/keys/NAME")
	// ErrUnavailable is a service that does not answer, or says that it cannot now.
	ErrUnavailable = errors.New("the KMS is unavailable")
	// ErrDenied is a caller that the service does not know, or does not let use the key.
	ErrDenied = errors.New("the KMS denies the use of the key")
	// ErrRefused is a request that the service refuses, as for what another key wrapped.
	ErrRefused = errors.New("the KMS refuses")
	// ErrAnswer is an answer that is not one of the service.
	ErrAnswer = errors.New("the KMS gives an answer that is not understood")
)

// Options are what a key is used with.
type Options struct {
	// Endpoint is asked in the place of the service's own address; empty for that.
	Endpoint string
	// Wait is how long an unavailable service is asked again; 0 means 30 seconds.
	Wait time.Duration
	// Notify hears of an attempt that is repeated.
	Notify func(err error, pause time.Duration)
}

// Key is a key that stays in the service.
type Key struct {
	name     string
	service  service
	client   *http.Client
	patience time.Duration
	waits    retry.Waits
}

// service is what is particular about one.
type service interface {
	// request asks to wrap or unwrap a text.
	request(ctx context.Context, op operation, text []byte) (*http.Request, error)
	// answer takes the wrapped or unwrapped text out of a good answer.
	answer(op operation, body []byte) ([]byte, error)
}

type operation bool

const (
	wrap   operation = true
	unwrap operation = false
)

// purpose is bound to what is wrapped, so that it is not taken for something else that
// the same key wrapped.
const purpose = "warder root key v1"

// Check fails with ErrAddress for an address of no key.
func Check(address string) error {
	_, err := Open(address, Options{})
	return err
}

// Open names a key. Nothing is asked yet.
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

// Wrap has the service encrypt a text. It fails with ErrUnavailable, ErrDenied, ErrRefused
// or ErrAnswer.
func (k *Key) Wrap(ctx context.Context, text []byte) ([]byte, error) { return k.ask(ctx, wrap, text) }

// Unwrap has the service decrypt what Wrap made with the same key, of this or an earlier
// version of it.
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
