package service

import (
	"log/slog"
	"net/netip"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/crypto/acme"

	"warder/engine"
	"warder/models/seal"
)

// setting is one key of the configuration. Its name is the key in the file and the flag; in
// capitals, with underscores and the prefix WARDER_, it is the environment variable.
type setting struct {
	name, initial, usage string
	read                 reader
	// envOnly keeps a secret off the command line, which other users of the machine can read,
	// and out of the configuration file.
	envOnly bool
}

// settings are all settings.
func settings() []setting {
	return []setting{
		{name: "listen", initial: "127.0.0.1:8080", usage: "address of the API, `host:port`", read: text(func(c *Config) *string { return &c.Listen })},
		{name: "ops-listen", initial: "127.0.0.1:8081", usage: "address of health, metrics and profiles, `host:port`", read: text(func(c *Config) *string { return &c.OpsListen })},
		{name: "tls-cert", usage: "`file` with the certificate chain of the API in PEM, by which it speaks TLS and HTTP/2; read again when it changes", read: text(func(c *Config) *string { return &c.TLSCert })},
		{name: "tls-key", usage: "`file` with the key of tls-cert in PEM", read: text(func(c *Config) *string { return &c.TLSKey })},
		{name: "tls-client-ca", usage: "`file` with authorities in PEM: ops-listen speaks TLS too, and to clients with a certificate of theirs alone", read: text(func(c *Config) *string { return &c.TLSClientCA })},
		{name: "tls-acme-host", usage: "`names`, separated by commas, that certificates are obtained for by ACME, in the place of tls-cert; the authority asks on port 443 of each", read: readHosts},
		{name: "tls-acme-email", usage: "`address` that the certificate authority may write to", read: text(func(c *Config) *string { return &c.ACMEEmail })},
		{name: "tls-acme-directory", initial: acme.LetsEncryptURL, usage: "`url` of the directory of the certificate authority", read: text(func(c *Config) *string { return &c.ACMEDirectory })},
		{name: "tls-acme-accept-terms", initial: "false", usage: "agree to the terms of service of the certificate authority", read: flag(func(c *Config) *bool { return &c.ACMEAcceptTerms })},
		{name: "database-url", usage: "`url` of the database, sqlite:PATH or postgres://...; one with a password belongs in WARDER_DATABASE_URL or DATABASE_URL (default sqlite:DATA_DIR/warder.db)", read: hidden(func(c *Config) *seal.Text { return &c.DatabaseURL })},
		{name: "database-connections", initial: "0", usage: "how `many` connections to PostgreSQL, or readers of SQLite, may be open; 0 for 16 and 4", read: count(func(c *Config) *int { return &c.DatabaseConnections })},
		{name: "database-wait", initial: "0s", usage: "longest `time` that a start tries again to reach the database; 0 tries once", read: span(func(c *Config) *timeout { return &c.DatabaseWait })},
		{name: "data-dir", initial: "./warder-data", usage: "`directory` of the SQLite database and of the root key", read: text(func(c *Config) *string { return &c.DataDir })},
		{name: "policy", initial: PolicyEmbedded, usage: "where rules come from: embedded, a `directory` of Rego, or a bundle: a file, http(s)://... or oci://HOST/REPOSITORY:TAG", read: text(func(c *Config) *string { return &c.Policy })},
		{name: "policy-keys", usage: "public keys that bundles are verified with, `id=file,...`", read: readPolicyKeys},
		{name: "policy-scope", usage: "`name` that bundles must be signed for", read: text(func(c *Config) *string { return &c.PolicyScope })},
		{name: "policy-fallback", initial: PolicyNone, usage: "`policy` in force until the source provides a valid one: none, which refuses every request, or embedded", read: text(func(c *Config) *string { return &c.PolicyFallback })},
		{name: "policy-interval", initial: "30s", usage: "`time` between two looks at the source of bundles", read: duration(func(c *Config) *timeout { return &c.PolicyInterval })},
		{name: "policy-max-stale", initial: "0s", usage: "longest `time` without a good answer of the source of bundles before every request is refused; 0 for ever", read: span(func(c *Config) *timeout { return &c.PolicyMaxStale })},
		{name: "policy-token", read: hidden(func(c *Config) *seal.Text { return &c.PolicyToken }), envOnly: true},
		{name: "insecure-unsigned-policy", initial: "false", usage: "take unsigned bundles, from everyone who can reach the source", read: flag(func(c *Config) *bool { return &c.InsecureUnsigned })},
		{name: "insecure-unconfined-policy", initial: "false", usage: "run policies that are sent over the API also where this system bounds no process's memory, so that one can end the server", read: flag(func(c *Config) *bool { return &c.InsecureUnconfined })},
		{name: "insecure-registry", initial: "false", usage: "speak to the registry of oci:// by http", read: flag(func(c *Config) *bool { return &c.InsecureRegistry })},
		{name: "insecure-core-dumps", initial: "false", usage: "let core dumps be written and debuggers of the same user be attached, which see keys and secrets", read: flag(func(c *Config) *bool { return &c.InsecureCoreDumps })},
		{name: "trusted-proxies", usage: "addresses whose X-Forwarded-For is believed, `CIDR,...` (default none)", read: ranges(func(c *Config) *[]netip.Prefix { return &c.TrustedProxies })},
		{name: "insecure-trust-all-proxies", initial: "false", usage: "let trusted-proxies hold every address, so that any client can forge its own", read: flag(func(c *Config) *bool { return &c.TrustAllProxies })},
		{name: "outbound-allow", usage: "addresses that are not public and that auth methods of identities may have asked all the same, such as an API server in the cluster, `CIDR,...` (default none)", read: ranges(func(c *Config) *[]netip.Prefix { return &c.OutboundAllow })},
		{name: "aws-sts-endpoint", initial: "https://sts.{region}.amazonaws.com", usage: "`url` that AWS auth asks who signed a request; {region} stands for that of the signature", read: text(func(c *Config) *string { return &c.AWSSTSEndpoint })},
		{name: "gcp-endpoint", initial: "https://www.googleapis.com", usage: "`url` below which Google publishes its keys", read: text(func(c *Config) *string { return &c.GCPEndpoint })},
		{name: "azure-endpoint", initial: "https://login.microsoftonline.com", usage: "`url` below which Microsoft publishes its keys", read: text(func(c *Config) *string { return &c.AzureEndpoint })},
		{name: "root-key-file", usage: "`file` of mode 0600 with the root key (default DATA_DIR/root.key, made when missing)", read: text(func(c *Config) *string { return &c.RootKeyFile })},
		{name: "root-key", read: hidden(func(c *Config) *seal.Text { return &c.RootKey }), envOnly: true},
		{name: "root-key-kms", usage: "`key` of a KMS that unwraps the root key at the start: aws-kms://ARN, gcp-kms://projects/... or hcvault://HOST/MOUNT/keys/NAME (default none)", read: text(func(c *Config) *string { return &c.RootKeyKMS })},
		{name: "root-key-kms-endpoint", usage: "`url` of the KMS in the place of its own, such as https://vpce-....vpce.amazonaws.com", read: text(func(c *Config) *string { return &c.RootKeyKMSEndpoint })},
		{name: "setup-token", read: hidden(func(c *Config) *seal.Text { return &c.SetupToken }), envOnly: true},
		{name: "server-name", usage: "`name` that tells this server from the others of its database (default that of the host)", read: text(func(c *Config) *string { return &c.ServerName })},
		{name: "site-url", usage: "`url` by which browsers reach the server, https://... (default http:// and the listen address)", read: text(func(c *Config) *string { return &c.SiteURL })},
		{name: "console", initial: "true", usage: "serve the web console at /console/", read: flag(func(c *Config) *bool { return &c.Console })},
		{name: "console-idle-lock", initial: "15m", usage: "longest `time` that the console stays open without input; 0 for ever", read: span(func(c *Config) *timeout { return &c.ConsoleIdleLock })},
		{name: "log-level", initial: "info", usage: "lowest `level` logged: debug, info, warn or error", read: readLogLevel},
		{name: "log-format", initial: LogText, usage: "`format` of the log: text or json", read: text(func(c *Config) *string { return &c.LogFormat })},
		{name: "decision-log", initial: DecisionLogNone, usage: "copy of the decision log besides the database: none, stdout or a `file` of JSON lines", read: text(func(c *Config) *string { return &c.DecisionLog })},
		{name: "request-log", initial: DecisionLogNone, usage: "one line of JSON for each request: none, stdout or a `file`", read: text(func(c *Config) *string { return &c.RequestLog })},
		{name: "otlp-endpoint", usage: "`url` of a collector that takes traces by OTLP over HTTP, such as http://127.0.0.1:4318 (default none; OTEL_EXPORTER_OTLP_ENDPOINT is honoured)", read: text(func(c *Config) *string { return &c.OTLPEndpoint })},
		{name: "otlp-headers", read: hidden(func(c *Config) *seal.Text { return &c.OTLPHeaders }), envOnly: true},
		{name: "trace-ratio", initial: "1", usage: "`share` of traces that are recorded, from 0 to 1", read: share(func(c *Config) *float64 { return &c.TraceRatio })},
		{name: "decision-export", usage: "`urls` of systems that the decision log is copied to, separated by blanks: file:///PATH, opa+https://..., nats://..., kafka://... or s3://...; one with a password belongs in WARDER_DECISION_EXPORT", read: hidden(func(c *Config) *seal.Text { return &c.DecisionExport })},
		{name: "export-max-backlog", initial: "0", usage: "how `many` decision records may wait for their copy by decision-export before requests are refused with 503; 0 for any number", read: count(func(c *Config) *int { return &c.ExportMaxBacklog })},
		{name: "audit-reads", initial: AuditBuffered, usage: "`mode` of recording reads: buffered, through a queue that a killed server loses, or durable, committed before answering", read: text(func(c *Config) *string { return &c.AuditReads })},
		{name: "body-limit", initial: "4MiB", usage: "largest request body, a `size`", read: size(func(c *Config) *int64 { return &c.BodyLimit })},
		{name: "keep-deleted-days", initial: "90", usage: "`days` that the versions of deleted secrets are kept; 0 keeps them for ever", read: days(func(c *Config) *timeout { return &c.KeepDeleted })},
		{name: "policy-timeout", initial: "1s", usage: "longest `time` that one decision may take", read: duration(func(c *Config) *timeout { return &c.PolicyTimeout })},
		{name: "policy-memory", initial: "256MiB", usage: "most memory that one decision may take up, a `size`", read: size(func(c *Config) *int64 { return &c.PolicyMemory })},
		{name: "policy-evaluator", initial: string(engine.Plan), usage: "evaluator of decisions: plan, or topdown, which is OPA's own and several times slower", read: text(func(c *Config) *string { return &c.PolicyEvaluator })},
		{name: "policy-crosscheck", initial: "1000", usage: "one in how `many` decisions of the plan is taken again by topdown behind the request, and how many after a load all are; 0 for none", read: count(func(c *Config) *int { return &c.PolicyCrosscheck })},
		{name: "shutdown-timeout", initial: "20s", usage: "`time` that a stopping server lets requests finish", read: duration(func(c *Config) *timeout { return &c.ShutdownTimeout })},
		{name: "header-timeout", initial: "10s", usage: "longest `time` for reading the head of a request", read: duration(func(c *Config) *timeout { return &c.HeaderTimeout })},
		{name: "read-timeout", initial: "30s", usage: "longest `time` for reading a whole request", read: duration(func(c *Config) *timeout { return &c.ReadTimeout })},
		{name: "write-timeout", initial: "60s", usage: "longest `time` from the head of a request to the end of its answer", read: duration(func(c *Config) *timeout { return &c.WriteTimeout })},
		{name: "idle-timeout", initial: "2m", usage: "longest `time` between two requests on one connection", read: duration(func(c *Config) *timeout { return &c.IdleTimeout })},
	}
}

// variable is the setting's environment variable.
func (s setting) variable() string { return variable(s.name) }

func variable(name string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// Flags adds a flag for every setting that may have one, with its default.
func Flags(flags *pflag.FlagSet) {
	flags.String(configKey, "", "YAML `file` with any of these keys")
	for _, s := range settings() {
		if s.envOnly {
			continue
		}
		if s.initial == "false" || s.initial == "true" {
			flags.Bool(s.name, s.initial == "true", s.usage)
			continue
		}
		flags.String(s.name, s.initial, s.usage)
	}
}

// databaseFlags are the server settings that commands on the database need.
var databaseFlags = []string{configKey, "data-dir", "database-url", "database-connections", "database-wait", "root-key-file", "root-key-kms", "root-key-kms-endpoint", "log-level", "log-format"}

// DatabaseFlags adds the flags of a command on the database, and more of them by name. It
// accepts every flag of a server, so that serve's command line works too; help shows the flags
// in use.
func DatabaseFlags(flags *pflag.FlagSet, more ...string) {
	flagsShown(flags, append(more, databaseFlags...))
}

// DemoFlags adds the flags of a command on a server on this machine.
func DemoFlags(flags *pflag.FlagSet) { flagsShown(flags, []string{configKey, "listen", "data-dir"}) }

// RootKeyFlags adds the flags of a command that wraps a root key with the KMS.
func RootKeyFlags(flags *pflag.FlagSet) {
	flagsShown(flags, []string{configKey, "root-key-kms", "root-key-kms-endpoint"})
}

// HealthFlags adds the flags of a command that checks the health of a server on this machine.
func HealthFlags(flags *pflag.FlagSet) { flagsShown(flags, []string{configKey, "ops-listen"}) }

func flagsShown(flags *pflag.FlagSet, names []string) {
	Flags(flags)
	flags.VisitAll(func(flag *pflag.Flag) { flag.Hidden = !slices.Contains(names, flag.Name) })
}

// Defaults is the configuration without any settings.
func Defaults() Config {
	config := Config{LogLevel: slog.LevelInfo, unwrapped: &unwrappedRootKey{}}
	for _, s := range settings() {
		// The tests of this package find a default that does not parse.
		_ = s.read(&config, s.initial)
	}
	return config
}
