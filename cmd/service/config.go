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

// Values of Config fields that are one of a few words.
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

// Config is everything that can be set about a server.
// What each key is for and its default are in settings. Make one with Load, or
// with Defaults in a test.
type Config struct {
	Listen    string // host:port of the API
	OpsListen string // host:port of health, metrics and profiles
	acmeSettings

	TLSCert     string    // file of the certificate chain of the API; empty for plain http
	TLSKey      string    // file of its key
	TLSClientCA string    // file of authorities that clients of OpsListen need a certificate of; empty for plain http
	DatabaseURL seal.Text // empty means a SQLite file in DataDir; see Database
	DataDir     string
	// DatabaseConnections bounds the pool; 0 means the default of the database.
	DatabaseConnections int
	DatabaseWait        time.Duration // how long a start tries to reach the database; 0 for once
	Policy              string        // PolicyEmbedded, a directory, a file, or an address of a bundle
	ServerName          string        // among those of one database; empty means the host's
	SiteURL             string        // origin that browsers use; empty means Listen
	Console             bool          // whether the web console is served
	ConsoleIdleLock     time.Duration // how long it stays open without input; 0 for ever
	RootKeyFile         string        // empty means a file in DataDir, unless RootKey is set
	RootKeyKMS          string        // the key of a KMS that unwraps the root key; empty for a key that is not wrapped
	RootKeyKMSEndpoint  string        // in the place of the service's own
	RootKey             seal.Text
	SetupToken          seal.Text // empty means one of the server's own, where other machines reach it
	DecisionLog         string    // DecisionLogNone, DecisionLogStdout or a file, besides the database
	// DecisionExport are URLs of systems that the log is copied to, separated by blanks;
	// see package sinks. They may hold passwords.
	DecisionExport   seal.Text
	ExportMaxBacklog int       // records that may wait for their copy before requests are refused; 0 for any number
	RequestLog       string    // DecisionLogNone, DecisionLogStdout or a file
	OTLPEndpoint     string    // of the collector of traces; empty for none
	OTLPHeaders      seal.Text // sent to it, name=value,...
	TraceRatio       float64   // the share of traces that are recorded
	AuditReads       string    // AuditBuffered or AuditDurable
	LogLevel         slog.Level
	LogFormat        string // LogText or LogJSON
	BodyLimit        int64  // bytes of a request body

	PolicyKeys       map[string]string // files of public keys that bundles are verified with, by key id
	PolicyScope      string            // that bundles must be signed for
	PolicyFallback   string            // PolicyEmbedded or PolicyNone, where there is no bundle to start with
	PolicyToken      seal.Text         // for the source of bundles
	PolicyInterval   time.Duration     // between two looks at it
	PolicyMaxStale   time.Duration     // how long it may be away before everything is refused; 0 for ever
	InsecureUnsigned bool              // lets bundles be unsigned
	// InsecureUnconfined runs policies that are sent over the API also where
	// nothing bounds their memory.
	InsecureUnconfined bool
	InsecureRegistry   bool // lets a registry be spoken to by http
	// InsecureCoreDumps lets cores be written and debuggers be attached; the command line heeds it.
	InsecureCoreDumps bool

	TrustedProxies  []netip.Prefix // whose X-Forwarded-For is believed
	TrustAllProxies bool           // lets TrustedProxies hold every address

	OutboundAllow  []netip.Prefix // that are not public, and may be asked all the same
	AWSSTSEndpoint string         // who signed a request; {region} stands for the signature's
	GCPEndpoint    string         // of Google's keys
	AzureEndpoint  string         // of Microsoft's

	KeepDeleted time.Duration // versions of deleted secrets; 0 means for ever

	PolicyMemory  int64         // bytes that one decision may take up
	PolicyTimeout time.Duration // one decision
	// PolicyEvaluator is engine.Plan or engine.Topdown; PolicyCrosscheck how often
	// the one is held to the other, see engine.Crosscheck.
	PolicyEvaluator  string
	PolicyCrosscheck int
	ShutdownTimeout  time.Duration // requests still running when the server stops
	HeaderTimeout    time.Duration // reading the head of a request
	ReadTimeout      time.Duration // reading a whole request
	WriteTimeout     time.Duration // from the head of a request to the end of its answer
	IdleTimeout      time.Duration // between two requests on one connection

	// Sandbox starts the process that bundles are examined in; see
	// bundles.Sandbox. No key sets it: the command line names itself.
	Sandbox []string
	// PolicyUnproved lets a folder decide as soon as it compiles, for an author who
	// writes it and has it proved beside. No key sets it.
	PolicyUnproved bool
	// Seams for tests; no key sets them.
	Logger *slog.Logger     // nil means one that writes to LogTo
	LogTo  io.Writer        // nil means standard error
	Clock  func() time.Time // nil means the clock of the machine
	// ReportInterval is how often a server writes down how it is; 0 means reportInterval.
	ReportInterval time.Duration
	// StreamCheck is pep.Options.StreamCheck.
	StreamCheck time.Duration
	// Observer sees the statements that are sent to the database; nil for none.
	Observer store.Observer

	// KMSWait is kms.Options.Wait.
	KMSWait time.Duration

	unwrapped *unwrappedRootKey // by the KMS; nil keeps none
	tracer    store.Tracer      // of statements; see openWatch
}

// Database is where the data is: DatabaseURL, or a SQLite file in DataDir. It
// may hold a password.
func (c *Config) Database() seal.Text {
	if !c.DatabaseURL.Empty() {
		return c.DatabaseURL
	}
	return seal.NewText("sqlite:" + filepath.Join(c.DataDir, "warder.db"))
}

// system is what OpenTelemetry calls the database.
func (c *Config) system() string {
	if scheme, _, _ := strings.Cut(c.Database().Reveal(), ":"); scheme == "sqlite" || scheme == "file" {
		return "sqlite"
	}
	return "postgresql"
}

// ForPeople is whether standard output and the log are read by people: text, and no lines
// of JSON on standard output.
func (c *Config) ForPeople() bool {
	return c.LogFormat == LogText && c.DecisionLog != DecisionLogStdout && c.RequestLog != DecisionLogStdout
}

// Exists is whether the database is there: a file of SQLite may be missing, and is made
// when it is opened.
func (c *Config) Exists() bool {
	file := c.sqliteFile()
	if file == "" {
		return true
	}
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}

// Blank is whether there is no database yet, or a file of SQLite in which nothing is: to
// open one writes into it.
func (c *Config) Blank() bool {
	file := c.sqliteFile()
	if file == "" {
		return false
	}
	info, err := os.Stat(file)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// sqliteFile is the file of a SQLite database, and empty for PostgreSQL.
func (c *Config) sqliteFile() string {
	scheme, path, _ := strings.Cut(c.Database().Reveal(), ":")
	if scheme != "sqlite" && scheme != "file" {
		return ""
	}
	return strings.TrimPrefix(path, "//")
}

// rootKeyPath is the file that holds the root key when none is in RootKey.
func (c *Config) rootKeyPath() string {
	if c.RootKeyFile != "" {
		return c.RootKeyFile
	}
	return filepath.Join(c.DataDir, "root.key")
}

// Site is the origin that links to this server begin with.
func (c *Config) Site() string {
	if c.SiteURL != "" {
		return strings.TrimSuffix(c.SiteURL, "/")
	}
	return localURL(c.Listen, c.speaksTLS())
}
