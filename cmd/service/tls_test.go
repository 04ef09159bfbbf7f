package service

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority issues certificates for 127.0.0.1.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	issued      int64
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	a.certificate = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	a.certificate, _ = x509.ParseCertificate(a.sign(t, a.certificate, &a.key.PublicKey))
	return a
}

func (a *authority) sign(t *testing.T, certificate *x509.Certificate, public *ecdsa.PublicKey) []byte {
	t.Helper()
	signed, err := x509.CreateCertificate(rand.Reader, certificate, a.certificate, public, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// issue makes a chain and its key in PEM.
func (a *authority) issue(t *testing.T) (chain, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a.issued++
	signed := a.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(100 + a.issued), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}, &private.PublicKey)
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return inPEM("CERTIFICATE", signed), inPEM("PRIVATE KEY", raw)
}

func inPEM(kind string, raw []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}))
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// inFile writes text into a file of the test.
func inFile(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// secured is a configuration with a certificate.
func (a *authority) secured(t *testing.T) Config {
	t.Helper()
	config, folder := local(t), t.TempDir()
	chain, key := a.issue(t)
	config.TLSCert, config.TLSKey = inFile(t, folder, "chain.pem", chain), inFile(t, folder, "key.pem", key)
	return config
}

// get asks as a client that trusts the authority, with a certificate or without.
func (a *authority) get(t *testing.T, url string, own ...tls.Certificate) (*http.Response, error) {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.pool(), Certificates: own}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err == nil {
		_ = response.Body.Close()
	}
	return response, err
}

func TestService_speaks_TLS_and_HTTP2(t *testing.T) {
	a := newAuthority(t)
	s, stop := start(t, a.secured(t))
	response, err := a.get(t, s.URL()+"/api/status")
	if err != nil || response.StatusCode != 200 || response.ProtoMajor != 2 || response.TLS.Version < tls.VersionTLS12 {
		t.Fatalf("%v, %v", response, err)
	}
	if told := response.Header.Get("Strict-Transport-Security"); told != "" {
		t.Errorf("a name that other programs may share is told to speak TLS alone: %s", told)
	}
	if status, _ := fetch(t, s.OpsURL()+"/healthz"); status != 200 {
		t.Errorf("operators without an authority: %d", status)
	}
	if status, body := fetch(t, strings.Replace(s.URL(), "https:", "http:", 1)); status != 400 || !strings.Contains(body, "HTTPS") {
		t.Errorf("plain http: %d %s", status, body)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestService_tells_browsers_of_its_site_to_speak_TLS(t *testing.T) {
	a := newAuthority(t)
	config := a.secured(t)
	config.SiteURL = "https://warder.example.com"
	s, stop := start(t, config)
	for _, path := range []string{"/api/status", "/console/", "/api/v1/nothing"} {
		response, err := a.get(t, s.URL()+path)
		if err != nil || response.Header.Get("Strict-Transport-Security") != "max-age=31536000" {
			t.Errorf("%s: %v, %v", path, response, err)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestService_lets_operators_in_by_certificate_alone(t *testing.T) {
	a, operators := newAuthority(t), newAuthority(t)
	config := a.secured(t)
	config.TLSClientCA = inFile(t, t.TempDir(), "operators.pem", inPEM("CERTIFICATE", operators.certificate.Raw))
	s, stop := start(t, config)
	pair := func(by *authority) tls.Certificate {
		chain, key := by.issue(t)
		pair, err := tls.X509KeyPair([]byte(chain), []byte(key))
		if err != nil {
			t.Fatal(err)
		}
		return pair
	}
	if response, err := a.get(t, s.OpsURL()+"/readyz", pair(operators)); err != nil || response.StatusCode != 200 {
		t.Errorf("an operator: %v, %v", response, err)
	}
	for name, own := range map[string][]tls.Certificate{"no certificate": nil, "one of another authority": {pair(a)}} {
		if response, err := a.get(t, s.OpsURL()+"/metrics", own...); err == nil {
			t.Errorf("%s: %v", name, response)
		}
	}
	if response, err := a.get(t, s.URL()+"/api/status"); err != nil || response.StatusCode != 200 {
		t.Errorf("the API, for a client without a certificate: %v, %v", response, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func Test_a_renewed_certificate_is_read_without_a_restart(t *testing.T) {
	a, log, now := newAuthority(t), &strings.Builder{}, time.Now()
	config := a.secured(t)
	c, err := openCertificate(config.TLSCert, config.TLSKey, func() time.Time { return now }, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	serial := func(want int64, told string) {
		t.Helper()
		now = now.Add(lookEvery)
		got, err := c.Get(&tls.ClientHelloInfo{})
		if err != nil || got.Leaf.SerialNumber.Int64() != want || strings.Count(log.String(), "\n") > 0 != (told != "") || !strings.Contains(log.String(), told) {
			t.Errorf("serial %d, want %d; %v; told %q, want %q", got.Leaf.SerialNumber, want, err, log, told)
		}
		log.Reset()
	}
	write := func(path, text string) {
		t.Helper()
		inFile(t, filepath.Dir(path), filepath.Base(path), text)
		if err := os.Chtimes(path, now, now); err != nil {
			t.Fatal(err)
		}
	}
	serial(101, "")
	chain, key := a.issue(t)
	write(config.TLSCert, chain)
	serial(101, "cannot be loaded") // the key is still the one before
	serial(101, "")                 // and this is told once
	write(config.TLSKey, key)
	serial(102, "reloaded")
	if err := os.Remove(config.TLSKey); err != nil {
		t.Fatal(err)
	}
	serial(102, "cannot be loaded")
	chain, key = a.issue(t)
	write(config.TLSCert, chain)
	write(config.TLSKey, key)
	if got, _ := c.Get(&tls.ClientHelloInfo{}); got.Leaf.SerialNumber.Int64() != 102 {
		t.Error("files are looked at more than once a second")
	}
	serial(103, "reloaded")
}

func TestNew_refuses_TLS_that_cannot_work(t *testing.T) {
	a, folder := newAuthority(t), t.TempDir()
	chain, key := a.issue(t)
	_, foreign := a.issue(t)
	good, goodKey := inFile(t, folder, "chain.pem", chain), inFile(t, folder, "key.pem", key)
	for name, c := range map[string]struct {
		change func(*Config)
		told   string
	}{
		"a chain without a key":    {func(c *Config) { c.TLSCert = good }, "tls-cert, tls-key: one is set without the other"},
		"a key without a chain":    {func(c *Config) { c.TLSKey = goodKey }, "tls-cert, tls-key: one is set without the other"},
		"no such file":             {func(c *Config) { c.TLSCert, c.TLSKey = filepath.Join(folder, "none"), goodKey }, "none: no such file"},
		"the key of another":       {func(c *Config) { c.TLSCert, c.TLSKey = good, inFile(t, folder, "foreign.pem", foreign) }, "does not match"},
		"no PEM":                   {func(c *Config) { c.TLSCert, c.TLSKey = inFile(t, folder, "text", "certificate"), goodKey }, "tls-cert: "},
		"operators without TLS":    {func(c *Config) { c.TLSClientCA = good }, "tls-client-ca: it needs tls-cert"},
		"an authority that is not": {func(c *Config) { c.TLSCert, c.TLSKey, c.TLSClientCA = good, goodKey, goodKey }, "holds no certificate in PEM"},
		"a site by http":           {func(c *Config) { c.TLSCert, c.TLSKey, c.SiteURL = good, goodKey, "http://x" }, "site-url: it is http://"},
	} {
		config := local(t)
		c.change(&config)
		s, err := New(t.Context(), config)
		if err == nil {
			_ = s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.told) {
			t.Errorf("%s: %v, want %q", name, err, c.told)
		}
	}
}

func TestConnectionLog_keeps_what_strangers_cause_from_the_log(t *testing.T) {
	told := &strings.Builder{}
	for _, line := range []string{"http: TLS handshake error from 192.0.2.1:1: EOF\n", "http: panic serving 192.0.2.1:1: x\n"} {
		if n, err := (connectionLog{slog.New(slog.NewTextHandler(told, nil))}).Write([]byte(line)); n != len(line) || err != nil {
			t.Error(n, err)
		}
	}
	if text := told.String(); strings.Contains(text, "handshake") || !strings.Contains(text, "level=WARN msg=\"http: panic") {
		t.Error(text)
	}
}
