package main

import (
	"errors"
	"os"
	"path/filepath"
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
	server, err := startServer(t.Context(), script(t, polite), "sqlite:x", t.TempDir())
	if err != nil || server.url != "http://127.0.0.1:41" {
		t.Fatalf("got %v (%v)", server, err)
	}
	if err := server.stop(); err != nil {
		t.Error(err)
	}
}

func TestServer_that_does_not_start_is_told_with_its_last_words(t *testing.T) {
	_, err := startServer(t.Context(), script(t, "echo no database >&2; exit 1\n"), "sqlite:x", t.TempDir())
	if !errors.Is(err, errNoAddress) || !strings.Contains(err.Error(), "no database") {
		t.Errorf("got %v", err)
	}
}

func TestServer_that_ends_badly_is_told(t *testing.T) {
	server, err := startServer(t.Context(), script(t, strings.Replace(polite, "exit 0", "exit 7", 1)), "sqlite:x", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := server.stop(); err == nil || !strings.Contains(err.Error(), "exit status 7") {
		t.Errorf("got %v", err)
	}
}

func TestServer_gets_its_database_and_nothing_else_of_the_environment(t *testing.T) {
	t.Setenv("WARDER_LISTEN", "0.0.0.0:1")
	server, err := startServer(t.Context(), script(t, `[ -z "$WARDER_LISTEN" ] && [ "$WARDER_DATABASE_URL" = sqlite:x ] || exit 1
`+polite), "sqlite:x", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := server.stop(); err != nil {
		t.Error(err)
	}
}
