package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/models/store"
)

func newMigrate() *cobra.Command {
	var options store.MigrateOptions
	var plan bool
	command := &cobra.Command{
		Use:   "migrate",
		Short: "Migrate the database's schema, or list the pending migrations",
		Long: `Bring the database's schema up to date. The server does so itself when it
starts; this command is for doing it beforehand, or for looking first: --dry-run
lists the migrations that are missing, --plan prints their SQL as well. A schema
that a newer version made is refused. It makes no file: warder serve does.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			options.DryRun = options.DryRun || plan
			return migrate(command.Context(), &config, options, plan, command.OutOrStdout())
		},
	}
	service.DatabaseFlags(command.Flags())
	command.Flags().BoolVar(&options.DryRun, "dry-run", false, "list the pending migrations and change nothing")
	command.Flags().BoolVar(&plan, "plan", false, "print the SQL of the pending migrations and change nothing")
	return command
}

func migrate(ctx context.Context, config *service.Config, options store.MigrateOptions, plan bool, out io.Writer) (err error) {
	var db *store.Store
	if options.DryRun && config.Blank() { // a dry run must not create a database
		fmt.Fprintf(out, "-- There is no database at %s yet: warder serve makes it.\n", config.DataPlace())
		missing := *config
		if missing.DataDir, err = os.MkdirTemp("", "warder-dry-run-*"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(missing.DataDir)) }()
		missing.DatabaseURL = seal.Text{}
		db, err = service.MakeStore(ctx, &missing)
	} else {
		db, err = service.OpenToMigrate(ctx, config)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	report, err := db.Migrate(ctx, options)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if plan {
		return printPlan(db, report, out)
	}
	state := "applied"
	if options.DryRun {
		state = "pending"
	}
	for _, file := range report.Files {
		fmt.Fprintln(out, state, file)
	}
	switch {
	case len(report.Files) == 0:
		fmt.Fprintf(out, "the schema is up to date, version %d\n", report.From)
	case options.DryRun:
		fmt.Fprintf(out, "the schema would go from version %d to %d\n", report.From, report.To)
	default:
		fmt.Fprintf(out, "the schema went from version %d to %d\n", report.From, report.To)
	}
	return nil
}

// printPlan prints the SQL of a migration, with comments for the rest.
func printPlan(db *store.Store, report store.MigrationReport, out io.Writer) error {
	if len(report.Files) == 0 {
		_, err := fmt.Fprintf(out, "-- The schema is up to date, version %d.\n", report.From)
		return err
	}
	fmt.Fprintf(out, "-- The schema would go from version %d to %d. warder migrate runs each file in a transaction\n-- and records that it ran.\n", report.From, report.To)
	for _, file := range report.Files {
		sql, err := db.MigrationSQL(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if _, err := fmt.Fprintf(out, "\n-- %s\n%s", file, sql); err != nil {
			return err
		}
	}
	return nil
}
