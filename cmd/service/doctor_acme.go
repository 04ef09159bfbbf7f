package service

import (
	"context"
	"crypto/tls"
	"path/filepath"
)

// obtained checks the certificates obtained by ACME. They are renewed in the last third of
// their lifetime, or one month before expiry.
func (d *Doctor) obtained(context.Context) (findings []DoctorFinding) {
	for _, host := range d.config.ACMEHosts {
		file := filepath.Join(d.config.DataDir, acmeFolder, host) // key and chain in PEM
		pair, err := tls.LoadX509KeyPair(file, file)
		if err != nil {
			findings = append(findings, warn("there is no certificate for "+host+" yet",
				"a server obtains it when the authority reaches port 443 of "+host+"; its log says why it does not"))
			continue
		}
		late := min(renewBefore, pair.Leaf.NotAfter.Sub(pair.Leaf.NotBefore)/4)
		findings = append(findings, d.until("the certificate of "+host, pair.Leaf.NotAfter, late))
	}
	return findings
}
