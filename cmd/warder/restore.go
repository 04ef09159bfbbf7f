package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/models/backup"
)

func newRestore() *cobra.Command {
	var verify, keep bool
	command := &cobra.Command{
		Use:   "restore FILE",
		Short: "Fill an empty database from a backup",
		Long: `Fill an empty database from a file of warder backup: of SQLite or PostgreSQL,
whichever it came from. It needs the root key of the time of the backup. The
whole file is verified before a row is written, and then all of it is restored
or nothing; a backup of an older version is migrated. Stop servers that use the
database first.

A credential that was revoked after the backup must not become valid again
unnoticed: sessions, access tokens, invitations, sign-in links and recovery codes
are ended, and client secrets, API keys and service tokens are disabled until
warder admin enable-credentials enables them.`,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			return fmt.Errorf("want one file of warder backup, got %d arguments (%w)", len(args), errUsage)
		},
		RunE: func(command *cobra.Command, args []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			restore := &service.Restore{Config: &config, Path: args[0], KeepCredentials: keep, Progress: showRestoring(command.ErrOrStderr())}
			if verify {
				return verifyBackup(command.Context(), restore, command.OutOrStdout())
			}
			return runRestore(command.Context(), restore, command.OutOrStdout())
		},
	}
	service.DatabaseFlags(command.Flags())
	command.Flags().BoolVar(&verify, "verify", false, "verify the file to its end; needs no database")
	command.Flags().BoolVar(&keep, "keep-credentials", false, "leave client secrets, API keys and service tokens enabled, those too that were revoked after the backup")
	return command
}

// showRestoring shows each step with its own progress bar.
func showRestoring(out io.Writer) func(step string, done, total int64) {
	var shown bar
	var last string
	return func(step string, done, total int64) {
		if step != last {
			last, shown = step, progress(out, false, total, step, "rows")
		}
		if done%toldEvery == 0 || done == total {
			shown.show(int(done), int(total))
		}
	}
}

func verifyBackup(ctx context.Context, restore *service.Restore, out io.Writer) error {
	header, manifest, err := restore.Verify(ctx)
	if err != nil {
		return err
	}
	describeBackup(out, header, manifest)
	_, err = fmt.Fprintln(out, "the file is whole")
	return err
}

func runRestore(ctx context.Context, restore *service.Restore, out io.Writer) error {
	restored, err := restore.Run(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "restored %d rows of the backup of %s\n", restored.Rows, restored.Created.Format("2006-01-02 15:04:05 MST"))
	for _, table := range slices.Sorted(maps.Keys(restored.Ended)) {
		fmt.Fprintf(out, "%-18s %d %s\n", table, restored.Ended[table], backup.EndedBy(table))
	}
	fmt.Fprint(out, nextAfterRestore(restored))
	return nil
}

func nextAfterRestore(restored *backup.Restored) string {
	lines := []string{"check the decision log: warder audit verify"}
	if restored.KeepCredentials {
		lines = append(lines, "credentials that were revoked after the backup live again: revoke them now")
	} else {
		lines = append(lines, "review the disabled credentials: warder admin disabled-credentials", "enable those to keep: warder admin enable-credentials --all, or the ids")
	}
	return strings.Join(append(lines, "then start the server", ""), "\n")
}
