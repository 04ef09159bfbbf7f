package service

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
)

// tlsConfigs are the TLS configurations of both listeners; nil for plain http.
func (s *Service) tlsConfigs() (api, ops *tls.Config, err error) {
	if !s.config.speaksTLS() {
		return nil, nil, nil
	}
	if s.acme != nil {
		s.metrics.WatchCertificate(s.acme.expires)
		return s.withClients(s.acme.config())
	}
	chain, err := openCertificate(s.config.TLSCert, s.config.TLSKey, s.config.clock(), s.log)
	if err != nil {
		return nil, nil, fmt.Errorf("tls-cert: %w", err)
	}
	s.metrics.WatchCertificate(chain.expires)
	return s.withClients(&tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: chain.Get})
}

// withClients adds the operators' TLS configuration if their clients have certificates.
func (s *Service) withClients(api *tls.Config) (_, ops *tls.Config, err error) {
	if s.config.TLSClientCA == "" {
		return api, nil, nil
	}
	ops = api.Clone()
	if ops.ClientCAs, err = readAuthorities(s.config.TLSClientCA); err != nil {
		return nil, nil, fmt.Errorf("tls-client-ca: %w", err)
	}
	ops.ClientAuth = tls.RequireAndVerifyClientCert
	return api, ops, nil
}

func readAuthorities(file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", file)
	}
	return pool, nil
}

// speaksTLS reports whether the server itself uses TLS, without a proxy.
func (c *Config) speaksTLS() bool { return c.TLSCert != "" || len(c.ACMEHosts) > 0 }

// checkTLS does not read the files; startup does.
func (c *Config) checkTLS() error {
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("tls-cert, tls-key: one is set without the other")
	case c.TLSClientCA != "" && !c.speaksTLS():
		return errors.New("tls-client-ca: it needs tls-cert and tls-key, or tls-acme-host, by which ops-listen speaks TLS")
	case c.speaksTLS() && strings.HasPrefix(c.SiteURL, "http://"):
		return errors.New("site-url: it is http:// and the server speaks TLS; want https://")
	}
	return nil
}

// connectionLog receives net/http's messages about connections. It logs failed handshakes at a
// low level, because strangers and port probes can cause any number of them.
type connectionLog struct{ log *slog.Logger }

func (l connectionLog) Write(line []byte) (int, error) {
	level, text := slog.LevelWarn, strings.TrimSpace(string(line))
	if strings.Contains(text, "TLS handshake error") {
		level = slog.LevelDebug
	}
	l.log.Log(context.Background(), level, text)
	return len(line), nil
}

// strictTransport tells browsers to use only TLS with the site for a year. Without site-url it
// does nothing: other programs may share the name, such as localhost.
func (s *Service) strictTransport(next http.Handler) http.Handler {
	if !strings.HasPrefix(s.config.SiteURL, "https://") {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		next.ServeHTTP(w, r)
	})
}
