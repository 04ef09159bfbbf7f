package service

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificate is a chain and key loaded from two files. The first handshake after a change
// loads them again, so that a renewal needs no restart.
type certificate struct {
	chainFile, keyFile string
	clock              func() time.Time
	log                *slog.Logger

	mu       sync.Mutex
	current  *tls.Certificate
	tried    [2]fileState // of the files when last read
	lookedAt time.Time
}

// lookEvery limits how often handshakes check the files.
const lookEvery = time.Second

// fileState identifies a version of a file. It follows links, because clusters renew
// certificates by changing a link.
type fileState struct {
	changed time.Time
	size    int64
}

// openCertificate loads the files for the first time.
func openCertificate(chainFile, keyFile string, clock func() time.Time, log *slog.Logger) (*certificate, error) {
	c := &certificate{chainFile: chainFile, keyFile: keyFile, clock: clock, log: log}
	var err error
	if c.tried, err = c.states(); err != nil {
		return nil, err
	}
	c.current, err = c.read()
	return c, err
}

// Get returns the certificate for a handshake (tls.Config.GetCertificate).
func (c *certificate) Get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.clock(); now.Sub(c.lookedAt) >= lookEvery {
		c.lookedAt = now
		c.look(hello.Context())
	}
	return c.current, nil
}

// expires is the expiry of the current certificate.
func (c *certificate) expires() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.current.Leaf.NotAfter
}

// look loads changed files. While they do not match, as in the middle of a renewal, the
// previous certificate stays in use.
func (c *certificate) look(ctx context.Context) {
	now, err := c.states()
	if err == nil && now == c.tried {
		return
	}
	c.tried = now
	var renewed *tls.Certificate
	if err == nil {
		renewed, err = c.read()
	}
	if err != nil {
		c.log.WarnContext(ctx, "the certificate changed and cannot be loaded; the previous one stays in use", "error", err, "expires", c.current.Leaf.NotAfter)
		return
	}
	c.current = renewed
	c.log.InfoContext(ctx, "certificate reloaded", "expires", renewed.Leaf.NotAfter)
}

func (c *certificate) read() (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(c.chainFile, c.keyFile)
	if err != nil {
		return nil, fmt.Errorf("%s and %s: %w", c.chainFile, c.keyFile, err)
	}
	return &pair, nil
}

func (c *certificate) states() (states [2]fileState, err error) {
	for i, file := range []string{c.chainFile, c.keyFile} {
		info, err := os.Stat(file)
		if err != nil {
			return [2]fileState{}, err
		}
		states[i] = fileState{info.ModTime(), info.Size()}
	}
	return states, nil
}
