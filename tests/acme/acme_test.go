// Package acme_test has a server obtain its certificates from Pebble, Let's Encrypt's own
// ACME server for tests, which validates them on the listener of the API.
package acme_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/letsencrypt/challtestsrv"
	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

const first, second = "warder.example.com", "secrets.example.com"

// authority is one Pebble.
type authority struct {
	*httptest.Server

	root *x509.Certificate
}

// startAuthority starts a Pebble whose certificates last so long, and which looks for
// every host at a port of this machine.
func startAuthority(t *testing.T, port int, lasts time.Duration) *authority {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	silent, store := log.New(io.Discard, "", 0), db.NewMemoryStore()
	issuer := ca.New(silent, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {ValidityPeriod: uint64(lasts.Seconds())}})
	front := wfe.New(silent, store, va.New(silent, 1, port, true, names(t), store), issuer, []string{"pebble.example.com"}, true, false, 1, 1)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	return &authority{server, issuer.GetRootCert(0).Cert}
}

// names is the address of a DNS server for which every host is this machine.
func names(t *testing.T) string {
	t.Helper()
	address := "127.0.0.1:" + strconv.Itoa(freePort(t))
	server, err := challtestsrv.New(challtestsrv.Config{Log: log.New(io.Discard, "", 0), DNSAddrs: []string{address}})
	if err != nil {
		t.Fatal(err)
	}
	server.SetDefaultDNSIPv4("127.0.0.1")
	server.SetDefaultDNSIPv6("")
	go server.Run()
	t.Cleanup(server.Shutdown)
	return address
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// by is the configuration of a server that obtains its certificates from an authority.
func by(a *authority, port int, folder string) func(*service.Config) {
	return func(c *service.Config) {
		c.RootKey = seal.Text{} // it is in the folder, for the next start
		c.Listen, c.DataDir, c.SiteURL = "127.0.0.1:"+strconv.Itoa(port), folder, "https://"+first
		c.ACMEHosts, c.ACMEEmail, c.ACMEAcceptTerms = []string{first, second}, "ops@example.com", true
		c.ACMEDirectory, c.ACMEClient = a.URL+wfe.DirectoryPath, a.Client()
	}
}

// handshake is what a client of a host sees.
func handshake(port int, host string, roots ...*authority) (*x509.Certificate, error) {
	pool := x509.NewCertPool()
	for _, a := range roots {
		pool.AddCert(a.root)
	}
	connection, err := tls.Dial("tcp", "127.0.0.1:"+strconv.Itoa(port), &tls.Config{ServerName: host, RootCAs: pool, MinVersion: tls.VersionTLS12})
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	return connection.ConnectionState().PeerCertificates[0], nil
}

func served(t *testing.T, port int, host string, roots ...*authority) *x509.Certificate {
	t.Helper()
	var found *x509.Certificate
	testserver.Eventually(t, host+" has a certificate", func() (is bool) {
		var err error
		found, err = handshake(port, host, roots...)
		return err == nil
	})
	return found
}

func Test_certificates_are_obtained_kept_and_renewed(t *testing.T) {
	port, folder, url := freePort(t), filepath.Join(t.TempDir(), "data"), database.SQLite(t)
	short := startAuthority(t, port, time.Hour)
	s := testserver.Launch(t, url, by(short, port, folder))
	before := served(t, port, first, short)
	served(t, port, second, short)
	speaksHTTP2(t, port, short)
	for _, host := range []string{"other.example.com", ""} {
		if _, err := handshake(port, host, short); err == nil {
			t.Errorf("%q is served a certificate", host)
		}
	}
	testserver.Eventually(t, "the server is ready", func() bool {
		ready := s.Ready(t)
		return ready.Status == http.StatusOK && !strings.Contains(string(ready.Body), "no certificate")
	})
	if metrics := s.Metrics(t); !strings.Contains(metrics, "warder_tls_certificate_expiry_timestamp_seconds 1.") {
		t.Error("the metric of its end is not there")
	}
	private(t, filepath.Join(folder, "acme"))
	s.Stop(t)

	again := testserver.Launch(t, url, by(short, port, folder))
	if kept := served(t, port, first, short); kept.SerialNumber.Cmp(before.SerialNumber) != 0 {
		t.Error("another certificate is obtained at a start")
	}
	again.Stop(t)

	// Both are near their end for a server that renews two hours before it.
	long := startAuthority(t, port, 90*24*time.Hour)
	testserver.Launch(t, url, by(long, port, folder), func(c *service.Config) { c.ACMERenewBefore = 2 * time.Hour })
	testserver.Eventually(t, "the certificate is renewed", func() bool {
		now, err := handshake(port, first, short, long)
		return err == nil && now.SerialNumber.Cmp(before.SerialNumber) != 0 && time.Until(now.NotAfter) > 24*time.Hour
	})
}

func speaksHTTP2(t *testing.T, port int, a *authority) {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(a.root)
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{ServerName: first, RootCAs: pool, MinVersion: tls.VersionTLS12}}}
	defer client.CloseIdleConnections()
	answer, err := client.Get("https://127.0.0.1:" + strconv.Itoa(port) + "/api/status")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.ProtoMajor != 2 || answer.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s, HSTS %q", answer.Proto, answer.Header.Get("Strict-Transport-Security"))
	}
}

// private holds that a folder and its files are for their owner alone.
func private(t *testing.T, folder string) {
	t.Helper()
	info, err := os.Stat(folder)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Fatalf("%v, %v", info, err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) < 3 { // the account's key, and two certificates
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		if info, err := file.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", file.Name(), info.Mode(), err)
		}
	}
}

func Test_without_a_certificate_a_server_says_so_and_serves_no_other(t *testing.T) {
	port := freePort(t)
	away := startAuthority(t, port, time.Hour)
	away.Close()
	s := testserver.Launch(t, database.SQLite(t), by(away, port, filepath.Join(t.TempDir(), "data")))
	if _, err := handshake(port, first, away); err == nil {
		t.Error("a handshake succeeds")
	}
	testserver.Eventually(t, "the server tells why", func() bool {
		return strings.Contains(string(s.Ready(t).Body), "tls-acme-host "+first) && strings.Contains(s.Log.String(), "no certificate yet, trying again")
	})
}
