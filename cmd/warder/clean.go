package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/handlers/ops"
)

func newClean() *cobra.Command {
	var dryRun bool
	command := &cobra.Command{
		Use:   "clean",
		Short: "Remove expired rows now, as the server does every night, or count them",
		Long: `Remove expired rows: expired access tokens, service tokens and API keys,
sessions that cannot be resumed, counts of failed logins, versions of secrets
beyond their project's limit, versions of secrets that were deleted long ago,
and decision records older than their project's retention.

The server does so itself every night at 00:00 UTC. Client secrets are never
removed.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			return clean(command.Context(), &config, dryRun, command.OutOrStdout())
		},
	}
	service.DatabaseFlags(command.Flags(), "keep-deleted-days")
	command.Flags().BoolVar(&dryRun, "dry-run", false, "count the rows and change nothing")
	return command
}

func clean(ctx context.Context, config *service.Config, dryRun bool, out io.Writer) (err error) {
	store, err := service.OpenStore(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.CheckSchema(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	var nobody *ops.Metrics
	keeper := service.NewKeeper(config, store, slog.New(slog.DiscardHandler), nobody)
	do, state := keeper.Clean, "removed"
	if dryRun {
		do, state = keeper.Preview, "outdated"
	}
	counts, err := do(ctx)
	for _, count := range counts {
		fmt.Fprintf(out, "%s %-16s %d\n", state, count.Kind, count.Rows)
	}
	return err
}
