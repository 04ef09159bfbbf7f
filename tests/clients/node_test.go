//go:build clients

package clients

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"warder/tests/testserver"
)

// installed is the folder that holds a pinned client, exactly as its lock file
// says. It is kept between runs, in the user's cache, under a name that says
// what is in it.
func installed(t *testing.T, client string) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is not there: these tests run the Node clients, so install Node.js 20 or newer with npm", program)
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatalf("there is no folder to keep the clients in, so set HOME or XDG_CACHE_HOME: %v", err)
	}
	wanted := sha256.New()
	for _, name := range []string{"package.json", "package-lock.json"} {
		_, _ = wanted.Write(readAll(t, filepath.Join("node", client, name))) // a hash never fails to be written to
	}
	home := filepath.Join(cache, "warder-clients", client+"-"+hex.EncodeToString(wanted.Sum(nil)[:8]))
	if _, err := os.Stat(home); err != nil {
		install(t, client, home)
	}
	return home
}

// install puts the client beside its place and moves it there when it is whole.
func install(t *testing.T, client, home string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
		t.Fatal(err)
	}
	work, err := os.MkdirTemp(filepath.Dir(home), client+"-unfinished-")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(work) }() // moved away, or worth nothing
	for _, name := range []string{"package.json", "package-lock.json"} {
		if err := os.WriteFile(filepath.Join(work, name), readAll(t, filepath.Join("node", client, name)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	// Not ci, which wants the binaries of SDK 2 for every platform in the lock file.
	command := exec.CommandContext(ctx, "npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
	command.Dir = work
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("npm does not install %s, so see that npm reaches its registry (npm ping): %v\n%s", client, err, output)
	}
	if err := os.Rename(work, home); err != nil {
		if _, there := os.Stat(home); there != nil { // nobody else was faster
			t.Fatal(err)
		}
	}
}

func readAll(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// tell runs a script with a client and returns the facts that it prints.
func tell(t *testing.T, script, client string, task testserver.Object) testserver.Answer {
	t.Helper()
	told, err := json.Marshal(task)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "node", filepath.Join("node", script))
	command.Env = append(os.Environ(), "CLIENT="+installed(t, client), "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
	command.Stdin = bytes.NewReader(told)
	var facts, complaints bytes.Buffer
	command.Stdout, command.Stderr = &facts, &complaints
	if err := command.Run(); err != nil {
		t.Fatalf("%s with %s: %v\n%s", script, client, err, &complaints)
	}
	return testserver.Answer{Request: client, Status: 200, Body: facts.String()}
}

// want holds facts, by dotted path, to what they must be: a text, a number, a
// boolean, nil or a list of texts.
func want(t *testing.T, facts testserver.Answer, table map[string]any) {
	t.Helper()
	for path, want := range table {
		got := facts.Value(path)
		if number, is := want.(int); is {
			want = float64(number)
		}
		if texts, is := want.([]string); is {
			list := []any{}
			for _, text := range texts {
				list = append(list, text)
			}
			want = list
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s is %v, want %v", facts.Request, path, got, want)
		}
	}
}
