package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/modelstest"
)

// A source of bundles is asked, and what is kept for the time when it is away is told.
func TestDoctor_of_a_source_of_bundles(t *testing.T) {
	bundle := folder(t.TempDir()).signedBundle(t, "7")
	source := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/bundle" || r.Header.Get("Authorization") != "Bearer hunter2" {
			http.NotFound(w, r)
			return
		}
		http.ServeFile(w, r, bundle)
	}))
	t.Cleanup(source.Close)
	root := seal.NewRootKey()
	t.Setenv("WARDER_ROOT_KEY", root.Reveal())
	t.Setenv("WARDER_POLICY_TOKEN", "hunter2")
	p := &patient{t: t, dir: filepath.Join(t.TempDir(), "data"), url: sealed(t, root, 0)}
	from := func(path string) []string {
		return []string{"--insecure-unsigned-policy", "--policy", source.URL + path}
	}
	there := p.examine(from("/bundle")...)
	there.found("policy", "ok", source.URL+"/bundle loads")
	there.found("policy", "warn", "no bundle is stored")
	there.found("configuration", "warn", "insecure-unsigned-policy")
	p.found("policy", "fail", "404", from("/none")...)
	modelstest.Write(t, modelstest.Open(t, p.url), func(tx *store.Tx) error {
		return models.KeepPolicy(tx, &models.KeptPolicy{Revision: 6, Digest: "d", Archive: []byte("x"), Hash: "forged", KeptAt: modelstest.Now})
	})
	p.found("policy", "fail", "the row is not as this installation wrote it", from("/bundle")...)
	if strings.Contains(p.printed.String(), "hunter2") {
		t.Error("the token of the source is printed")
	}
}

func TestDoctor_of_certificates(t *testing.T) {
	p := &patient{t: t, dir: t.TempDir()}
	p.url = "sqlite:" + filepath.Join(p.dir, "warder.db")
	for left, want := range map[time.Duration]string{-time.Hour: "fail", 24 * time.Hour: "warn", 90 * 24 * time.Hour: "ok"} {
		chain, key := certificate(t, left)
		p.found("certificate", want, "the certificate ", "--tls-cert", chain, "--tls-key", key)
	}
	_, key := certificate(t, time.Hour)
	p.found("certificate", "fail", "in PEM", "--tls-cert", key, "--tls-key", key)
}

// certificate is a certificate that ends after a time, and its key.
func certificate(t *testing.T, left time.Duration) (chain, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(left)}
	signed, err := x509.CreateCertificate(rand.Reader, of, of, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	chain, key = filepath.Join(t.TempDir(), "chain.pem"), filepath.Join(t.TempDir(), "key.pem")
	write(t, chain, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})))
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})))
	return chain, key
}
