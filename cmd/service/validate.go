package service

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"warder/bundles"
	"warder/cmd/tracing"
	"warder/engine"
	"warder/models/store"
)

// Validate returns all errors that make the server unusable or unsafe, at once. It reads the
// configured files and changes nothing.
func (c *Config) Validate() error {
	problems := []error{
		checkAddress("listen", c.Listen),
		checkAddress("ops-listen", c.OpsListen),
		c.checkTLS(),
		c.checkACME(),
		checkWord("log-format", c.LogFormat, LogText, LogJSON),
		checkWord("audit-reads", c.AuditReads, AuditBuffered, AuditDurable),
		c.checkDatabase(),
		c.checkPolicy(),
		c.checkProxies(),
		c.checkOutbound(),
		c.checkRootKey(),
		c.checkSetupToken(),
		c.checkSiteURL(),
		checkServerName(c.ServerName),
		checkLogFile("decision-log", c.DecisionLog),
		checkLogFile("request-log", c.RequestLog),
		c.checkTraces(),
		c.checkExports(),
		c.checkBounds(),
	}
	if c.DataDir == "" {
		problems = append(problems, errors.New("data-dir: it is empty"))
	}
	return errors.Join(problems...)
}

// Warnings list permitted but questionable settings, logged at every start.
func (c *Config) Warnings() []string {
	var warnings []string
	if tooWide(c.TrustedProxies) != "" {
		warnings = append(warnings, "insecure-trust-all-proxies: every client can forge its address, so IP allowlists protect nothing")
	}
	if !loopback(c.Listen) && !strings.HasPrefix(c.SiteURL, "https://") && !c.speaksTLS() {
		warnings = append(warnings, "listening beyond this machine without an https site-url: set tls-cert and tls-key or tls-acme-host, or put TLS in front, and set site-url")
	}
	if !loopback(c.OpsListen) && c.TLSClientCA == "" {
		warnings = append(warnings, "ops-listen is reachable beyond this machine: metrics and profiles ask for no credentials; set tls-client-ca")
	}
	warnings = append(warnings, c.exportWarnings()...)
	if c.InsecureUnsigned {
		warnings = append(warnings, "insecure-unsigned-policy: everyone who can reach the source of bundles, or publish one, decides everything")
	}
	if c.InsecureCoreDumps {
		warnings = append(warnings, "insecure-core-dumps: core dumps and debuggers of the same user show keys and secrets")
	}
	if c.InsecureUnconfined {
		warnings = append(warnings, "insecure-unconfined-policy: everyone who may check, replay or publish a policy can end this server")
	}
	if c.PolicyFallback == PolicyEmbedded && c.policyKind() != kindEmbedded {
		warnings = append(warnings, "policy-fallback embedded: without a good policy to start with, the rules of the binary decide instead of yours")
	}
	return warnings
}

// maxServerName is the length limit of a server's name in characters.
const maxServerName = 100

func checkServerName(name string) error {
	if utf8.RuneCountInString(name) > maxServerName || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Errorf("server-name: want at most %d printable characters", maxServerName)
	}
	return nil
}

func checkAddress(name, address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%s: %q is not host:port", name, address)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%s: %q is not a port number", name, port)
	}
	if strings.ContainsAny(host, " /") {
		return fmt.Errorf("%s: %q is not a host", name, host)
	}
	return nil
}

func checkWord(name, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return fmt.Errorf("%s: %q is not one of %s", name, value, strings.Join(words, ", "))
}

// checkDatabase checks the form of the address and the end of a password; opening the database
// checks the rest. No error repeats any part of it, because it may be the password.
func (c *Config) checkDatabase() error {
	if err := store.CheckAddress(c.Database().Reveal()); err != nil {
		return named("database-url", err)
	}
	if address, err := pgx.ParseConfig(c.Database().Reveal()); c.sqliteFile() == "" && err == nil && splitInPassword(address) {
		return errors.New("database-url: a password with @, /, ?, # or : has to be percent-encoded, as in p%40ss for p@ss")
	}
	return nil
}

func (c *Config) checkPolicy() error {
	problems := []error{checkWord("policy-evaluator", c.PolicyEvaluator, string(engine.Plan), string(engine.Topdown)), checkWord("policy-fallback", c.PolicyFallback, PolicyEmbedded, PolicyNone), c.checkPolicySource()}
	if len(c.PolicyKeys) > 0 {
		_, err := bundles.NewTrust(c.PolicyScope, c.PolicyKeys)
		problems = append(problems, named("policy-keys", err))
	}
	return errors.Join(problems...)
}

func (c *Config) checkPolicySource() error {
	switch c.policyKind() {
	case kindFolder:
		if info, err := os.Stat(c.Policy); err != nil || !info.IsDir() {
			return fmt.Errorf("policy: %q is neither %q nor a directory, a file, http(s)://... or oci://...", c.Policy, PolicyEmbedded)
		}
	case kindHTTP, kindRegistry:
		if len(c.PolicyKeys) == 0 && !c.InsecureUnsigned {
			return errors.New("policy: everyone who can answer for this address could decide everything; name policy-keys and policy-scope, or say --insecure-unsigned-policy")
		}
		_, err := c.policySource()
		return named("policy", err)
	}
	return nil
}

func (c *Config) checkProxies() error {
	if wide := tooWide(c.TrustedProxies); wide != "" && !c.TrustAllProxies {
		return fmt.Errorf("trusted-proxies: %s, and every client there can forge its address; name your proxies, or say --insecure-trust-all-proxies", wide)
	}
	return nil
}

// checkOutbound requires https for the cloud endpoints, or plain http on this machine.
func (c *Config) checkOutbound() error {
	var problems []error
	if wide := tooWide(c.OutboundAllow); wide != "" {
		problems = append(problems, fmt.Errorf("outbound-allow: %s, and an administrator of any organization could have every server there asked that this machine can reach; name the ones that you mean", wide))
	}
	for name, endpoint := range map[string]string{
		"aws-sts-endpoint": strings.ReplaceAll(c.AWSSTSEndpoint, "{region}", "region"), "gcp-endpoint": c.GCPEndpoint, "azure-endpoint": c.AzureEndpoint,
	} {
		problems = append(problems, named(name, checkEndpoint(endpoint)))
	}
	return errors.Join(problems...)
}

func checkEndpoint(endpoint string) error {
	parsed, err := url.Parse(endpoint)
	switch {
	case err != nil || parsed.Host == "" || parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "":
		return errors.New("want https://HOST")
	case parsed.Scheme == "https", parsed.Scheme == "http" && loopback(net.JoinHostPort(parsed.Hostname(), "0")):
		return nil
	}
	return errors.New("want https://HOST; http is for this machine")
}

// minSetupToken is long enough to resist guessing at the permitted rate of failures.
const minSetupToken = 8

func (c *Config) checkSetupToken() error {
	if c.SetupToken.Empty() || len(c.SetupToken.Reveal()) >= minSetupToken {
		return nil
	}
	return fmt.Errorf("%s: it has fewer than %d characters", variable("setup-token"), minSetupToken)
}

func (c *Config) checkSiteURL() error {
	if c.SiteURL == "" {
		return nil
	}
	site, err := url.Parse(c.SiteURL)
	bare := err == nil && site.Host != "" && site.User == nil && strings.Trim(site.Path, "/") == "" && site.RawQuery == "" && site.Fragment == ""
	if bare && (site.Scheme == "http" || site.Scheme == "https") {
		return nil
	}
	return errors.New("site-url: want http:// or https:// and a host, nothing after it")
}

func checkLogFile(name, target string) error {
	if target == "" {
		return fmt.Errorf("%s: want %s, %s or a file", name, DecisionLogNone, DecisionLogStdout)
	}
	if info, err := os.Stat(target); err == nil && info.IsDir() {
		return fmt.Errorf("%s: %q is a directory", name, target)
	}
	return nil
}

// checkTraces repeats no part of the headers, which contain the collector's credential.
func (c *Config) checkTraces() error {
	problems := []error{}
	if endpoint, err := url.Parse(c.OTLPEndpoint); c.OTLPEndpoint != "" &&
		(err != nil || endpoint.Host == "" || endpoint.User != nil || endpoint.RawQuery != "" || endpoint.Scheme != "http" && endpoint.Scheme != "https") {
		problems = append(problems, errors.New("otlp-endpoint: want http://HOST:PORT or https://...; a credential belongs in "+variable("otlp-headers")))
	}
	_, err := tracing.ParseHeaders(c.OTLPHeaders.Reveal())
	return errors.Join(append(problems, named(variable("otlp-headers"), err))...)
}

// minBodyLimit admits a secret of 1 MiB with its JSON.
const minBodyLimit = 1<<20 + 64<<10

// minPolicyMemory is more than the rest of a server allocates during one decision: memory is
// measured for the whole process.
const minPolicyMemory = 32 << 20

// checkBounds also checks a Config that a test built.
func (c *Config) checkBounds() error {
	if c.BodyLimit < minBodyLimit {
		return fmt.Errorf("body-limit: %d bytes is less than a secret of 1 MiB needs, %d", c.BodyLimit, minBodyLimit)
	}
	if c.PolicyMemory < minPolicyMemory {
		return fmt.Errorf("policy-memory: %d bytes is less than an ordinary server takes up meanwhile, %d", c.PolicyMemory, minPolicyMemory)
	}
	for _, d := range []timeout{c.PolicyTimeout, c.ShutdownTimeout, c.HeaderTimeout, c.ReadTimeout, c.WriteTimeout, c.IdleTimeout} {
		if d <= 0 {
			return errors.New("a timeout is not set; start from Defaults")
		}
	}
	return nil
}

func named(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}

// loopback reports whether only this machine can reach the address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
