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
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"warder/tests/bench/account"
	"warder/tests/bench/load"
	"warder/tests/bench/stand"
	"warder/tests/binary"
)

// machines are how many of either kind ask.
const machines = 4

// options are the command line.
type options struct {
	stand.Options
	identities []int
	secrets    []int
	replicas   bool
	plot       string
}

func main() {
	o := options{}
	flags := pflag.NewFlagSet("scale", pflag.ExitOnError)
	o.Flags(flags, 2000, "reads of one secret at each step; of what costs more there are fewer")
	flags.IntSliceVar(&o.identities, "identities", []int{10, 1000, 100_000}, "how many there are, step by step")
	flags.IntSliceVar(&o.secrets, "secrets", []int{1100, 10_000, 100_000, 1_000_000}, "how many there are then, step by step; 1100 are asked for")
	flags.BoolVar(&o.replicas, "replicas", true, "compare one replica with two, where PostgreSQL is measured")
	flags.StringVar(&o.plot, "plot", "coverage/scale.svg", "file for the picture")
	_ = flags.Parse(os.Args[1:]) // it exits
	stand.Main("bench-scale", func(ctx context.Context) error { return run(ctx, os.Stdout, o) })
}

func run(ctx context.Context, out io.Writer, o options) error {
	if err := o.Check(); err != nil {
		return err
	}
	var points []point
	err := o.OnEach(func(database *stand.Database) error {
		some, err := measureOn(ctx, out, database, o)
		points = append(points, some...)
		return err
	})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(o.plot), 0o755); err != nil {
		return err
	}
	return draw(o.plot, points)
}

// point is what one kind of request costs at one size.
type point struct {
	kind, name       string
	grown            string // of what there is more and more: identities or secrets
	size             int    // how many of them there are
	server, database time.Duration
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
	progress *stand.Progress
}

func measureOn(ctx context.Context, out io.Writer, database *stand.Database, o options) (points []point, err error) {
	s := &scale{options: o, out: out, kind: database.Kind, database: database, progress: stand.NewProgress(database.Kind)}
	defer s.progress.End()
	url, err := s.database.Create("warder")
	if err != nil {
		return nil, err
	}
	if s.server, err = binary.Start(ctx, binary.Serve(o.Warder, url, database.Folder("warder"))); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.server.Stop()) }()
	if s.tenant, err = stand.Furnish(ctx, s.server.URL, machines); err != nil {
		return nil, err
	}
	if points, err = s.steps(ctx, url); err != nil {
		return nil, err
	}
	if s.kind == "postgres" && o.replicas {
		err = s.twoReplicas(ctx, url)
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
	for _, kind := range []struct {
		name  string
		sizes []int
	}{{identities, s.identities}, {secrets, s.secrets}} {
		for _, size := range kind.sizes {
			some, err := s.step(ctx, filler, point{kind: s.kind, grown: kind.name, size: size})
			if err != nil {
				return nil, err
			}
			points = append(points, some...)
		}
	}
	return points, nil
}

// What grows.
const (
	identities = "identities"
	secrets    = "secrets"
)

// step lets the data grow to a size and measures every line there.
func (s *scale) step(ctx context.Context, filler *filler, at point) (points []point, err error) {
	s.progress.Say(fmt.Sprintf("fill to %d %s", at.size, at.grown))
	if err := filler.grow(ctx, at.grown, at.size, s.progress); err != nil {
		return nil, err
	}
	s.progress.Clear()
	fmt.Fprintf(s.out, "  %10d %10d", filler.have[identities], filler.have[secrets])
	for _, l := range s.lines() {
		at.name = l.name
		if at.server, at.database, err = s.cost(ctx, l); err != nil {
			return nil, err
		}
		points = append(points, at)
		fmt.Fprintf(s.out, " %12.3f", milliseconds(at.cost()))
	}
	fmt.Fprintln(s.out)
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
	n := max(int(float64(s.Requests)*l.share), 4)
	client := load.Client(s.Connections)
	defer client.CloseIdleConnections()
	warm := l.make
	if l.name == "write" {
		warm = s.tenant.Writes()
	}
	if _, err := load.Send(ctx, client, s.server.URL, min(n, 100), s.Connections, warm); err != nil {
		return 0, 0, err
	}
	spent, err := s.spent(ctx, []*binary.Server{s.server})
	if err != nil {
		return 0, 0, err
	}
	if _, err := load.Send(ctx, client, s.server.URL, n, s.Connections, l.make); err != nil {
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
