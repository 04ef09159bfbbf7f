// Command conformance runs the black-box suite against a fresh server on each
// database and holds the server to the groups that groups.txt lists. The whole
// suite runs, so that it can also say what passes already without being listed.
//
//	make build && go run ./tests/conformance
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"warder/tests/binary"
	"warder/tests/database"
)

// options are the command line.
type options struct {
	server    string
	suite     string
	groups    string
	databases string
	timeout   time.Duration
	verbose   bool
}

func main() {
	var o options
	flag.StringVar(&o.server, "server", "bin/warder", "the server's binary")
	flag.StringVar(&o.suite, "suite", "../shared/conformance", "folder of the suite; it is copied, never written to")
	flag.StringVar(&o.groups, "groups", "tests/conformance/groups.txt", "the groups that must pass")
	flag.StringVar(&o.databases, "databases", "sqlite,postgres", "what to run on")
	flag.DurationVar(&o.timeout, "timeout", 5*time.Minute, "longest for one run of the suite")
	flag.BoolVar(&o.verbose, "v", false, "show every failure, and everything that could be added")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

// errFailed is a listed group that does not pass; the report says which.
var errFailed = errors.New("a listed group fails")

func run(ctx context.Context, o options, out io.Writer) error {
	groups, err := readGroups(o.groups)
	if err != nil {
		return err
	}
	if _, err := os.Stat(o.suite); errors.Is(err, os.ErrNotExist) {
		fmt.Fprintf(out, "no suite at %s, so nothing is run\n", o.suite)
		return nil
	}
	work, err := os.MkdirTemp("", "warder-conformance-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	suite, err := buildSuite(ctx, o.suite, work)
	if err != nil {
		return err
	}
	var failed []error
	for name := range strings.SplitSeq(o.databases, ",") {
		results, err := runOn(ctx, name, o, suite, work)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !report(out, name, groups, results, o.verbose) {
			failed = append(failed, fmt.Errorf("%s: %w", name, errFailed))
		}
	}
	return errors.Join(failed...)
}

// vouching are the settings by which the server asks the suite's own providers, clusters
// and clouds.
var vouching = []string{
	"--outbound-allow=127.0.0.0/8", "--aws-sts-endpoint=http://127.0.0.1:18791", "--gcp-endpoint=http://127.0.0.1:18792", "--azure-endpoint=http://127.0.0.1:18793",
}

// runOn runs the suite once against a fresh server on one kind of database.
func runOn(ctx context.Context, name string, o options, suite, work string) (results, error) {
	url, stop, err := startDatabase(name, work)
	if err != nil {
		return nil, err
	}
	defer stop()
	dir, err := os.MkdirTemp(work, "data-")
	if err != nil {
		return nil, err
	}
	server, err := binary.Start(ctx, binary.Serve(o.server, url, dir, vouching...))
	if err != nil {
		return nil, err
	}
	results, err := runSuite(ctx, suite, server.URL, o.timeout)
	if err = errors.Join(err, server.Stop()); err != nil {
		return nil, fmt.Errorf("%w\nthe server's last words:\n%s", err, server.LastWords())
	}
	return results, nil
}

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
