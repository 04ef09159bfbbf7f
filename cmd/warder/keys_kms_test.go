package main

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"warder/cmd/kms"
	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/kmstest"
	"warder/tests/testserver"
)

// byKMS is the configuration of a server whose root key a service unwraps.
func byKMS(address, endpoint, file string) func(*service.Config) {
	return func(c *service.Config) {
		c.RootKey, c.RootKeyFile = seal.Text{}, file
		c.RootKeyKMS, c.RootKeyKMSEndpoint, c.KMSWait = address, endpoint, time.Second
	}
}

func TestKMS_unwraps_the_root_key_at_the_start(t *testing.T) {
	for kind, address := range kmstest.Addresses() {
		t.Run(kind, func(t *testing.T) {
			fake, url, file := kmstest.Start(t), database.SQLite(t), filepath.Join(t.TempDir(), "root.key")
			s := testserver.Start(t, url, byKMS(address, fake.URL, file))
			project := s.AsAdmin().NewProject(t)
			s.AsAdmin().SetSecret(t, project, "FOO", "kept")
			if asked := fake.Asked(); asked != 2 {
				t.Errorf("asked %d times, want once to wrap and once to unwrap", asked)
			}
			s.Stop(t)
			kept, err := os.ReadFile(file)
			if err != nil || !seal.IsWrapped(string(kept)) || regexp.MustCompile(`[0-9a-f]{64}`).Match(kept) {
				t.Errorf("the file holds %q, %v", kept, err)
			}

			fake.Rotate()
			again := testserver.Launch(t, url, byKMS(address, fake.URL, file))
			again.Admin = s.Admin
			again.AsAdmin().Get(t, project.SecretPath("FOO")).Want(t, http.StatusOK)
			if asked := fake.Asked(); asked != 3 {
				t.Errorf("asked %d times, want once more", asked)
			}
			again.Stop(t)
			refusesToStart(t, again.Config, kind, fake)
		})
	}
}

// refusesToStart holds that a server starts without its root key in no way.
func refusesToStart(t *testing.T, config service.Config, kind string, fake *kmstest.Fake) {
	t.Helper()
	denied, words := kmstest.Denied(kind)
	for _, c := range []struct {
		name   string
		change func(*service.Config)
		want   error
		says   string
	}{
		{"denied", func(*service.Config) { fake.Instead(1, denied, words) }, kms.ErrDenied, "let this machine's identity"},
		{"away", func(c *service.Config) { c.RootKeyKMSEndpoint = kmstest.Nowhere(t) }, kms.ErrUnavailable, "root-key-kms-endpoint"},
		{"another_key", func(c *service.Config) { c.RootKeyKMSEndpoint = kmstest.Start(t).URL }, kms.ErrRefused, "belong together"},
		{"garbage", func(*service.Config) { fake.Instead(1, http.StatusOK, "<html>") }, kms.ErrAnswer, "leads to the KMS"},
		{"no_root_key", func(*service.Config) {
			fake.Instead(1, http.StatusOK, `{"plaintext":"eA==","Plaintext":"eA==","data":{"plaintext":"eA=="}}`)
		}, kms.ErrAnswer, "no root key"},
	} {
		fresh := service.Defaults()
		changed := config
		changed.DataDir, changed.Listen, changed.OpsListen = config.DataDir, fresh.Listen, fresh.OpsListen
		c.change(&changed)
		withoutMemory(&changed)
		_, err := service.New(t.Context(), changed)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), "root-key-kms") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// withoutMemory forgets what the service unwrapped for another start.
func withoutMemory(config *service.Config) {
	fresh := service.Defaults()
	fresh.DataDir, fresh.DatabaseURL, fresh.RootKeyFile = config.DataDir, config.DatabaseURL, config.RootKeyFile
	fresh.RootKeyKMS, fresh.RootKeyKMSEndpoint, fresh.KMSWait = config.RootKeyKMS, config.RootKeyKMSEndpoint, config.KMSWait
	fresh.Listen, fresh.OpsListen, fresh.Logger = "127.0.0.1:0", "127.0.0.1:0", config.Logger
	*config = fresh
}

// A new installation whose KMS is down is none: nothing is made before the KMS has answered.
func TestKMS_down_at_the_first_start_leaves_nothing_behind(t *testing.T) {
	for name, change := range map[string]func(*service.Config){
		"a root key to be made":   func(*service.Config) {},
		"a root key to unwrap":    func(c *service.Config) { c.RootKey = seal.NewText(seal.FormatWrapped([]byte("wrapped"))) },
		"a root key of elsewhere": func(c *service.Config) { c.RootKeyFile = filepath.Join(t.TempDir(), "root.key") },
	} {
		t.Run(name, func(t *testing.T) {
			fake, dir := kmstest.Start(t), filepath.Join(t.TempDir(), "data")
			config := testserver.Configure(t, "sqlite:"+filepath.Join(dir, "warder.db"), testserver.NewClock(), &testserver.Record{})
			byKMS(kmstest.AWS, kmstest.Nowhere(t), "")(&config)
			config.DataDir = dir
			change(&config)
			if _, err := service.New(t.Context(), config); !errors.Is(err, kms.ErrUnavailable) {
				t.Errorf("started: %v", err)
			}
			if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("left behind: %q", contentOf(t, dir))
			}
			if config.RootKeyKMSEndpoint = fake.URL; !config.RootKey.Empty() {
				return // which this KMS did not wrap
			}
			again, err := service.New(t.Context(), config)
			if err != nil {
				t.Fatalf("the KMS is back: %v", err)
			}
			ctx, stop := context.WithCancel(t.Context())
			stop()
			if err := again.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestKMS_takes_the_root_key_over_from_a_file_and_gives_it_back(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		fake, dir := kmstest.Start(t), t.TempDir()
		wrapped, plain := filepath.Join(dir, "wrapped.key"), filepath.Join(dir, "plain.key")
		s := &installation{Server: testserver.Start(t, url)}
		s.root = s.Config.RootKey.Reveal()
		project := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, project, "FOO", "kept")
		s.Stop(t)

		change := []string{"change-root", "--new-root-key-file", wrapped, "--new-root-key-kms", kmstest.AWS, "--new-root-key-kms-endpoint"}
		if out := s.keys(t, exitUsage, append(change, fake.URL+"/elsewhere/%zz")...); !strings.Contains(out, "root-key-kms-endpoint") {
			t.Errorf("an address of nothing: %s", out)
		}
		fake.Instead(1, http.StatusForbidden, "{}")
		if out := s.keys(t, exitError, append(change, fake.URL)...); !strings.Contains(out, "denies") {
			t.Errorf("denied: %s", out)
		}
		if out := s.keys(t, exitOK, append(change, fake.URL)...); !strings.Contains(out, "and --root-key-kms") {
			t.Errorf("to the KMS: %s", out)
		}
		if out := s.keys(t, exitError, "list"); !strings.Contains(out, "wrong root key") {
			t.Errorf("the former root key: %s", out)
		}
		again := testserver.Launch(t, url, byKMS(kmstest.AWS, fake.URL, wrapped))
		again.Admin = s.Admin
		again.AsAdmin().Get(t, project.SecretPath("FOO")).Want(t, http.StatusOK)
		again.Stop(t)

		write(t, plain, seal.NewRootKey().Reveal())
		args := []string{
			"keys", "change-root", "--new-root-key-file", plain, "--root-key-kms", kmstest.AWS, "--root-key-kms-endpoint", fake.URL, "--root-key-file", wrapped,
			"--database-url", url, "--data-dir", dir,
		}
		t.Setenv("WARDER_ROOT_KEY", "")
		if code, out, problems := try(t, args...); code != exitOK || !strings.Contains(out, "no longer --root-key-kms") {
			t.Fatalf("back to a file: %s%s", out, problems)
		}
		again = testserver.Launch(t, url, func(c *service.Config) { c.RootKey, c.RootKeyFile = seal.Text{}, plain })
		again.Admin = s.Admin
		again.AsAdmin().Get(t, project.SecretPath("FOO")).Want(t, http.StatusOK)
	})
}

func TestKMS_doctor_knows_it(t *testing.T) {
	fake, url, dir := kmstest.Start(t), database.SQLite(t), t.TempDir()
	file := filepath.Join(dir, "root.key")
	testserver.Start(t, url, byKMS(kmstest.GCP, fake.URL, file)).Stop(t)
	doctor := func(want string) {
		t.Helper()
		_, out, problems := try(t, "doctor", "--data-dir", dir, "--database-url", url, "--root-key-file", file, "--root-key-kms", kmstest.GCP, "--root-key-kms-endpoint", fake.URL)
		if !strings.Contains(out, want) {
			t.Errorf("want %q:\n%s%s", want, out, problems)
		}
	}
	doctor("it opens the keyring of the database")
	fake.Instead(1, http.StatusForbidden, "{}")
	doctor("the KMS denies the use of the key")
}

func TestKMS_prints_a_new_root_key_for_a_variable(t *testing.T) {
	fake := kmstest.Start(t)
	code, out, problems := try(t, "keys", "new-root", "--root-key-kms", kmstest.Vault, "--root-key-kms-endpoint", fake.URL)
	if code != exitOK || !seal.IsWrapped(out) {
		t.Fatalf("%d %s%s", code, out, problems)
	}
	s := testserver.Start(t, database.SQLite(t), byKMS(kmstest.Vault, fake.URL, ""), func(c *service.Config) { c.RootKey = seal.NewText(strings.TrimSpace(out)) })
	s.AsAdmin().NewProject(t)
	if code, _, problems := try(t, "keys", "new-root"); code != exitUsage || !strings.Contains(problems, "--root-key-kms") {
		t.Errorf("without a KMS: %d %s", code, problems)
	}
}
