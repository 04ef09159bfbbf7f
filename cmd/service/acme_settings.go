package service

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// maxACMEHosts limits the certificates requested at startup.
const maxACMEHosts = 20

var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

func (c *Config) checkACME() error {
	if len(c.ACMEHosts) == 0 {
		if c.ACMEEmail != "" || c.ACMEAcceptTerms {
			return errors.New("tls-acme-email, tls-acme-accept-terms: they need tls-acme-host")
		}
		return nil
	}
	problems := []error{}
	if c.TLSCert != "" || c.TLSKey != "" {
		problems = append(problems, errors.New("tls-acme-host: tls-cert is set too; use one of them"))
	}
	if !c.ACMEAcceptTerms {
		problems = append(problems, errors.New("tls-acme-accept-terms: set it to true if you agree to the terms of service of the certificate authority, which its directory names"))
	}
	if len(c.ACMEHosts) > maxACMEHosts {
		problems = append(problems, fmt.Errorf("tls-acme-host: %d names, want %d at most", len(c.ACMEHosts), maxACMEHosts))
	}
	for _, host := range c.ACMEHosts {
		if net.ParseIP(host) != nil || len(host) > 253 || !hostName.MatchString(host) {
			problems = append(problems, fmt.Errorf("tls-acme-host: %q: want a name in lower case such as warder.example.com, without * and port", host))
		}
	}
	if c.ACMEEmail != "" && (strings.Count(c.ACMEEmail, "@") != 1 || strings.ContainsAny(c.ACMEEmail, " ,:<>")) {
		problems = append(problems, errors.New("tls-acme-email: want one address"))
	}
	problems = append(problems, named("tls-acme-directory", checkEndpoint(c.ACMEDirectory)))
	return errors.Join(problems...)
}

// acmeSettings are the ACME settings.
type acmeSettings struct {
	ACMEHosts       []string // host names for certificates; none disables ACME
	ACMEEmail       string   // contact address for the authority
	ACMEDirectory   string   // URL of the authority's directory
	ACMEAcceptTerms bool     // accepts the authority's terms of service
	// For tests only; no setting.
	ACMEClient      *http.Client
	ACMERenewBefore time.Duration
}

func readHosts(config *Config, text string) error {
	config.ACMEHosts = nil
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			config.ACMEHosts = append(config.ACMEHosts, item)
		}
	}
	return nil
}
