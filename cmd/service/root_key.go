package service

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"warder/cmd/kms"
	"warder/models/seal"
)

// rootKey is the key from the environment or file, unwrapped by the KMS if one is configured.
func (c *Config) rootKey(ctx context.Context) (seal.RootKey, error) {
	switch {
	case c.RootKeyKMS != "":
		text, err := c.wrappedRootKey()
		if err != nil {
			return seal.RootKey{}, err
		}
		return c.unwrap(ctx, text)
	case !c.RootKey.Empty():
		return seal.ParseRootKey(c.RootKey.Reveal())
	}
	return seal.LoadRootKey(c.rootKeyPath())
}

// rootKeyOrNew is rootKey for a new installation: it creates a missing key.
func (c *Config) rootKeyOrNew(ctx context.Context) (seal.RootKey, error) {
	if c.RootKeyKMS == "" && c.RootKey.Empty() {
		return seal.LoadOrCreateRootKey(c.rootKeyPath())
	}
	key, err := c.rootKey(ctx)
	if c.RootKeyKMS == "" || !c.RootKey.Empty() || !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	text, err := WrapNewRootKey(ctx, c)
	if err != nil {
		return seal.RootKey{}, err
	}
	if err := c.makeDataDir(); err != nil {
		return seal.RootKey{}, err
	}
	if text, err = seal.CreateWrapped(c.rootKeyPath(), text); err != nil {
		return seal.RootKey{}, err
	}
	return c.unwrap(ctx, text)
}

// NextRootKey is the root key that will replace the current one: the one in a file, or one
// wrapped by the KMS key at address, which is created if the file is missing.
func NextRootKey(ctx context.Context, config *Config, file, address, endpoint string) (seal.RootKey, error) {
	next := Config{RootKeyFile: file, RootKeyKMS: address, RootKeyKMSEndpoint: endpoint, KMSWait: config.KMSWait, Logger: config.Logger}
	if address == "" {
		return next.rootKey(ctx)
	}
	if err := next.checkRootKey(); err != nil {
		return seal.RootKey{}, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return next.rootKeyOrNew(ctx)
}

// wrappedRootKey is the stored text of the root key.
func (c *Config) wrappedRootKey() (string, error) {
	if !c.RootKey.Empty() {
		return c.RootKey.Reveal(), nil
	}
	return seal.LoadWrapped(c.rootKeyPath())
}

// WrapNewRootKey creates a root key and returns only its text wrapped by the configured KMS.
func WrapNewRootKey(ctx context.Context, c *Config) (string, error) {
	key, err := c.openKMS()
	if err != nil {
		return "", err
	}
	wrapped, err := key.Wrap(ctx, []byte(seal.NewRootKey().Reveal()))
	if err != nil {
		return "", c.kmsError(err)
	}
	return seal.FormatWrapped(wrapped), nil
}

func (c *Config) unwrap(ctx context.Context, text string) (seal.RootKey, error) {
	return c.unwrapped.get(c.RootKeyKMS+"\x00"+text, func() (seal.RootKey, error) {
		wrapped, err := seal.ParseWrapped(text)
		if err != nil {
			return seal.RootKey{}, named("root-key-kms", err)
		}
		key, err := c.openKMS()
		if err != nil {
			return seal.RootKey{}, err
		}
		plain, err := key.Unwrap(ctx, wrapped)
		if err != nil {
			return seal.RootKey{}, c.kmsError(err)
		}
		root, err := seal.ParseRootKey(string(plain))
		if err != nil {
			return root, fmt.Errorf("root-key-kms: %s: %w: the unwrapped text is no root key", c.RootKeyKMS, kms.ErrAnswer)
		}
		return root, nil
	})
}

func (c *Config) openKMS() (*kms.Key, error) {
	log := c.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	key, err := kms.Open(c.RootKeyKMS, kms.Options{Endpoint: c.RootKeyKMSEndpoint, Wait: c.KMSWait, Notify: func(err error, pause time.Duration) {
		log.Warn("the KMS is unreachable, trying again", slog.String("cause", err.Error()), slog.Duration("after", pause))
	}})
	return key, named("root-key-kms", err)
}

// kmsError adds advice to an error of the KMS.
func (c *Config) kmsError(err error) error {
	next := "look whether the key, the region and the wrapped root key belong together"
	switch {
	case errors.Is(err, kms.ErrUnavailable):
		next = "look whether this machine reaches it; root-key-kms-endpoint names another address"
	case errors.Is(err, kms.ErrDenied):
		next = "let this machine's identity encrypt and decrypt with the key"
	case errors.Is(err, kms.ErrAnswer):
		next = "look whether root-key-kms-endpoint leads to the KMS"
	}
	return fmt.Errorf("root-key-kms: %w (%s)", err, next)
}

// unwrappedRootKey caches the key unwrapped by the KMS, so that a process calls it once. The
// key is in the process's memory anyway.
type unwrappedRootKey struct {
	mu  sync.Mutex
	of  [sha256.Size]byte
	key seal.RootKey
}

func (u *unwrappedRootKey) get(text string, unwrap func() (seal.RootKey, error)) (seal.RootKey, error) {
	if u == nil {
		return unwrap()
	}
	of := sha256.Sum256([]byte(text))
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.of == of {
		return u.key, nil
	}
	key, err := unwrap()
	if err == nil {
		u.of, u.key = of, key
	}
	return key, err
}

// checkRootKey checks the files and the format only; startup calls the KMS.
func (c *Config) checkRootKey() error {
	switch {
	case !c.RootKey.Empty() && c.RootKeyFile != "":
		return fmt.Errorf("root-key-file: there is a root key in %s as well; use one of them", variable("root-key"))
	case c.RootKeyKMS == "" && c.RootKeyKMSEndpoint != "":
		return errors.New("root-key-kms-endpoint: it needs root-key-kms")
	case c.RootKeyKMS != "":
		return c.checkWrapped()
	case !c.RootKey.Empty():
		_, err := seal.ParseRootKey(c.RootKey.Reveal())
		return named(variable("root-key"), err)
	case c.RootKeyFile != "":
		_, err := seal.LoadRootKey(c.RootKeyFile)
		return named("root-key-file", err)
	}
	return nil
}

func (c *Config) checkWrapped() error {
	if err := kms.Check(c.RootKeyKMS); err != nil {
		return named("root-key-kms", err)
	}
	if c.RootKeyKMSEndpoint != "" {
		if err := checkEndpoint(c.RootKeyKMSEndpoint); err != nil {
			return named("root-key-kms-endpoint", err)
		}
	}
	text, err := c.wrappedRootKey()
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a new installation creates it
	}
	if err == nil {
		_, err = seal.ParseWrapped(text)
	}
	if !c.RootKey.Empty() {
		return named(variable("root-key"), err)
	}
	return named("root-key-file", err)
}

// kmsFinding is the doctor's finding for an error of the KMS.
func kmsFinding(err error) (DoctorFinding, bool) {
	for _, of := range []error{kms.ErrUnavailable, kms.ErrDenied, kms.ErrRefused, kms.ErrAnswer} {
		if errors.Is(err, of) {
			return failed(err, "the root key stays wrapped until the KMS answers; the error says what to look at"), true
		}
	}
	return DoctorFinding{}, false
}
