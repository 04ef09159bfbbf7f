package service

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"warder/models/seal"
	"warder/models/store"
)

// Keywords of Config fields.
const (
	PolicyEmbedded    = "embedded" // the policy compiled into the binary
	PolicyNone        = "none"
	DecisionLogNone   = "none"
	DecisionLogStdout = "stdout"
	AuditBuffered     = "buffered" // reads are recorded through a bounded queue
	AuditDurable      = "durable"  // reads are recorded before they are answered
	LogText           = "text"
	LogJSON           = "json"
)

// Config has all settings of a server. settings documents each one with its default. Create it
// with Load, or with Defaults in a test.
type Config struct {
	Listen    string // host:port of the API
	OpsListen string // host:port of health, metrics and profiles
	acmeSettings

	TLSCert     string    // certificate chain file of the API; empty for plain http
	TLSKey      string    // its key file
	TLSClientCA string    // file of the authorities that sign client certificates of OpsListen; empty for plain http
	DatabaseURL seal.Text // empty means a SQLite file in DataDir; see Database
	DataDir     string
	// DatabaseConnections limits the pool; 0 means the database's default.
	DatabaseConnections int
	DatabaseWait        time.Duration // how long startup retries an unreachable database; 0 for one attempt
	Policy              string        // PolicyEmbedded, a directory, a file, or the address of a bundle
	ServerName          string        // identifies the server among those of one database; empty means the host name
	SiteURL             string        // origin for browsers; empty means Listen
	Console             bool          // whether to serve the web console
	ConsoleIdleLock     time.Duration // how long the console stays unlocked without input; 0 for ever
	RootKeyFile         string        // empty means a file in DataDir, unless RootKey is set
	RootKeyKMS          string        // KMS key that unwraps the root key; empty if the key is not wrapped
	RootKeyKMSEndpoint  string        // replaces the service's own endpoint
	RootKey             seal.Text
	SetupToken          seal.Text // if empty, the server creates one when other machines can reach it
	DecisionLog         string    // DecisionLogNone, DecisionLogStdout or a file, in addition to the database
	// DecisionExport lists URLs of systems that store copies of the log, separated by blanks;
	// see package sinks. They may contain passwords.
	DecisionExport   seal.Text
	ExportMaxBacklog int       // uncopied records at which requests are refused; 0 means unlimited
	RequestLog       string    // DecisionLogNone, DecisionLogStdout or a file
	OTLPEndpoint     string    // of the trace collector; empty for none
	OTLPHeaders      seal.Text // for the collector, name=value,...
	TraceRatio       float64   // the share of recorded traces
	AuditReads       string    // AuditBuffered or AuditDurable
	LogLevel         slog.Level
	LogFormat        string // LogText or LogJSON
	BodyLimit        int64  // bytes of a request body

	PolicyKeys       map[string]string // public key files for bundle signatures by key id
	PolicyScope      string            // the scope that bundle signatures must have
	PolicyFallback   string            // PolicyEmbedded or PolicyNone, if startup finds no bundle
	PolicyToken      seal.Text         // for the source of bundles
	PolicyInterval   time.Duration     // between two polls of the source
	PolicyMaxStale   time.Duration     // how long the source may be unavailable before everything is refused; 0 for ever
	InsecureUnsigned bool              // permits unsigned bundles
	// InsecureUnconfined runs uploaded policies even without a memory limit.
	InsecureUnconfined bool
	InsecureRegistry   bool // permits http for a registry
	// InsecureCoreDumps permits core dumps and debuggers; the command line applies it.
	InsecureCoreDumps bool

	TrustedProxies  []netip.Prefix // whose X-Forwarded-For is trusted
	TrustAllProxies bool           // permits TrustedProxies to cover every address

	OutboundAllow  []netip.Prefix // ranges that are not public but permitted as targets
	AWSSTSEndpoint string         // verifies signed requests; {region} stands for the signature's region
	GCPEndpoint    string         // of Google's keys
	AzureEndpoint  string         // of Microsoft's

	KeepDeleted time.Duration // versions of deleted secrets; 0 means for ever

	PolicyMemory  int64         // bytes per decision
	PolicyTimeout time.Duration // per decision
	// PolicyEvaluator is engine.Plan or engine.Topdown. PolicyCrosscheck sets how often both
	// are compared; see engine.Crosscheck.
	PolicyEvaluator  string
	PolicyCrosscheck int
	ShutdownTimeout  time.Duration // for running requests at shutdown
	HeaderTimeout    time.Duration // for reading a request's header
	ReadTimeout      time.Duration // for reading a whole request
	WriteTimeout     time.Duration // from a request's header to the end of its response
	IdleTimeout      time.Duration // between two requests on one connection

	// Sandbox is the command that starts the process for bundle checks; see bundles.Sandbox.
	// It is no setting: the command line uses itself.
	Sandbox []string
	// PolicyUnproved activates a policy folder as soon as it compiles, for an author who runs
	// the tests separately. It is no setting.
	PolicyUnproved bool
	// For tests only; no setting.
	Logger *slog.Logger     // nil means one that writes to LogTo
	LogTo  io.Writer        // nil means standard error
	Clock  func() time.Time // nil means the system clock
	// ReportInterval is the interval of the server's status reports; 0 means reportInterval.
	ReportInterval time.Duration
	// StreamCheck is pep.Options.StreamCheck.
	StreamCheck time.Duration
	// Observer receives the statements sent to the database; may be nil.
	Observer store.Observer

	// KMSWait is kms.Options.Wait.
	KMSWait time.Duration

	unwrapped *unwrappedRootKey // from the KMS; nil caches nothing
	tracer    store.Tracer      // of statements; see openWatch
}

// Database is the address of the data: DatabaseURL, or a SQLite file in DataDir. It may
// contain a password.
func (c *Config) Database() seal.Text {
	if !c.DatabaseURL.Empty() {
		return c.DatabaseURL
	}
	return seal.NewText("sqlite:" + filepath.Join(c.DataDir, "warder.db"))
}

// system is OpenTelemetry's name of the database.
func (c *Config) system() string {
	if scheme, _, _ := strings.Cut(c.Database().Reveal(), ":"); scheme == "sqlite" || scheme == "file" {
		return "sqlite"
	}
	return "postgresql"
}

// ForPeople reports whether people read standard output and the log: text format, and no JSON
// Lines on standard output.
func (c *Config) ForPeople() bool {
	return c.LogFormat == LogText && c.DecisionLog != DecisionLogStdout && c.RequestLog != DecisionLogStdout
}

// Exists reports whether the database exists; a missing SQLite file is created when it is
// opened.
func (c *Config) Exists() bool {
	file := c.sqliteFile()
	if file == "" {
		return true
	}
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}

// Blank reports whether there is no database, or an empty SQLite file; opening it would write
// to it.
func (c *Config) Blank() bool {
	file := c.sqliteFile()
	if file == "" {
		return false
	}
	info, err := os.Stat(file)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// sqliteFile is the file of a SQLite database; empty for PostgreSQL.
func (c *Config) sqliteFile() string {
	scheme, path, _ := strings.Cut(c.Database().Reveal(), ":")
	if scheme != "sqlite" && scheme != "file" {
		return ""
	}
	return strings.TrimPrefix(path, "//")
}

// rootKeyPath is the root key's file if RootKey is not set.
func (c *Config) rootKeyPath() string {
	if c.RootKeyFile != "" {
		return c.RootKeyFile
	}
	return filepath.Join(c.DataDir, "root.key")
}

// Site is the origin of links to this server.
func (c *Config) Site() string {
	if c.SiteURL != "" {
		return strings.TrimSuffix(c.SiteURL, "/")
	}
	return localURL(c.Listen, c.speaksTLS())
}
