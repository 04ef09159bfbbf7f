package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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
	url     string
	process *exec.Cmd
	log     string // path
}

// errNoAddress is a server that ended without saying where it listens.
var errNoAddress = errors.New("the server did not start")

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
	s := &server{log: log.Name()}
	s.process = exec.CommandContext(ctx, binary, "serve", "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--data-dir="+dir)
	s.process.Env = append(withoutSettings(os.Environ()), "WARDER_DATABASE_URL="+database)
	s.process.Stderr = log
	s.process.Cancel = func() error { return s.process.Process.Signal(syscall.SIGTERM) }
	s.process.WaitDelay = stopLimit
	output, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	line, _ := bufio.NewReader(output).ReadString('\n') // an ended server says nothing
	if s.url = addressIn(line); s.url == "" {
		return nil, fmt.Errorf("%w\n%s", errors.Join(errNoAddress, s.stop()), s.lastWords())
	}
	return s, nil
}

// addressIn finds the address in what `warder serve` prints first.
func addressIn(line string) string {
	_, rest, _ := strings.Cut(line, "listens on ")
	url, _, _ := strings.Cut(rest, ",")
	return strings.TrimSpace(url)
}

// stop interrupts the server and waits for its end, which has to be clean.
func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	killer := time.AfterFunc(stopLimit, func() { _ = s.process.Process.Kill() })
	defer killer.Stop()
	if err := s.process.Wait(); err != nil {
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
