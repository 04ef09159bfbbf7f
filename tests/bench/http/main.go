// Command http measures what a request costs: the processor time of the server
// and of its database, beside a floor that does nothing but one statement on
// the same kind of database.
//
//	make bench-http
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

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/pflag"

	"warder/tests/bench/stand"
	"warder/tests/binary"
)

// options are the command line.
type options struct {
	warder      string
	databases   []string
	requests    int
	rounds      int
	connections int
	memory      int
	starts      int
	profile     string
	floor       string // the address of a database: be the floor on it
}

func main() {
	o := options{}
	flags := pflag.NewFlagSet("http", pflag.ExitOnError)
	flags.StringVar(&o.warder, "warder", "bin/warder", "the server that is measured")
	flags.StringSliceVar(&o.databases, "databases", stand.Databases, "which databases it is measured on")
	flags.IntVar(&o.requests, "requests", 6000, "reads of one secret; of what costs more there are fewer")
	flags.IntVar(&o.rounds, "rounds", 3, "in which server and floor take turns")
	flags.IntVar(&o.connections, "connections", 8, "that send at once, where their number is not what is measured")
	flags.IntVar(&o.memory, "memory", 100_000, "mixed requests until memory is looked at; 0 for none")
	flags.IntVar(&o.starts, "starts", 7, "of the server, each timed until its first answer")
	flags.StringVar(&o.profile, "profile", "", "folder for a profile of the server while it is asked for one secret")
	flags.StringVar(&o.floor, "floor", "", "be the floor, on the database at this address")
	_ = flags.Parse(os.Args[1:]) // it exits
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench-http:", err)
		os.Exit(1) //nolint:gocritic // what ctx ends has ended
	}
}

func run(ctx context.Context, out io.Writer, o options) error {
	if o.floor != "" {
		return serveFloor(o.floor)
	}
	if o.requests < 1 || o.rounds < 1 || o.connections < 1 || o.memory < 0 {
		return errors.New("requests, rounds and connections are at least 1, memory at least 0")
	}
	warder, err := filepath.Abs(o.warder)
	if err != nil {
		return err
	}
	o.warder = warder
	if err := reportBinary(out, warder); err != nil {
		return err
	}
	for _, kind := range o.databases {
		if !slices.Contains(stand.Databases, kind) {
			return fmt.Errorf("unknown database %q, want some of %q", kind, stand.Databases)
		}
		if err := measureOn(ctx, out, kind, o); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

// measureOn puts up server and floor on one kind of database and measures both.
func measureOn(ctx context.Context, out io.Writer, kind string, o options) (err error) {
	work, err := os.MkdirTemp("", "warder-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	database, err := stand.Open(kind, work)
	if err != nil {
		return err
	}
	defer database.Close()
	b := &bench{options: o, out: out, kind: kind, database: database}
	b.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription(kind))
	defer b.bar.Finish() //nolint:errcheck // it is only shown
	if b.url, err = database.Create("warder"); err != nil {
		return err
	}
	b.command = binary.Serve(o.warder, b.url, filepath.Join(work, "warder"))
	if err := b.start(ctx, work); err != nil {
		return err
	}
	defer b.stop(&err)
	return b.measure(ctx)
}

// start runs both servers, and furnishes the one that needs it.
func (b *bench) start(ctx context.Context, work string) error {
	address, err := b.database.Create("floor")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if b.floor, err = binary.Start(ctx, binary.Command{Words: []string{self, "--floor=" + address}, Dir: filepath.Join(work, "floor")}); err != nil {
		return fmt.Errorf("the floor: %w", err)
	}
	b.say("furnish")
	if b.server, err = binary.Start(ctx, b.command); err != nil {
		return err
	}
	b.tenant, err = stand.Furnish(ctx, b.server.URL)
	return err
}
