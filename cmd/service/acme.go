package service

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"warder/handlers/ops"
	"warder/models/retry"
)

// acmeCertificates obtains and renews certificates from an ACME authority (RFC 8555),
// validated by TLS-ALPN-01 on the API's listener. It uses autocert: certmagic has more
// features, but brings its own logger and DNS library.
type acmeCertificates struct {
	hosts   []string
	manager *autocert.Manager
	log     *slog.Logger

	mu      sync.Mutex
	ends    map[string]time.Time // by host, of the last served certificate
	problem error                // why a host has no certificate
}

// acmeWaits are the delays between attempts to obtain a first certificate: authorities permit
// only few failed validations per hour.
var acmeWaits = retry.Waits{First: time.Minute, Most: time.Hour, Spread: 0.2}

func (c *Config) openACME(log *slog.Logger) *acmeCertificates {
	a := &acmeCertificates{hosts: c.ACMEHosts, log: log, ends: map[string]time.Time{}}
	a.manager = &autocert.Manager{
		Prompt: func(string) bool { return c.ACMEAcceptTerms }, Email: c.ACMEEmail, RenewBefore: c.ACMERenewBefore,
		Cache:      autocert.DirCache(filepath.Join(c.DataDir, acmeFolder)), // created with access for its owner only
		HostPolicy: autocert.HostWhitelist(c.ACMEHosts...),
		Client:     &acme.Client{DirectoryURL: c.ACMEDirectory, UserAgent: "warder", HTTPClient: c.ACMEClient},
	}
	return a
}

// config is the TLS configuration of the API's listener.
func (a *acmeCertificates) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: a.get, NextProtos: []string{"h2", "http/1.1", acme.ALPNProto}}
}

func (a *acmeCertificates) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	found, err := a.manager.GetCertificate(hello)
	if err == nil && (len(hello.SupportedProtos) != 1 || hello.SupportedProtos[0] != acme.ALPNProto) {
		a.served(hello.ServerName, found)
	}
	return found, err
}

func (a *acmeCertificates) served(host string, found *tls.Certificate) {
	leaf := found.Leaf
	if leaf == nil {
		var err error
		if leaf, err = x509.ParseCertificate(found.Certificate[0]); err != nil {
			return
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ends[strings.ToLower(host)] = leaf.NotAfter
}

// expires is the earliest expiry of all certificates; zero while a host has none.
func (a *acmeCertificates) expires() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	var first time.Time
	for _, host := range a.hosts {
		end, known := a.ends[host]
		if !known {
			return time.Time{}
		}
		if first.IsZero() || end.Before(first) {
			first = end
		}
	}
	return first
}

// run obtains the certificates and checks them regularly, so that they are renewed even
// without clients.
func (a *acmeCertificates) run(ctx context.Context) {
	waits := acmeWaits.Series()
	for {
		pause := time.Hour
		if err := a.obtain(ctx); err != nil && ctx.Err() == nil {
			pause = waits.NextBackOff()
			a.log.WarnContext(ctx, "no certificate yet, trying again", slog.String("cause", err.Error()), slog.Duration("after", pause))
		} else {
			waits.Reset()
		}
		if !retry.Pause(ctx, pause) {
			return
		}
	}
}

func (a *acmeCertificates) obtain(ctx context.Context) error {
	problems := []error{}
	for _, host := range a.hosts {
		// Current clients get a certificate with an ECDSA key, so request one as they do.
		_, err := a.get(&tls.ClientHelloInfo{
			ServerName: host, SupportedProtos: []string{"h2", "http/1.1"}, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
			SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}, SupportedCurves: []tls.CurveID{tls.CurveP256},
		})
		if err != nil && ctx.Err() == nil {
			problems = append(problems, fmt.Errorf("tls-acme-host %s: %w", host, err))
		}
	}
	problem := errors.Join(problems...)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.problem = problem
	return problem
}

// check is shown by /readyz. A missing certificate does not stop the server, because the
// authority must reach it.
func (a *acmeCertificates) check() ops.Check {
	return ops.Check{Name: "certificate", Test: func(context.Context) error {
		missing := a.expires().IsZero()
		a.mu.Lock()
		defer a.mu.Unlock()
		switch {
		case a.problem != nil:
			return fmt.Errorf("%w: %w", ops.ErrDegraded, a.problem)
		case missing:
			return fmt.Errorf("%w: a host has no certificate yet", ops.ErrDegraded)
		}
		return nil
	}}
}

// acmeFolder has the certificates and the account key, inside the data directory.
const acmeFolder = "acme"
