package service

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"warder/models/seal"
)

// source is what one test case says to the server.
type source struct {
	file string // content; empty means no file
	env  []string
	args []string
}

// load reads a source; the file goes in by flag unless the case names one.
func (s source) load(t *testing.T) (Config, error) {
	t.Helper()
	flags := pflag.NewFlagSet("warder", pflag.ContinueOnError)
	Flags(flags)
	args := s.args
	if s.file != "" {
		path := filepath.Join(t.TempDir(), "warder.yaml")
		if err := os.WriteFile(path, []byte(s.file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"--config", path}, args...)
	}
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	return Load(flags, s.env)
}

func TestLoad_takes_the_later_of_default_file_environment_and_flag(t *testing.T) {
	for _, c := range []struct {
		name   string
		source source
		want   string
	}{
		{"nothing_said", source{}, "127.0.0.1:8080"},
		{"file", source{file: "listen: 127.0.0.1:1"}, "127.0.0.1:1"},
		{"environment_over_file", source{file: "listen: 127.0.0.1:1", env: []string{"WARDER_LISTEN=127.0.0.1:2"}}, "127.0.0.1:2"},
		{"flag_over_environment", source{env: []string{"WARDER_LISTEN=127.0.0.1:2"}, args: []string{"--listen=127.0.0.1:3"}}, "127.0.0.1:3"},
		{"flag_over_file", source{file: "listen: 127.0.0.1:1", args: []string{"--listen", "127.0.0.1:3"}}, "127.0.0.1:3"},
		{"a_flag_with_the_default_value_wins_too", source{file: "listen: 127.0.0.1:1", args: []string{"--listen", "127.0.0.1:8080"}}, "127.0.0.1:8080"},
		{"an_empty_variable_is_none", source{env: []string{"WARDER_LISTEN="}}, "127.0.0.1:8080"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := c.source.load(t)
			if err != nil || config.Listen != c.want {
				t.Errorf("listen is %q (%v), want %q", config.Listen, err, c.want)
			}
		})
	}
}

func TestLoad_defaults_are_those_of_the_design(t *testing.T) {
	got, err := source{}.load(t)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Listen: "127.0.0.1:8080", OpsListen: "127.0.0.1:8081", DataDir: "./warder-data", Policy: "embedded",
		PolicyFallback: "none", PolicyInterval: 30 * time.Second, DecisionLog: "none", RequestLog: "none", TraceRatio: 1, AuditReads: "buffered", LogFormat: "text", BodyLimit: 4 << 20,
		PolicyTimeout: time.Second, PolicyMemory: 256 << 20, PolicyEvaluator: "plan", PolicyCrosscheck: 1000, ShutdownTimeout: 20 * time.Second, HeaderTimeout: 10 * time.Second,
		ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		Console: true, ConsoleIdleLock: 15 * time.Minute,
		KeepDeleted:    90 * 24 * time.Hour,
		AWSSTSEndpoint: "https://sts.{region}.amazonaws.com", GCPEndpoint: "https://www.googleapis.com", AzureEndpoint: "https://login.microsoftonline.com",
		unwrapped: &unwrappedRootKey{}, acmeSettings: acmeSettings{ACMEDirectory: "https://acme-v02.api.letsencrypt.org/directory"},
	}
	if database := got.Database().Reveal(); database != "sqlite:warder-data/warder.db" {
		t.Errorf("database is %q", database)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if defaults := Defaults(); defaults.Validate() != nil {
		t.Errorf("the defaults are not valid: %v", defaults.Validate())
	}
}

func TestLoad_every_default_parses(t *testing.T) {
	for _, s := range settings() {
		if err := s.read(&Config{}, s.initial); err != nil && s.initial != "" {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

func TestLoad_finds_the_database(t *testing.T) {
	for _, c := range []struct {
		name   string
		source source
		want   string
	}{
		{"in_the_data_directory", source{args: []string{"--data-dir", "/var/lib/warder"}}, "sqlite:/var/lib/warder/warder.db"},
		{"by_the_platforms_variable", source{env: []string{"DATABASE_URL=postgres://db/x"}}, "postgres://db/x"},
		{"by_our_variable_first", source{env: []string{"WARDER_DATABASE_URL=postgres://db/ours", "DATABASE_URL=postgres://db/theirs"}}, "postgres://db/ours"},
		{"by_flag_before_both", source{env: []string{"DATABASE_URL=postgres://db/x"}, args: []string{"--database-url=sqlite:x.db"}}, "sqlite:x.db"},
		{"and_ignores_variables_that_start_alike", source{env: []string{"DATABASE_URL_OLD=postgres://db/x"}, args: []string{"--data-dir", "d"}}, "sqlite:d/warder.db"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := c.source.load(t)
			if err != nil || config.Database().Reveal() != c.want {
				t.Errorf("got %q (%v), want %q", config.Database().Reveal(), err, c.want)
			}
		})
	}
}

func TestLoad_reads_trusted_proxies(t *testing.T) {
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8::/32")}
	for _, c := range []struct {
		name   string
		source source
	}{
		{"from_a_list_in_the_file", source{file: "trusted-proxies:\n- 10.1.2.3/8\n- 192.0.2.1\n- 2001:db8::/32\n"}},
		{"from_text_in_the_file", source{file: "trusted-proxies: 10.0.0.0/8, ::ffff:192.0.2.1, 2001:db8::/32\n"}},
		{"from_the_environment", source{env: []string{"WARDER_TRUSTED_PROXIES=10.0.0.0/8,192.0.2.1,2001:db8::1/32"}}},
		{"from_the_flag", source{args: []string{"--trusted-proxies=10.0.0.0/8,192.0.2.1/32,2001:db8::/32"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := c.source.load(t)
			if err != nil || !reflect.DeepEqual(config.TrustedProxies, want) {
				t.Errorf("got %v (%v), want %v", config.TrustedProxies, err, want)
			}
		})
	}
}

func TestLoad_a_root_key_comes_from_the_environment_only(t *testing.T) {
	key := seal.NewRootKey().Reveal()
	config, err := source{env: []string{"WARDER_ROOT_KEY=" + key}}.load(t)
	if err != nil || config.RootKey.Reveal() != key {
		t.Errorf("the variable is not taken: %v", err)
	}
	_, err = source{file: "root-key: " + key}.load(t)
	if err == nil || !strings.Contains(err.Error(), "root-key is taken from WARDER_ROOT_KEY only") {
		t.Errorf("a key in the file is taken: %v", err)
	}
	if err != nil && strings.Contains(err.Error(), key) {
		t.Error("the error repeats the key")
	}
	flags := pflag.NewFlagSet("warder", pflag.ContinueOnError)
	if Flags(flags); flags.Lookup("root-key") != nil {
		t.Error("there is a flag, which every user of the machine could read")
	}
}

func TestLoad_reports_every_error_at_once(t *testing.T) {
	_, err := source{
		file: "lisen: 127.0.0.1:1\nbody-limit: many\n",
		env:  []string{"WARDER_LOG_LEVEL=loud", "WARDER_OPS_LISTENS=x", "WARDER_ROOT_KEY=changeme"},
		args: []string{"--idle-timeout=5", "--site-url=example.com", "--keep-deleted-days=-1"},
	}.load(t)
	if !errors.Is(err, ErrConfig) {
		t.Fatalf("got %v, want ErrConfig", err)
	}
	for _, part := range []string{"key lisen; did you mean listen?", "body-limit:", "log-level:", "WARDER_OPS_LISTENS; did you mean WARDER_OPS_LISTEN?", "WARDER_ROOT_KEY:", "idle-timeout:", "site-url:", "keep-deleted-days:"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("no word of %q in:\n%v", part, err)
		}
	}
}

func TestConfig_links_begin_with_the_site_or_where_it_listens(t *testing.T) {
	for site, want := range map[string]string{"": "http://127.0.0.1:8080", "https://warder.example.com/": "https://warder.example.com"} {
		config := Defaults()
		config.SiteURL = site
		if got := config.Site(); got != want {
			t.Errorf("site-url %q: got %s, want %s", site, got, want)
		}
	}
}
