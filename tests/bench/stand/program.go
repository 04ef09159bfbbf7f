package stand

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"
)

// Options are what every program that measures is told.
type Options struct {
	Warder      string // the server, absolute once checked
	Databases   []string
	Requests    int
	Connections int
}

// Flags adds the options to a command line; asked says what requests is a
// number of.
func (o *Options) Flags(flags *pflag.FlagSet, requests int, asked string) {
	flags.StringVar(&o.Warder, "warder", "bin/warder", "the server that is measured")
	flags.StringSliceVar(&o.Databases, "databases", Databases, "which databases it is measured on")
	flags.IntVar(&o.Requests, "requests", requests, asked)
	flags.IntVar(&o.Connections, "connections", 16, "that send at once, where their number is not what is measured")
}

// Check refuses what cannot be measured before anything is put up.
func (o *Options) Check() (err error) {
	if o.Requests < 1 || o.Connections < 1 {
		return errors.New("requests and connections are at least 1")
	}
	for _, kind := range o.Databases {
		if !slices.Contains(Databases, kind) {
			return unknownKind(kind)
		}
	}
	if o.Warder, err = filepath.Abs(o.Warder); err != nil {
		return err
	}
	_, err = os.Stat(o.Warder)
	return err
}

// OnEach measures on each kind of database in turn, new and in a folder that
// ends with it.
func (o *Options) OnEach(measure func(database *Database) error) error {
	for _, kind := range o.Databases {
		if err := on(kind, measure); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

func on(kind string, measure func(database *Database) error) error {
	work, err := os.MkdirTemp("", "warder-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	database, err := Open(kind, work)
	if err != nil {
		return err
	}
	defer database.Close()
	return measure(database)
}

// Main runs a program until it has measured or is interrupted, and ends the
// process.
func Main(name string, run func(ctx context.Context) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}
