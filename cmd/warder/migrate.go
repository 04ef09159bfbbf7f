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
	command := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database's schema up to date, or say what that would take",
		Long: `Bring the database's schema up to date. The server does so itself when it
starts; this command is for doing it beforehand, or for looking first. A schema
that a newer version made is refused.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			return migrate(command.Context(), &config, options, command.OutOrStdout())
		},
	}
	service.DatabaseFlags(command.Flags())
	command.Flags().BoolVar(&options.DryRun, "dry-run", false, "list the pending migrations and change nothing")
	return command
}

func migrate(ctx context.Context, config *service.Config, options store.MigrateOptions, out io.Writer) (err error) {
	if options.DryRun && !config.Exists() { // a look makes no database
		missing := *config
		if missing.DataDir, err = os.MkdirTemp("", "warder-dry-run-*"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(missing.DataDir)) }()
		missing.DatabaseURL = seal.Text{}
		config = &missing
	}
	db, err := service.OpenStore(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	report, err := db.Migrate(ctx, options)
	if err != nil {
		return fmt.Errorf("database: %w", err)
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
