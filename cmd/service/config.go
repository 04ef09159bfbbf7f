package service

import (
	"net/netip"
	"path/filepath"
	"time"

	"log/slog"

	"warder/models/seal"
)

// Config is everything that can be set about a server (DESIGN section 10). Its
// fields stand for the keys of the same name; see settings for what each is for
// and its default. Make one with Load, or with Defaults in a test.
type Config struct {
	Listen       string // host:port of the API
	OpsListen    string // host:port of health, metrics and profiles
	DatabaseURL  seal.Text
	DataDir      string
	Policy       string // PolicyEmbedded or a directory
	SiteURL      string // how browsers and clients reach the server; empty means by Listen
	RootKeyFile  string
	RootKey      seal.Text // from the environment only
	LogLevel     slog.Level
	LogFormat    string
	DecisionLog  string // DecisionLogNone, DecisionLogStdout or a file, besides the database
	AuditReads   string
	BodyLimit    int64 // bytes
	Trusted      []netip.Prefix
	TrustAll     bool // accept a Trusted entry that holds every address
	Timeouts     Timeouts
	Logger       *slog.Logger     // for tests; nil logs to standard error
	Clock        func() time.Time // for tests; nil is the time of day
	MaxDatabases int              // connections; for tests, 0 is the store's default
}
