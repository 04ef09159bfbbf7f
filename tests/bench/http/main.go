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

	"github.com/spf13/pflag"

	"warder/tests/bench/stand"
	"warder/tests/binary"
)

// options are the command line.
type options struct {
	stand.Options
	rounds  int
	memory  int
	starts  int
	profile string
	floor   string // the address of a database: be the floor on it
}

func main() {
	o := options{}
	flags := pflag.NewFlagSet("http", pflag.ExitOnError)
	o.Flags(flags, 6000, "reads of one secret; of what costs more there are fewer")
	flags.IntVar(&o.rounds, "rounds", 3, "in which server and floor take turns")
	flags.IntVar(&o.memory, "memory", 100_000, "mixed requests until memory is looked at; 0 for none")
	flags.IntVar(&o.starts, "starts", 7, "of the server, each timed until its first answer")
	flags.StringVar(&o.profile, "profile", "", "folder for a profile of the server while it is asked for one secret")
	flags.StringVar(&o.floor, "floor", "", "be the floor, on the database at this address")
	_ = flags.Parse(os.Args[1:]) // it exits
	stand.Main("bench-http", func(ctx context.Context) error { return run(ctx, os.Stdout, o) })
}

func run(ctx context.Context, out io.Writer, o options) error {
	if o.floor != "" {
		return serveFloor(o.floor)
	}
	if o.rounds < 1 || o.memory < 0 {
		return errors.New("rounds are at least 1, memory at least 0")
	}
	if err := o.Check(); err != nil {
		return err
	}
	if err := reportBinary(out, o.Warder); err != nil {
		return err
	}
	return o.OnEach(func(database *stand.Database) error { return measureOn(ctx, out, database, o) })
}

// measureOn puts up server and floor on one kind of database and measures both.
func measureOn(ctx context.Context, out io.Writer, database *stand.Database, o options) (err error) {
	b := &bench{options: o, out: out, kind: database.Kind, database: database, progress: stand.NewProgress(database.Kind)}
	defer b.progress.End()
	if b.url, err = database.Create("warder"); err != nil {
		return err
	}
	b.command = binary.Serve(o.Warder, b.url, database.Folder("warder"))
	if err := b.start(ctx); err != nil {
		return err
	}
	defer b.stop(&err)
	return b.measure(ctx)
}

// start runs both servers, and furnishes the one that needs it.
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
	if b.server, err = binary.Start(ctx, b.command); err != nil {
		return err
	}
	b.tenant, err = stand.Furnish(ctx, b.server.URL)
	return err
}
