// Command log measures the decision table of PostgreSQL in its two possible forms: one
// table, from which expired records are deleted in batches, as Warder has it, and
// partitions by day, of which expired ones are dropped. See docs/adr/0015.
//
//	make bench-log
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/pflag"

	"warder/models/store"
	"warder/tests/bench/stand"
)

// options are the command line.
type options struct {
	records  int
	projects int
	forms    []int
	expire   bool
}

func main() {
	o := options{}
	flags := pflag.NewFlagSet("log", pflag.ExitOnError)
	flags.IntVar(&o.records, "records", 2_000_000, "in the log, spread evenly over 30 days")
	flags.IntVar(&o.projects, "projects", 4, "that the records are of, in turn; each tenth is the organization's own")
	flags.IntSliceVar(&o.forms, "partitions", []int{0, 30, 365, 1095}, "forms to measure: how many partitions there are; 0 is one table")
	flags.BoolVar(&o.expire, "expire", true, "measure the expiry of the oldest day as well")
	_ = flags.Parse(os.Args[1:]) // it exits
	stand.Main("bench-log", func(ctx context.Context) error { return run(ctx, os.Stdout, o) })
}

func run(ctx context.Context, out io.Writer, o options) error {
	work, err := os.MkdirTemp("", "warder-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	database, err := stand.Open("postgres", work)
	if err != nil {
		return err
	}
	defer database.Close()
	for _, partitions := range o.forms {
		if err := measure(ctx, out, database, o, partitions); err != nil {
			return fmt.Errorf("%d partitions: %w", partitions, err)
		}
	}
	return nil
}

// form is one database in one form.
type form struct {
	options
	partitions int
	out        io.Writer
	database   *stand.Database
	store      *store.Store
	sql        *session
	now        time.Time
}

// measure prints the lines of one form.
func measure(ctx context.Context, out io.Writer, database *stand.Database, o options, partitions int) error {
	url, err := database.Create(fmt.Sprintf("log%d", partitions))
	if err != nil {
		return err
	}
	f := &form{options: o, partitions: partitions, out: out, database: database, now: time.Now().UTC().Truncate(day).Add(day / 2)}
	if f.store, err = store.Open(ctx, url, store.Options{}); err != nil {
		return err
	}
	defer f.store.Close() //nolint:errcheck // nothing is written after it
	if _, err := f.store.Migrate(ctx, store.MigrateOptions{}); err != nil {
		return err
	}
	if f.sql, err = connect(ctx, url); err != nil {
		return err
	}
	defer f.sql.close(ctx)
	fmt.Fprintf(out, "\n%d records, %s\n", o.records, map[bool]string{true: "one table", false: fmt.Sprintf("%d partitions", partitions)}[partitions == 0])
	for _, step := range []func(context.Context) error{f.prepare, f.fill, f.insert, f.reads, f.expiry} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (f *form) line(name, text string, args ...any) {
	fmt.Fprintf(f.out, "  %-44s %s\n", name, fmt.Sprintf(text, args...))
}
