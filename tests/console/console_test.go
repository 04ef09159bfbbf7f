//go:build console

// Package console drives the web console in a browser: a fresh server on SQLite
// for each file of console/e2e, which knows the console by roles and names alone.
package console

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/binary"
)

const root = "../.."

// built is the server that make build made.
func built(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, "bin", "warder"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("there is no server to drive: run make build (%v)", err)
	}
	return path
}

// mostBytes is how large the server may be, with the console in it.
const mostBytes = 75_000_000

func TestServer_with_the_console_stays_small(t *testing.T) {
	file, err := os.Stat(built(t))
	if err != nil {
		t.Fatal(err)
	}
	if file.Size() > mostBytes {
		t.Errorf("%d bytes, at most %d", file.Size(), mostBytes)
	}
}

// browser is the Chromium of the system, or what CHROMIUM names.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Fatal("there is no Chromium: install the package chromium, or name a browser in CHROMIUM")
	return ""
}

// besides are the files that are no tests: what the others stand on, and what makes
// the pictures of the documents.
var besides = []string{"harness.mjs", "shots.mjs"}

// filled are the files that find a database with more in it than requests put there.
var filled = map[string]func(t *testing.T, url, database string){"many.mjs": fillWithMany}

func TestConsole_in_a_browser(t *testing.T) {
	if _, err := os.Stat(filepath.Join(root, "console", "node_modules", "playwright-core")); err != nil {
		t.Fatalf("what drives the browser is not installed: run make console (%v)", err)
	}
	chromium, server := browser(t), built(t)
	files, err := filepath.Glob(filepath.Join(root, "console", "e2e", "*.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	driven := 0
	for _, file := range files {
		name := filepath.Base(file)
		if name == besides[0] || name == besides[1] {
			continue
		}
		driven++
		t.Run(strings.TrimSuffix(name, ".mjs"), func(t *testing.T) {
			drive(t, server, chromium, name)
		})
	}
	if driven < 2 {
		t.Errorf("%d files were driven", driven)
	}
}

func drive(t *testing.T, server, chromium, name string) {
	t.Helper()
	dir := t.TempDir()
	database := "sqlite:" + filepath.Join(dir, "warder.db")
	var flags, environment []string
	if prepare := prepared[name]; prepare != nil {
		flags, environment = prepare(t)
	}
	running, err := binary.Start(t.Context(), binary.Serve(server, database, dir, flags...))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := running.Stop(); err != nil {
			t.Error(err)
		}
	}()
	if fill := filled[name]; fill != nil {
		fill(t, running.URL, database)
	}
	command := exec.CommandContext(t.Context(), "node", filepath.Join("e2e", name))
	command.Dir = filepath.Join(root, "console")
	command.Env = append(append(os.Environ(), environment...), "WARDER_URL="+running.URL, "CHROMIUM="+chromium)
	output, err := command.CombinedOutput()
	t.Logf("%s", output)
	if err != nil || !strings.Contains(string(output), "ok  ") {
		t.Errorf("%s: %v", name, err)
	}
}
