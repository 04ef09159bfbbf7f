// Package binary runs the built server as a process of its own, as its users
// do, for those who measure or test the whole of it.
package binary

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// stopLimit is how long a server may take to drain before it is killed.
const stopLimit = 30 * time.Second

// Command is what to run: the words of a command line, and what is set in the
// environment besides what Environment leaves. Its data is in a folder of its
// own, which has the log too.
type Command struct {
	Words    []string
	Settings []string
	Dir      string
}

// Serve is `warder serve` on free ports. What goes before it, such as taskset,
// may be put before its words.
func Serve(program, database, dir string, flags ...string) Command {
	return Command{
		Words:    append([]string{program, "serve", "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--data-dir=" + dir}, flags...),
		Settings: []string{"WARDER_DATABASE_URL=" + database},
		Dir:      dir,
	}
}

// Server is a running process and where it answers.
type Server struct {
	URL, OpsURL string

	keeper *exec.Cmd
	leash  io.Closer // while it is open, the server lives
	log    string    // path
}

// ErrNoAddress is a server that ended without saying where it listens.
var ErrNoAddress = errors.New("the server did not start")

// keeper starts the server, and interrupts it as soon as its own input ends,
// which is also when this process is gone, be it killed. It lets go of the
// output, which then ends with the server.
const keeper = `"$@" & server=$!
exec >&-
read -r word
kill -TERM $server; wait $server`

// Start runs a server and waits until it says where it listens. It is stopped
// with ctx as well.
func Start(ctx context.Context, c Command) (*Server, error) {
	if err := errors.Join(os.MkdirAll(c.Dir, 0o700), os.Chmod(c.Dir, 0o700)); err != nil { // testing.T.TempDir is open to all
		return nil, err
	}
	log, err := os.Create(filepath.Join(c.Dir, "server.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close() // the process has its own
	command := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", keeper, "keeper"}, c.Words...)...)
	command.Env = append(Environment(os.Environ()), c.Settings...)
	command.Stderr = log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt at the terminal is ours to pass on
	s := &Server{keeper: command, log: log.Name()}
	return s, s.start()
}

func (s *Server) start() error {
	output, err := s.keeper.StdoutPipe()
	if err != nil {
		return err
	}
	if s.leash, err = s.keeper.StdinPipe(); err != nil {
		return err
	}
	s.keeper.Cancel = s.leash.Close
	s.keeper.WaitDelay = stopLimit
	if err := s.keeper.Start(); err != nil {
		return err
	}
	line, _ := bufio.NewReader(output).ReadString('\n') // an ended server says nothing
	if s.URL, s.OpsURL = addressesIn(line); s.URL == "" {
		return fmt.Errorf("%w\n%s", errors.Join(ErrNoAddress, s.Stop()), s.LastWords())
	}
	return nil
}

// addressesIn finds the addresses in what `warder serve` prints first.
func addressesIn(line string) (url, ops string) {
	_, rest, _ := strings.Cut(line, "listens on ")
	url, rest, _ = strings.Cut(rest, ",")
	_, ops, _ = strings.Cut(rest, "for operators on ")
	return strings.TrimSpace(url), strings.TrimSpace(ops)
}

// PID is the process whose only child is the server.
func (s *Server) PID() int { return s.keeper.Process.Pid }

// Stop interrupts the server and waits for its end, which has to be clean.
func (s *Server) Stop() error {
	_ = s.leash.Close() // closed already if ctx has ended
	killer := time.AfterFunc(stopLimit, func() { _ = syscall.Kill(-s.keeper.Process.Pid, syscall.SIGKILL) })
	defer killer.Stop()
	if err := s.keeper.Wait(); err != nil {
		return fmt.Errorf("the server ended badly: %w", err)
	}
	return nil
}

// Kill ends the server as a crash does: it has no time for anything.
func (s *Server) Kill() {
	_ = syscall.Kill(-s.keeper.Process.Pid, syscall.SIGKILL)
	_ = s.keeper.Wait() // it ended badly, as it was meant to
	_ = s.leash.Close()
}

// LastWords is the end of the server's log.
func (s *Server) LastWords() string {
	const most = 4 << 10
	text, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-most):])
}

// Environment is what is left of an environment without what would configure
// the server, or the suite that asks it.
func Environment(environ []string) []string {
	var kept []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		switch {
		case strings.HasPrefix(name, "WARDER_"), strings.HasPrefix(name, "ADMIN_"), strings.HasPrefix(name, "CONFORMANCE_"),
			name == "DATABASE_URL", name == "ORG_ID", name == "BASE_URL", name == "E2EE_PROJECT_ID":
		default:
			kept = append(kept, entry)
		}
	}
	return kept
}
