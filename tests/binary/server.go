package main

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

	"warder/tests/database"
)

// stopLimit is how long a server may take to drain before it is killed.
const stopLimit = 30 * time.Second

// startDatabase returns the address of an empty database and what ends it.
func startDatabase(name, work string) (url string, stop func(), err error) {
	switch name {
	case "sqlite":
		return "sqlite:" + filepath.Join(work, "warder.db"), func() {}, nil
	case "postgres":
		cluster, err := database.StartCluster()
		if err != nil {
			return "", nil, err
		}
		return cluster.URL("postgres"), cluster.Stop, nil
	}
	return "", nil, fmt.Errorf("unknown database %q, want sqlite or postgres", name)
}

// server is a running process and where it answers.
type server struct {
	url    string
	keeper *exec.Cmd
	leash  io.Closer // while it is open, the server lives
	log    string    // path
}

// errNoAddress is a server that ended without saying where it listens.
var errNoAddress = errors.New("the server did not start")

// keeper starts the server, and interrupts it as soon as its own input ends,
// which is also when this process is gone, be it killed. It lets go of the
// output, which then ends with the server.
const keeper = `"$@" & server=$!
exec >&-
read -r word
kill -TERM $server; wait $server`

// startServer runs the binary on free ports with a data directory of its own,
// and waits until it says where it listens. It is stopped with ctx as well.
func startServer(ctx context.Context, binary, database, work string) (*server, error) {
	dir, err := os.MkdirTemp(work, "data-")
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "server.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close() // the process has its own
	command := exec.CommandContext(ctx, "/bin/sh", "-c", keeper, "keeper", binary, "serve",
		"--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--data-dir="+dir)
	command.Env = append(withoutSettings(os.Environ()), "WARDER_DATABASE_URL="+database)
	command.Stderr = log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt at the terminal is ours to pass on
	s := &server{keeper: command, log: log.Name()}
	return s, s.start()
}

func (s *server) start() error {
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
	if s.url = addressIn(line); s.url == "" {
		return fmt.Errorf("%w\n%s", errors.Join(errNoAddress, s.stop()), s.lastWords())
	}
	return nil
}

// addressIn finds the address in what `warder serve` prints first.
func addressIn(line string) string {
	_, rest, _ := strings.Cut(line, "listens on ")
	url, _, _ := strings.Cut(rest, ",")
	return strings.TrimSpace(url)
}

// stop interrupts the server and waits for its end, which has to be clean.
func (s *server) stop() error {
	_ = s.leash.Close() // closed already if ctx has ended
	killer := time.AfterFunc(stopLimit, func() { _ = syscall.Kill(-s.keeper.Process.Pid, syscall.SIGKILL) })
	defer killer.Stop()
	if err := s.keeper.Wait(); err != nil {
		return fmt.Errorf("the server ended badly: %w", err)
	}
	return nil
}

// lastWords is the end of the server's log.
func (s *server) lastWords() string {
	const most = 4 << 10
	text, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-most):])
}
