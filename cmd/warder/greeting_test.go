package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"warder/tests/binary"
	"warder/tests/testserver"
)

// screen is what a newcomer sees.
type screen struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (s *screen) Write(part []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.Write(part)
}

func (s *screen) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}

// showing runs a command line until it showed the text.
func showing(t *testing.T, text string, args ...string) (out, problems string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var seen, complaints screen
	ended := make(chan int, 1)
	go func() { ended <- execute(ctx, args, &seen, &complaints) }()
	for deadline := time.Now().Add(time.Minute); !strings.Contains(seen.String(), text); {
		if time.Now().After(deadline) || len(ended) > 0 {
			t.Fatalf("no %q in\n%s%s", text, &seen, &complaints)
		}
		time.Sleep(5 * time.Millisecond) // a person waits, too
	}
	stop()
	if code := <-ended; code != exitOK {
		t.Errorf("exit code %d: %s", code, &complaints)
	}
	return seen.String(), complaints.String()
}

func TestServe_tells_a_newcomer_what_to_know(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	database := filepath.Join(data, "warder.db")
	start := []string{"serve", "--quickstart", "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--log-level=warn", "--data-dir", data, "--database-url=sqlite:" + database}
	for _, round := range []string{"first", "second"} {
		out, problems := showing(t, "/console/login#code=", start...)
		for _, want := range []string{
			"  version   ", "  data      " + database + "\n", "  root key  " + filepath.Join(data, "root.key") + "; back it up", "  console   http://127.0.0.1:",
			"TOKEN=$(curl -s http://127.0.0.1:", "curl -s -H \"Authorization: Bearer $TOKEN\"",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("the %s time there is no %q in\n%s", round, want, out)
			}
		}
		if problems != "" {
			t.Errorf("the %s time it complains: %s", round, problems)
		}
	}
}

// Each stream of a server has one format, whichever logs go there.
func TestServe_writes_one_format_to_a_stream(t *testing.T) {
	for _, c := range []struct {
		name             string
		flags            []string
		outJSON, logJSON bool
	}{
		{"a log of JSON", []string{"--log-format=json"}, true, true},
		{"a log of JSON and the demo", []string{"--log-format=json", "--quickstart"}, true, true},
		{"requests on standard output", []string{"--request-log=stdout"}, true, false},
		{"decisions on standard output and the demo", []string{"--decision-log=stdout", "--quickstart", "--log-format=json"}, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := private(t)
			words := append([]string{os.Args[0], "serve", "--listen=0.0.0.0:0", "--ops-listen=127.0.0.1:0", "--data-dir", dir}, c.flags...)
			out, log := oneRun(t, words)
			for stream, text := range map[string]string{"standard output": out, "the log": log} {
				wantJSON := c.logJSON
				if stream == "standard output" {
					wantJSON = c.outJSON
				}
				for line := range strings.Lines(text) {
					if json.Valid([]byte(line)) != wantJSON || !wantJSON && !strings.HasPrefix(line, "time=") {
						t.Errorf("%s has %q", stream, line)
					}
				}
			}
			if strings.Contains(log, "X-Setup-Token") {
				t.Errorf("the log has the setup token: %s", log)
			}
			if !strings.Contains(log, "warder listens") || strings.Contains(log, "set_up_with") == slices.Contains(c.flags, "--quickstart") {
				t.Errorf("the log does not greet: %s", log)
			}
		})
	}
}

// oneRun starts a program, and ends it once it is ready.
func oneRun(t *testing.T, words []string) (out, log string) {
	t.Helper()
	var printed, logged screen
	command := exec.CommandContext(t.Context(), words[0], words[1:]...)
	command.Env = append(binary.Environment(os.Environ()), "WARDER_TEST_X=1")
	command.Stdout, command.Stderr = &printed, &logged
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	testserver.Eventually(t, "the server greets", func() bool { return strings.Contains(logged.String(), "warder listens") })
	if slices.Contains(words, "--quickstart") {
		testserver.Eventually(t, "the demo is there", func() bool {
			text, _ := os.ReadFile(filepath.Join(words[5], "quickstart.json"))
			return strings.Contains(string(text), `"clientSecret": "`)
		})
	}
	if err := errors.Join(command.Process.Signal(os.Interrupt), command.Wait()); err != nil {
		t.Error(err, logged.String())
	}
	return printed.String(), logged.String()
}

func TestServe_that_fails_says_so_in_the_format_of_the_log(t *testing.T) {
	code, out, problems := try(t, "serve", "--log-format=json", "--database-url=sqlite:"+t.TempDir(), "--data-dir", private(t))
	if code != exitError || out != "" || !json.Valid([]byte(problems)) || !strings.Contains(problems, "is a folder") {
		t.Errorf("exit code %d, printed %s, complained %s", code, out, problems)
	}
}

func TestServe_names_the_setting_of_a_port_in_use(t *testing.T) {
	bound, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer bound.Close()
	taken := bound.Addr().String()
	for setting, other := range map[string]string{"listen": "ops-listen", "ops-listen": "listen"} {
		dir := private(t)
		code, out, problems := try(t, "serve", "--"+setting, taken, "--"+other, "127.0.0.1:0", "--log-level=error", "--data-dir", dir, "--database-url=sqlite:"+filepath.Join(dir, "warder.db"))
		want := "warder: " + setting + ": another program listens on " + taken + "; stop it, or choose another port with --" + setting + " or WARDER_" + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
		if code != exitError || out != "" || !strings.HasPrefix(problems, want) {
			t.Errorf("%s: exit code %d, printed %s, complained %s", setting, code, out, problems)
		}
		if _, err := os.Stat(filepath.Join(dir, "root.key")); err != nil {
			t.Error(err) // what the start made is good for the next one
		}
	}
}

// A fresh server without the demo says how it gets an administrator, and one that has one
// does not.
func TestServe_says_how_a_fresh_server_is_set_up(t *testing.T) {
	data := private(t)
	start := []string{"serve", "--ops-listen=127.0.0.1:0", "--log-level=error", "--data-dir", data, "--database-url=sqlite:" + filepath.Join(data, "warder.db")}
	for _, c := range []struct{ flag, want string }{
		{"--listen=127.0.0.1:0", "set it up in the console, with POST http://127.0.0.1:"},
		{"--listen=0.0.0.0:0", "/api/v1/admin/bootstrap and the header X-Setup-Token: "},
	} {
		showing(t, c.want, append(start, c.flag)...)
	}
	out, _ := showing(t, "/console/login#code=", append(start, "--listen=127.0.0.1:0", "--quickstart")...)
	again, _ := showing(t, "  console   ", append(start, "--listen=127.0.0.1:0")...)
	if strings.Contains(out+again, "set it up") {
		t.Errorf("a server that is set up says\n%s%s", out, again)
	}
}

func TestServe_says_which_database_it_did_not_reach(t *testing.T) {
	code, _, problems := try(t, "serve", "--database-url=postgres://ada:hunter2@127.0.0.1:1/warder")
	if code != exitError || !strings.HasSuffix(problems, "; database-url leads to PostgreSQL, database warder on 127.0.0.1:1\n") || strings.Contains(problems, "hunter2") {
		t.Errorf("exit code %d: %s", code, problems)
	}
}
