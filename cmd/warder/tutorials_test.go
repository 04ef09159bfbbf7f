package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A block of a tutorial: console is a terminal of its own, bash is pasted into the other
// one, and text is what that printed.
var block = regexp.MustCompile("(?ms)^```(bash|console|text)\n(.*?)^```$")

// terminals is what the reader of a tutorial does at two terminals: a block marked console
// ends what ran in the first one and runs there instead.
const terminals = `set -euo pipefail
server=
stop() {
	[ -z "$server" ] && return
	kill "$server"
	wait "$server"
	server=
}
trap stop EXIT
first() {
	stop
	"$@" >terminal 2>&1 &
	server=$!
	for _ in {1..900}; do
		if warder health >health 2>&1 && grep -q 'console  ' terminal && { [[ "$*" != *quickstart* ]] || grep -q 'Sign in' terminal; }; then
			return
		fi
		kill -0 "$server" || break
		sleep 0.1
	done
	cat terminal health >&2
	exit 1
}
`

// Every tutorial does what it says when it is pasted into an empty folder.
func TestTutorials_do_what_they_say(t *testing.T) {
	pages, err := filepath.Glob("../../docs/tutorials/*.md")
	if err != nil || len(pages) != 6 {
		t.Fatalf("found %v: %v", pages, err)
	}
	for _, page := range pages {
		name := strings.TrimSuffix(filepath.Base(page), ".md")
		if name == "index" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			script, printed := script(string(text))
			if len(printed) == 0 {
				t.Fatal("the page says nothing of what is printed")
			}
			output := paste(t, script)
			for _, line := range printed {
				if !strings.Contains(output, line) {
					t.Errorf("does not print %q, but\n%s", line, output)
				}
			}
		})
	}
}

func script(page string) (script string, printed []string) {
	script = terminals
	for _, found := range block.FindAllStringSubmatch(page, -1) {
		switch kind, text := found[1], found[2]; kind {
		case "console":
			script += "first " + text
		case "bash":
			script += text
		default:
			printed = append(printed, strings.Split(strings.TrimSpace(text), "\n")...)
		}
	}
	return script, printed
}

// paste runs a script in an empty folder, with this program as warder and at free ports.
func paste(t *testing.T, script string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := t.TempDir()
	if err := os.Symlink(program, filepath.Join(path, "warder")); err != nil {
		t.Fatal(err)
	}
	api, ops := freeAddress(t), freeAddress(t)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "bash", "-c", strings.NewReplacer("127.0.0.1:8080", api, "127.0.0.1:8081", ops).Replace(script)) //nolint:gosec // the documentation of this tree
	command.Dir = t.TempDir()
	command.Env = append(os.Environ(), "PATH="+path+":"+os.Getenv("PATH"), "WARDER_LISTEN="+api, "WARDER_OPS_LISTEN="+ops, "WARDER_TOKEN=", "WARDER_SERVER=")
	command.WaitDelay = 5 * time.Second
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return string(output)
}

// freeAddress is one that was free a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // nothing was sent
	return listener.Addr().String()
}
