package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/cmd/version"
	"warder/models/backup"
)

func newBackup() *cobra.Command {
	var output string
	var force bool
	command := &cobra.Command{
		Use:   "backup",
		Short: "Write the whole database into one encrypted file",
		Long: `Write one state of the whole database into one file, encrypted under a key that
the root key seals. Servers may run meanwhile. The file appears under its name
once it is whole; restore reads it, into SQLite or PostgreSQL, whichever it came
from. It never holds the root key: keep that elsewhere, or the backup is lost
with it.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			if output == "" {
				return fmt.Errorf("--output is missing: the file to write, or - for standard output (%w)", errUsage)
			}
			if output == "-" && isTerminal(command.OutOrStdout()) {
				return fmt.Errorf("standard output is a terminal: redirect it, or name a file (%w)", errUsage)
			}
			return makeBackup(command.Context(), &config, output, force, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	service.DatabaseFlags(command.Flags())
	command.Flags().StringVarP(&output, "output", "o", "", "the `file` to write; - for standard output")
	command.Flags().BoolVar(&force, "force", false, "replace a file that is there")
	return command
}

// toldEvery is the number of rows between updates of the progress bar.
const toldEvery = 1 << 10

func makeBackup(ctx context.Context, config *service.Config, output string, force bool, out, problems io.Writer) error {
	shown := progress(problems, false, -1, "backing up", "rows")
	options := backup.DumpOptions{Warder: version.Read().Version, Progress: func(written, total int64) {
		if written%toldEvery == 0 {
			shown.show(int(written), int(total))
		}
	}}
	var header *backup.Header
	var manifest *backup.Manifest
	write := func(to io.Writer) (err error) {
		header, manifest, err = service.Backup(ctx, config, to, options)
		_ = shown.Finish() // only draws
		return err
	}
	if output == "-" {
		if err := write(out); err != nil {
			return err
		}
		out = problems
	} else if err := backup.WriteFile(output, force, write); err != nil {
		return fmt.Errorf("no backup was written: %w", err)
	}
	describeBackup(out, header, manifest)
	return nil
}

func describeBackup(out io.Writer, header *backup.Header, manifest *backup.Manifest) {
	fmt.Fprintf(out, "backup %s of %s: %d rows of %d tables, schema %d, from %s, by warder %s\n",
		header.ID, header.Created.Format("2006-01-02 15:04:05 MST"), manifest.Total(), len(manifest.Tables), header.Schema, header.Database, header.Warder)
	if lines := strings.Split(manifest.Checkpoint, "\n"); len(lines) > 1 { // the log's name, then its size
		fmt.Fprintf(out, "the last checkpoint of its decision log has %s records\n", lines[1])
	}
	if len(manifest.LeftOut) > 0 {
		fmt.Fprintf(out, "left out, as they are not warder's: %s\n", strings.Join(manifest.LeftOut, ", "))
	}
	fmt.Fprintf(out, "it opens with the root key %s, which is not in it: keep that apart\n", header.RootKeyID)
}
