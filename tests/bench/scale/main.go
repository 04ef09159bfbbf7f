// Command scale measures what a request costs as the data grows, and what a
// second replica on the same PostgreSQL adds.
//
//	make bench-scale
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/pflag"

	"warder/tests/bench/account"
	"warder/tests/bench/load"
	"warder/tests/bench/stand"
	"warder/tests/binary"
)

// options are the command line.
type options struct {
	warder      string
	databases   []string
	identities  []int
	secrets     []int
	requests    int
	connections int
	replicas    bool
	plot        string
}

func main() {
	o := options{}
	flags := pflag.NewFlagSet("scale", pflag.ExitOnError)
	flags.StringVar(&o.warder, "warder", "bin/warder", "the server that is measured")
	flags.StringSliceVar(&o.databases, "databases", stand.Databases, "which databases it is measured on")
	flags.IntSliceVar(&o.identities, "identities", []int{10, 1000, 100_000}, "how many there are, step by step")
	flags.IntSliceVar(&o.secrets, "secrets", []int{1100, 10_000, 100_000, 1_000_000}, "how many there are then, step by step; 1100 are asked for")
	flags.IntVar(&o.requests, "requests", 2000, "reads of one secret at each step; of what costs more there are fewer")
	flags.IntVar(&o.connections, "connections", 8, "that send at once")
	flags.BoolVar(&o.replicas, "replicas", true, "compare one replica with two, where PostgreSQL is measured")
	flags.StringVar(&o.plot, "plot", "coverage/scale.svg", "file for the picture")
	_ = flags.Parse(os.Args[1:]) // it exits
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench-scale:", err)
		os.Exit(1) //nolint:gocritic // what ctx ends has ended
	}
}

func run(ctx context.Context, out io.Writer, o options) error {
	if o.requests < 1 || o.connections < 1 {
		return errors.New("requests and connections are at least 1")
	}
	warder, err := filepath.Abs(o.warder)
	if err != nil {
		return err
	}
	o.warder = warder
	var points []point
	for _, kind := range o.databases {
		some, err := measureOn(ctx, out, kind, o)
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		points = append(points, some...)
	}
	if err := os.MkdirAll(filepath.Dir(o.plot), 0o755); err != nil {
		return err
	}
	return draw(o.plot, points)
}

// point is what one kind of request costs at one size.
type point struct {
	kind, name          string
	identities, secrets int
	server, database    time.Duration
}

func (p point) cost() time.Duration { return p.server + p.database }

func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }

// scale is one run on one kind of database.
type scale struct {
	options
	out      io.Writer
	kind     string
	database *stand.Database
	server   *binary.Server
	tenant   *stand.Tenant
	bar      *progressbar.ProgressBar
}

func measureOn(ctx context.Context, out io.Writer, kind string, o options) (points []point, err error) {
	work, err := os.MkdirTemp("", "warder-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	s := &scale{options: o, out: out, kind: kind}
	if s.database, err = stand.Open(kind, work); err != nil {
		return nil, err
	}
	defer s.database.Close()
	url, err := s.database.Create("warder")
	if err != nil {
		return nil, err
	}
	if s.server, err = binary.Start(ctx, binary.Serve(o.warder, url, filepath.Join(work, "warder"))); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.server.Stop()) }()
	if s.tenant, err = stand.Furnish(ctx, s.server.URL); err != nil {
		return nil, err
	}
	s.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription(kind+": fill"),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	defer s.bar.Finish() //nolint:errcheck // it is only shown
	if points, err = s.steps(ctx, url); err != nil {
		return nil, err
	}
	if kind == "postgres" && o.replicas {
		err = s.twoReplicas(ctx, url, work)
	}
	return points, err
}

// steps measures at every size: first identities grow, then secrets.
func (s *scale) steps(ctx context.Context, url string) ([]point, error) {
	filler, err := newFiller(ctx, url, s.tenant)
	if err != nil {
		return nil, err
	}
	defer filler.store.Close() //nolint:errcheck // all is written
	fmt.Fprintf(s.out, "\n%s: CPU of one request in ms, server and database together\n  %10s %10s", s.kind, "identities", "secrets")
	for _, l := range s.lines() {
		fmt.Fprintf(s.out, " %12s", l.name)
	}
	fmt.Fprintln(s.out)
	var points []point
	sizes := make([][2]int, 0, len(s.identities)+len(s.secrets))
	for _, n := range s.identities {
		sizes = append(sizes, [2]int{n, 0})
	}
	for _, n := range s.secrets {
		sizes = append(sizes, [2]int{0, n})
	}
	for _, size := range sizes {
		if err := filler.grow(ctx, size[0], size[1], s.bar); err != nil {
			return nil, err
		}
		_ = s.bar.Clear()
		fmt.Fprintf(s.out, "  %10d %10d", filler.identities, filler.secrets)
		for _, l := range s.lines() {
			at := point{kind: s.kind, name: l.name, identities: filler.identities, secrets: filler.secrets}
			if at.server, at.database, err = s.cost(ctx, l); err != nil {
				return nil, err
			}
			points = append(points, at)
			fmt.Fprintf(s.out, " %12.3f", milliseconds(at.cost()))
		}
		fmt.Fprintln(s.out)
	}
	return points, nil
}

type line struct {
	name  string
	share float64
	make  load.Make
}

func (s *scale) lines() []line {
	return []line{
		{"one secret", 1, s.tenant.Read}, {"login", 0.5, s.tenant.Login},
		{"list of 100", 0.2, s.tenant.List100}, {"write", 0.5, s.tenant.Writes()},
	}
}

// cost measures one line. Some requests before that warm up caches and plans.
func (s *scale) cost(ctx context.Context, l line) (server, database time.Duration, err error) {
	n := max(int(float64(s.requests)*l.share), 4)
	client := load.Client(s.connections)
	defer client.CloseIdleConnections()
	warm := l.make
	if l.name == "write" {
		warm = s.tenant.Writes()
	}
	if _, err := load.Send(ctx, client, s.server.URL, min(n, 100), s.connections, warm); err != nil {
		return 0, 0, err
	}
	spent, err := s.spent(ctx, []*binary.Server{s.server})
	if err != nil {
		return 0, 0, err
	}
	if _, err := load.Send(ctx, client, s.server.URL, n, s.connections, l.make); err != nil {
		return 0, 0, err
	}
	after, err := s.spent(ctx, []*binary.Server{s.server})
	return (after[0] - spent[0]) / time.Duration(n), (after[1] - spent[1]) / time.Duration(n), err
}

// spent is the processor time of servers, and of the database.
func (s *scale) spent(ctx context.Context, servers []*binary.Server) (spent [2]time.Duration, err error) {
	pids := []int{}
	for _, server := range servers {
		pids = append(pids, server.PID())
	}
	if _, err = account.Settled(ctx, slices.Concat(pids, s.database.PIDs())...); err != nil {
		return spent, err
	}
	if spent[0], err = account.CPU(pids...); err != nil {
		return spent, err
	}
	spent[1], err = account.CPU(s.database.PIDs()...)
	return spent, err
}
