package kms

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// vaultKMS is a key of the transit engine of HashiCorp Vault or OpenBao. The token is in
// VAULT_TOKEN or, as written by their command line and agent, in ~/.vault-token; it is read
// again for each request. VAULT_NAMESPACE and VAULT_CACERT apply.
type vaultKMS struct{ mount, name string }

var vaultKey = regexp.MustCompile(`^([\w.:\[\]-]+)/([\w/-]+)/keys/([\w.-]+)$`)

func openVault(address, endpoint string) (service, *http.Client, error) {
	parts := vaultKey.FindStringSubmatch(address)
	if parts == nil {
		return nil, nil, ErrAddress
	}
	if endpoint == "" {
		endpoint = "https://" + parts[1]
	}
	if parsed, err := url.Parse(endpoint); err != nil || parsed.Host == "" {
		return nil, nil, ErrAddress
	}
	authorities, err := vaultAuthorities()
	if err != nil {
		return nil, nil, err
	}
	return &vaultKMS{strings.TrimSuffix(endpoint, "/") + "/v1/" + parts[2], parts[3]}, newClient(authorities), nil
}

// vaultAuthorities are the authorities in VAULT_CACERT; nil for the system's.
func vaultAuthorities() (*x509.CertPool, error) {
	file := os.Getenv("VAULT_CACERT")
	if file == "" {
		return nil, nil //nolint:nilnil // crypto/tls uses the system's for nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("VAULT_CACERT: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("VAULT_CACERT: %s holds no certificate in PEM", file)
	}
	return pool, nil
}

func (v *vaultKMS) request(ctx context.Context, op operation, text []byte) (*http.Request, error) {
	token, err := vaultToken()
	if err != nil {
		return nil, err
	}
	action, body := "decrypt", map[string]any{"ciphertext": string(text)}
	if op == wrap {
		action, body = "encrypt", map[string]any{"plaintext": text}
	}
	request, _, err := post(ctx, v.mount+"/"+action+"/"+v.name, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Vault-Request", "true")
	request.Header.Set("X-Vault-Token", token)
	if namespace := os.Getenv("VAULT_NAMESPACE"); namespace != "" {
		request.Header.Set("X-Vault-Namespace", namespace)
	}
	return request, nil
}

func vaultToken() (string, error) {
	if token := strings.TrimSpace(os.Getenv("VAULT_TOKEN")); token != "" {
		return token, nil
	}
	if home, err := os.UserHomeDir(); err == nil {
		if text, err := os.ReadFile(filepath.Join(home, ".vault-token")); err == nil && len(text) > 0 {
			return strings.TrimSpace(string(text)), nil
		}
	}
	return "", fmt.Errorf("%w: no token: set VAULT_TOKEN, or have Vault Agent write ~/.vault-token", ErrDenied)
}

func (v *vaultKMS) answer(op operation, body []byte) ([]byte, error) {
	var said struct {
		Data struct {
			Plaintext  []byte
			Ciphertext string
		}
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return nil, err
	}
	if op == wrap {
		return []byte(said.Data.Ciphertext), nil
	}
	return said.Data.Plaintext, nil
}
