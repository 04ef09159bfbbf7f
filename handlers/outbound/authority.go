package outbound

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
)

// pool is nil, which stands for the system's authorities, only for an empty text. A text
// with anything in PEM beside certificates holds what should not have been sent, such as a
// private key.
func pool(ca string) (*x509.CertPool, error) {
	if strings.TrimSpace(ca) == "" {
		return nil, nil //nolint:nilnil // as crypto/tls has it
	}
	roots, found := x509.NewCertPool(), 0
	for rest := []byte(ca); ; {
		block, after := pem.Decode(rest)
		if block == nil {
			break
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if block.Type != "CERTIFICATE" || err != nil {
			return nil, fmt.Errorf("%w: the certificate authority holds something else than certificates", ErrFailed)
		}
		roots.AddCert(certificate)
		rest, found = after, found+1
	}
	if found == 0 || found != bytes.Count([]byte(ca), []byte("-----BEGIN")) {
		return nil, fmt.Errorf("%w: the certificate authority holds no certificate, or something else beside", ErrFailed)
	}
	return roots, nil
}

// IsCA is whether a text holds certificates in PEM, and nothing else in it.
func IsCA(text string) bool {
	_, err := pool(text)
	return err == nil
}
