package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"warder/cmd/service"
)

const exportsHelp = `List the copies of the decision log that decision-export makes or made: how many
places of the log each has, how many wait, and how old the oldest of them is.

A copy stops by itself where the database is not the one that it was made of, for
example after a restore from a backup. Then say with --reset and --to where it goes on:
at the start, at the end, or at the place of a record. What is copied twice has the
same ids. The server may run meanwhile.`

func newAuditExports() *cobra.Command {
	var reset, to string
	command := adminCommand("exports", "Say how far the copies of the decision log are, or where one goes on", exportsHelp, nothing,
		func(ctx context.Context, admin *service.Admin, _ *service.Config, _ []string, out io.Writer) error {
			if (reset == "") != (to == "") {
				return errors.New("--reset and --to belong together")
			}
			if reset != "" {
				if err := admin.ResetExport(ctx, reset, to); err != nil {
					return err
				}
			}
			list, err := admin.Exports(ctx)
			if err == nil {
				printExports(out, list)
			}
			return err
		}, "decision-export")
	command.Example = `  warder audit exports
  warder audit exports --reset nats://127.0.0.1:4222/warder.decisions --to start`
	command.Flags().StringVar(&reset, "reset", "", "`name` of the copy that is to go on elsewhere")
	command.Flags().StringVar(&to, "to", "", "`place` where it goes on: start, end, or a number")
	return command
}

func printExports(out io.Writer, list []service.ExportProgress) {
	if len(list) == 0 {
		fmt.Fprintln(out, "the decision log is not copied anywhere; set decision-export")
	}
	for i := range list {
		e := &list[i]
		state := ""
		switch {
		case e.Stopped != "":
			state = "; stopped: " + e.Stopped
		case !e.Configured:
			state = "; not in decision-export here"
		case !e.Oldest.IsZero():
			state = "; the oldest is of " + e.Oldest.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(out, "%s: %d of %d copied, %d wait%s\n", e.Name, e.Done, e.Size, e.Backlog(), state)
	}
}
