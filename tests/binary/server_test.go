package binary

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// script is a stand-in for the server.
func script(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "warder")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

const polite = `sleep 60 >&- & trap 'kill $!; exit 0' TERM
echo "warder listens on http://127.0.0.1:41, for operators on http://127.0.0.1:42"
wait
`

func TestServer_is_found_where_it_says_and_stopped_cleanly(t *testing.T) {
	server, err := Start(t.Context(), Serve(script(t, polite), "sqlite:x", t.TempDir()))
	if err != nil || server.URL != "http://127.0.0.1:41" || server.OpsURL != "http://127.0.0.1:42" {
		t.Fatalf("got %v (%v)", server, err)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

func TestServer_that_does_not_start_is_told_with_its_last_words(t *testing.T) {
	_, err := Start(t.Context(), Serve(script(t, "echo no database >&2; exit 1\n"), "sqlite:x", t.TempDir()))
	if !errors.Is(err, ErrNoAddress) || !strings.Contains(err.Error(), "no database") {
		t.Errorf("got %v", err)
	}
}

func TestServer_that_ends_badly_is_told(t *testing.T) {
	server, err := Start(t.Context(), Serve(script(t, strings.Replace(polite, "exit 0", "exit 7", 1)), "sqlite:x", t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err == nil || !strings.Contains(err.Error(), "exit status 7") {
		t.Errorf("got %v", err)
	}
}

func TestServer_gets_its_database_and_nothing_else_of_the_environment(t *testing.T) {
	t.Setenv("WARDER_LISTEN", "0.0.0.0:1")
	server, err := Start(t.Context(), Serve(script(t, `[ -z "$WARDER_LISTEN" ] && [ "$WARDER_DATABASE_URL" = sqlite:x ] || exit 1
`+polite), "sqlite:x", t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

func TestEnvironment_without_what_configures_server_or_suite(t *testing.T) {
	got := Environment([]string{"PATH=/bin", "WARDER_LISTEN=x", "DATABASE_URL=x", "ADMIN_TOKEN=x", "ORG_ID=x", "HOME=/h"})
	if want := []string{"PATH=/bin", "HOME=/h"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestServer_address_is_read_from_its_first_line(t *testing.T) {
	for line, want := range map[string]string{
		"warder listens on http://127.0.0.1:41, for operators on http://127.0.0.1:42\n": "http://127.0.0.1:41",
		"":                 "",
		"something else\n": "",
	} {
		if got, _ := addressesIn(line); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}
