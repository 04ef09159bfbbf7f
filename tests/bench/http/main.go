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
	"time"

	"github.com/spf13/pflag"

	"warder/tests/bench/stand"
	"warder/tests/binary"
)

// options are the command line.
type options struct {
	stand.Options
	rounds int
	memory int
	starts int
	idle   time.Duration
	// machines are how many of either kind ask.
	machines int
	profile  string
	floor    string // the address of a database: be the floor on it
}

func main() {
	o := options{}
	flags := pflag.NewFlagSet("http", pflag.ExitOnError)
	o.Flags(flags, 6000, "reads of one secret; of what costs more there are fewer")
	flags.IntVar(&o.rounds, "rounds", 3, "in which server and floor take turns")
	flags.IntVar(&o.memory, "memory", 100_000, "mixed requests until memory is looked at; 0 for none")
	flags.IntVar(&o.starts, "starts", 7, "of the server, each timed until its first answer")
	flags.DurationVar(&o.idle, "idle", 20*time.Second, "for how long a server that is not asked is looked at; 0 for not at all")
	flags.IntVar(&o.machines, "machines", 32, "with a large role, and as many with a small one, that ask")
	flags.StringVar(&o.profile, "profile", "", "folder for profiles of the server, one for each kind of request")
	flags.StringVar(&o.floor, "floor", "", "be the floor, on the database at this address")
	_ = flags.Parse(os.Args[1:]) // it exits
	stand.Main("bench-http", func(ctx context.Context) error { return run(ctx, os.Stdout, o) })
}

func run(ctx context.Context, out io.Writer, o options) error {
	if o.floor != "" {
		return serveFloor(o.floor)
	}
	if o.rounds < 1 || o.machines < 1 || o.memory < 0 {
		return errors.New("rounds and machines are at least 1, memory at least 0")
	}
	if err := o.Check(); err != nil {
		return err
	}
	found := &results{kinds: o.Databases}
	if err := reportBinary(found, o.Warder); err != nil {
		return err
	}
	err := o.OnEach(func(database *stand.Database) error { return measureOn(ctx, out, database, o, found) })
	found.print(out)
	return err
}

// measureOn puts up servers and floor on one kind of database and measures them.
func measureOn(ctx context.Context, out io.Writer, database *stand.Database, o options, found *results) (err error) {
	b := &bench{options: o, out: out, kind: database.Kind, database: database, progress: stand.NewProgress(database.Kind), results: found}
	defer b.progress.End()
	defer b.stop(&err)
	if err := b.start(ctx); err != nil {
		return err
	}
	return b.measure(ctx)
}

// start runs the servers, and furnishes those that need it.
func (b *bench) start(ctx context.Context) error {
	address, err := b.database.Create("floor")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if b.floor, err = binary.Start(ctx, binary.Command{Words: []string{self, "--floor=" + address}, Dir: b.database.Folder("floor")}); err != nil {
		return fmt.Errorf("the floor: %w", err)
	}
	b.progress.Say("furnish")
	b.buffered, err = b.house(ctx, "buffered")
	if err == nil {
		b.durable, err = b.house(ctx, "durable")
	}
	return err
}

// house is a server of its own that records reads in one of the two ways.
func (b *bench) house(ctx context.Context, reads string) (*house, error) {
	url, err := b.database.Create("warder_" + reads)
	if err != nil {
		return nil, err
	}
	h := &house{command: binary.Serve(b.Warder, url, b.database.Folder(reads), "--audit-reads="+reads)}
	if h.server, err = binary.Start(ctx, h.command); err != nil {
		return nil, err
	}
	h.tenant, err = stand.Furnish(ctx, h.server.URL, b.machines)
	return h, err
}
