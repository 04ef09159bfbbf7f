package outbound

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
)

// pool parses certificate authorities. It returns nil, which selects the system's, only for an
// empty text. A text with PEM blocks other than certificates is refused: it may contain a
// private key.
func pool(ca string) (*x509.CertPool, error) {
	if strings.TrimSpace(ca) == "" {
		return nil, nil //nolint:nilnil // as in crypto/tls
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

// IsCA reports whether a text consists of PEM certificates only.
func IsCA(text string) bool {
	_, err := pool(text)
	return err == nil
}
